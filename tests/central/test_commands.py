"""The command line, as an administrator uses it beside a running store."""

import json
import subprocess
import sys

import httpx2
import pytest

from central.__main__ import main
from tests.central.desks import Desk
from tests.stores import ROOT, CentralProcess, run_command


def test_administrator_makes_a_site_people_and_a_desk(process: CentralProcess) -> None:
    cli = process.cli
    site = json.loads(cli("site", "add", "Sjællandsgade", "--reception", "--json"))
    assert cli("site", "list").split("\t")[:2] == [site["id"], "Sjællandsgade"]
    user = json.loads(
        cli(
            "user",
            "add",
            "Anna",
            "--role",
            "lead",
            "--site",
            "Sjællandsgade",
            "--password-stdin",
            "--json",
            stdin="korrekt hest\n",
        )
    )
    listed = {row["name"]: row for row in json.loads(cli("user", "list", "--json"))}
    assert listed["Anna"]["sites"] == ["Sjællandsgade"]
    assert listed["Ankomst"]["role"] == "admin"
    code = cli("device", "code", "--site", "Sjællandsgade").splitlines()[-1]
    with httpx2.Client(base_url=process.url) as client:
        desk = Desk.enrol(client, code, actor=user["id"], site_id=site["id"])
        assert desk.do(desk.resident())["status"] == "applied"
        kits = [key for key in desk.rows("org") if key[0] == "kit_type"]
        assert len(kits) >= 4
        (device,) = json.loads(cli("device", "list", "--json"))
        assert (device["id"], device["number"]) == (desk.id, 1)
        cli("user", "disable", "Anna")
        assert desk.rows("org")["user", user["id"]]["enabled"] is False
        assert desk.do(desk.resident())["error"]["code"] == "permission"
        cli("device", "revoke", desk.id)
        assert desk.ask().status_code == 403


def test_administrator_changes_who_may_what_and_where(process: CentralProcess) -> None:
    cli = process.cli
    a, b = (json.loads(cli("site", "add", name, "--json"))["id"] for name in ("A", "B"))
    anna = cli("user", "add", "Anna", "--role", "host", "--site", "A").split("\t")[0]
    cli("user", "role", "Anna", "lead")
    assert cli("user", "site", "Anna", "--site", "B", "--site", "A").strip() == f"{anna}\tA,B"
    assert cli("user", "site", anna, "--no-site").strip() == f"{anna}\t-"
    cli("user", "site", "Anna", "--site", "B")
    cli("user", "disable", "Anna")
    cli("user", "enable", "Anna")
    listed = {row["name"]: row for row in json.loads(cli("user", "list", "--json"))}
    assert (listed["Anna"]["role"], listed["Anna"]["sites"]) == ("lead", ["B"])
    assert listed["Anna"]["enabled"] is True
    code = cli("device", "code", "--site", "A").split()[-1]
    with httpx2.Client(base_url=process.url, timeout=60) as client:
        desk = Desk.enrol(client, code, actor=anna, site_id=a)
        once = cli("user", "password", "Anna").splitlines()[-1]
        body = {"device_id": desk.id, "user": "Anna", "password": once}
        assert client.post("/v1/sign-in", json=body).status_code == 403
        given = json.loads(cli("device", "sites", "Front desk", "--site", "B", "--json"))
        assert given == {"id": desk.id, "scopes": ["org", f"site:{b}"]}
        told = client.post("/v1/sign-in", json=body).json()
        assert (told["role"], told["must_change"]) == ("lead", True)
        cli("user", "password", anna, "--password-stdin", stdin="korrekt hest\n")
        assert client.post("/v1/sign-in", json=body).status_code == 403
        told = client.post("/v1/sign-in", json={**body, "password": "korrekt hest"}).json()
        assert told["must_change"] is False


def test_administrator_sets_what_holds_at_all_desks(process: CentralProcess) -> None:
    def holding() -> dict[str, float]:
        rows = json.loads(process.cli("setting", "list", "--json"))
        return {row["name"]: row["value"] for row in rows}

    assert holding() == {"lock_minutes": 5, "offline_days": 14}
    assert process.cli("setting", "set", "lock_minutes", "2").strip() == "lock_minutes\t2"
    process.cli("setting", "set", "lock_minutes", "3")
    assert holding() == {"lock_minutes": 3, "offline_days": 14}
    refused = run_command("setting", "set", "offline_days", "400", *process.where)
    assert refused.returncode == 1
    assert "may be from 1 to 90" in refused.stderr
    process.cli("setting", "reset", "lock_minutes")
    assert holding() == {"lock_minutes": 5, "offline_days": 14}


def test_code_for_all_sites(process: CentralProcess) -> None:
    for name in ("A", "B"):
        process.cli("site", "add", name)
    told = json.loads(process.cli("device", "code", "--all-sites", "--json"))
    assert len(told["scopes"]) == 3


@pytest.mark.parametrize("sites", [("--site", "A", "B"), ("--site", "A", "--site", "B")])
def test_code_for_several_sites(process: CentralProcess, sites: tuple[str, ...]) -> None:
    for name in ("A", "B", "C"):
        process.cli("site", "add", name)
    told = json.loads(process.cli("device", "code", *sites, "--json"))
    assert len(told["scopes"]) == 3


@pytest.mark.parametrize("address", ["nonsense", "nothing://127.0.0.1/x"])
def test_address_that_is_none_is_said_plainly(
    capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert main(["site", "list", "--database-url", address]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "postgresql://" in said


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (("device", "code", "--site", "Nowhere"), 1, 'there is no site "Nowhere"'),
        (("device", "code"), 1, "name a site"),
        (("device", "revoke", "nobody"), 1, 'there is no device "nobody"'),
        (("user", "disable", "Nobody"), 1, 'there is no user "Nobody"'),
        (("user", "add", "X", "--role", "king"), 2, "invalid choice"),
        (("user", "password", "Nobody"), 1, 'there is no user "Nobody"'),
        (("user", "site", "Ankomst"), 1, "--no-site"),
        (("user", "role", "Ankomst", "king"), 2, "invalid choice"),
        (("device", "sites", "nobody", "--all-sites"), 1, 'there is no device "nobody"'),
        (("site", "add", "x" * 201), 1, "longer than 200"),
        (("site", "add", ""), 1, "empty"),
        (("serve", "--workers", "0"), 1, "1 or more"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(
    database_url: str, arguments: tuple[str, ...], exit_code: int, said: str
) -> None:
    done = run_command(*arguments, "--database-url", database_url)
    assert done.returncode == exit_code
    assert done.stdout == ""
    assert said in done.stderr


def test_program_ends_with_the_exit_code_of_its_command(database_url: str) -> None:
    for arguments, exit_code, said in (
        (("site", "list"), 0, ""),
        (("user", "disable", "Nobody"), 1, 'there is no user "Nobody"\n'),
        (("user", "add"), 2, "required"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "central", *arguments, "--database-url", database_url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout) == (exit_code, "")
        assert said in done.stderr
        assert "Traceback" not in done.stderr
