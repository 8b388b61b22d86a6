"""What the command line says and does about files that may go."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from central.__main__ import main
from tests.central.conftest import House
from tests.central.desks import Desk
from tests.central.lives import PERSON, SECRETS, Life, named_in

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(site: House, capsys: pytest.CaptureFixture[str]) -> Run:
    """``python -m central retention`` in this process: exit code, what it said, what it minded."""

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["retention", *words, "--database-url", site.store.url])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def life(site: House, desk: Desk) -> Life:
    made = Life(desk, site.lead)
    made.change(desk, made.seq, moved_out_on="2019-06-30")
    for kind in ("incidents", "meals"):
        choose(site, desk, kind, 0)
    return made


def test_due_hold_release_export_anonymise_in_order(
    site: House, desk: Desk, life: Life, run: Run, tmp_path: Path
) -> None:
    number, archive = PERSON["number"], tmp_path / "archive"
    (one,) = json.loads(run("due", "--json")[1])
    assert (one["number"], one["site"], one["id"]) == (number, "Sjællandsgade", life.id)
    assert run("hold", number, "--reason", "Klagesag", "--until", "2999-12-31")[0] == 0
    assert json.loads(run("due", "--json")[1]) == []
    refused = run("anonymise", number, "--without-export", "--reason", "x", "--by", "Ib")
    assert (refused[0], refused[2]) == (1, "the file is on hold until 2999-12-31: Klagesag\n")
    assert run("release", number)[0] == 0
    assert run("export", number, str(archive), "--by", "Ib")[0] == 0
    assert sorted(path.name for path in archive.iterdir()) == [
        "file.html",
        "file.json",
        "manifest.json",
    ]
    manifest = json.loads((archive / "manifest.json").read_bytes())
    assert (manifest["number"], manifest["made_by"]) == (number, "Ib")
    done = run("anonymise", number, "--exported", str(archive), "--by", "Ib")
    assert done[0] == 0, done
    assert not any(secret in "".join(done[1:]).lower() for secret in SECRETS)
    assert json.loads(run("due", "--json")[1]) == []
    with psycopg.connect(site.store.url) as conn:
        assert named_in(conn) == {}
        kept = conn.execute("SELECT length(archive), reason FROM anonymisation").fetchall()
        assert kept == [(64, None)]


def test_archive_that_is_another_persons_or_was_changed_is_not_taken(
    site: House, desk: Desk, life: Life, run: Run, tmp_path: Path
) -> None:
    number, mine, theirs = PERSON["number"], tmp_path / "mine", tmp_path / "theirs"
    run("export", number, str(mine))
    run("export", life.other, str(theirs))
    told = run("anonymise", number, "--exported", str(theirs))
    assert (told[0], told[2]) == (1, f"{theirs} is no archive of this person\n")
    again = run("export", number, str(mine))
    assert (again[0], again[2]) == (1, f"{mine} is there already\n")
    (mine / "file.json").write_text("{}")
    told = run("anonymise", number, "--exported", str(mine))
    assert (told[0], told[2]) == (1, f"{mine / 'file.json'} is not what it was\n")
    for words in ((), ("--without-export",), ("--without-export", "--reason", " ")):
        assert run("anonymise", number, *words)[0] == 1
    with psycopg.connect(site.store.url) as conn:
        assert conn.execute("SELECT count(*) FROM anonymisation").fetchone() == (0,)
        assert "resident" in named_in(conn)


def choose(site: House, desk: Desk, kind: str, days: int) -> None:
    """An administrator's setting."""
    setting = desk.insert("setting", name=f"retention.{kind}", value=days)
    del setting["fields"]["site_id"]
    op = desk.op({**setting, "scope": "org"}, action="administer", actor=site.admin)
    assert desk.push(op)[0]["status"] == "applied"


def test_setting_takes_the_place_of_the_days(site: House, desk: Desk, life: Life, run: Run) -> None:
    assert len(json.loads(run("due", "--json")[1])) == 1
    choose(site, desk, "residents", 36_500)
    assert json.loads(run("due", "--json")[1]) == []
    rules = {rule["kind"]: rule for rule in json.loads(run("rules", "--json")[1])}
    assert (rules["residents"]["days"], rules["residents"]["is_default"]) == (36_500, False)
    assert rules["warnings"]["is_default"]
