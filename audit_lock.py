"""What the lock names: held to its form, and asked about for known weaknesses (``dev.py audit``).

The form is checked without a network: every package at one version with its hashes, no address in
the file, and every direct dependency bounded in ``pyproject.toml``. Weaknesses are asked for with
pip-audit; where its service can't be reached that is said, and the form alone counts.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
_PATIENCE = 180


@dataclass(frozen=True)
class Answer:
    """What pip-audit said: the weaknesses, and how many packages were asked about in vain."""

    weaknesses: tuple[str, ...]
    asked: int
    unanswered: int


def problems_of_lock(lock: str) -> Iterator[str]:
    """What is wrong with the form of a lock."""
    if re.search(r"https?://|file:|--(extra-)?index-url|--find-links", lock):
        yield "the lock names an address"
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        found = _ENTRY.match(entry)
        if found is None:
            yield f"not one version of a package: {entry.splitlines()[0][:60]}"
        elif not _HASH.search(entry):
            yield f"{found['name']} has no hash"


def problems_of_project(project: dict[str, Any], lock: str) -> Iterator[str]:
    """Direct dependencies without bounds, or that the lock does not hold."""
    locked = {_plain(line["name"]) for line in map(_ENTRY.match, lock.splitlines()) if line}
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    for wanted in (one for group in groups for one in group):
        name = re.split(r"[\[<>=!~ ;]", wanted)[0]
        if ">=" not in wanted or "<" not in wanted:
            yield f"{name} is not bounded on both sides"
        if _plain(name) not in locked:
            yield f"{name} is not in the lock"


def read_answer(told: dict[str, Any]) -> Answer:
    """pip-audit's JSON."""
    packages = told["dependencies"]
    weaknesses = [
        f"{one['name']} {one['version']}: {weak['id']}"
        + (f", mended in {', '.join(weak['fix_versions'])}" if weak["fix_versions"] else "")
        for one in packages
        for weak in one.get("vulns", ())
    ]
    return Answer(tuple(weaknesses), len(packages), sum("skip_reason" in one for one in packages))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _ask(lock: Path) -> Answer | None:
    """None where the service can't be reached."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip"),
        *("--require-hashes", "--format", "json", "--progress-spinner", "off", "--timeout", "15"),
    ]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
        return read_answer(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


def main() -> int:
    """1 when the form is wrong or a weakness is known."""
    path = ROOT / "requirements.lock"
    lock = path.read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wrong = [*problems_of_lock(lock), *problems_of_project(project, lock)]
    answer = _ask(path)
    if answer is None or answer.unanswered == answer.asked:
        said = (
            "Nobody could be asked for known weaknesses: no network. The lock's form was checked."
        )
    elif answer.unanswered:
        said = f"Of {answer.asked} packages, {answer.unanswered} are unknown to who was asked."
    else:
        said = f"{answer.asked} packages were asked about."
    wrong += answer.weaknesses if answer else ()
    sys.stdout.writelines(f"{line}\n" for line in (*wrong, said))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
