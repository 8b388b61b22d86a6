#!/usr/bin/env python3
"""Sets Ankomst up and runs it, its tests and its checks. Standard library only.

python dev.py demo        a central store with made-up people, and the app at Sjællandsgade
python dev.py test        every test; arguments go to pytest
python dev.py test --soak MINUTES   the state machines of sync, for long and by chance
python dev.py check       what CI runs: form, types, layers, catalogues, dependencies, tests
python dev.py strings     extracts, updates and compiles the catalogues
python dev.py bench sync  how fast, beside a peer and the machine's floor; --json, --quick
python dev.py screens DIR a picture of every page and dialog in each language
python dev.py audit       known weaknesses of what the lock names, and the lock's form
python dev.py setup       only makes .venv with what the others need; they do it themselves
"""

import argparse
import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "ankomst-setup"

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
"""The shared libraries that Qt loads on Debian, and the packages that hold them."""

MACHINES = "tests/properties"

FONTS = "fonts-dejavu-core"
BENCHES = ("duplicates", "search", "signing_in", "sync")


def say(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None) -> int:
    """Runs a command in the project's folder; returns its exit code."""
    return subprocess.call([str(part) for part in command], cwd=ROOT, env=env)


def must(*command: str | Path) -> None:
    """Runs a command that has to succeed."""
    code = run(*command)
    if code:
        sys.exit(f"\nThis did not work (exit {code}): {' '.join(map(str, command))}")


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def setup() -> None:
    """Makes ``.venv`` as the lock says, once, and the libraries that Qt needs on Debian."""
    if sys.version_info < (3, 11):
        sys.exit(f"Ankomst needs Python 3.11 or newer; this is {platform.python_version()}.")
    system_libraries()
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if not (STAMP.exists() and STAMP.read_text() == wanted and PYTHON.exists()):
        say("Setting up .venv (once; takes a minute or two) …")
        make_venv()
        must(
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "--requirement",
            LOCK,
        )
        STAMP.write_text(wanted)
    must(PYTHON, "-m", "translations.catalogues", "compile")


def make_venv() -> None:
    """An empty virtual environment with pip."""
    try:
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)
    except (subprocess.CalledProcessError, OSError) as error:
        package = f"python3.{sys.version_info.minor}-venv"
        if not debian_install([package]):
            sys.exit(f"Could not make .venv: {error}")
        venv.EnvBuilder(with_pip=True, clear=True).create(VENV)


def system_libraries() -> None:
    """On Debian and its kin, the shared libraries and a font that Qt needs; elsewhere nothing."""
    if not sys.platform.startswith("linux") or not shutil.which("apt-get"):
        return
    needed = dict(QT_LIBRARIES)
    if has_display():
        needed |= WINDOW_LIBRARIES
    missing = [package for library, package in needed.items() if not loads(library)]
    if not any(Path("/usr/share/fonts").glob("**/*.[to]tf")):
        missing.append(FONTS)
    if missing and not debian_install(missing):
        sys.exit(1)


def loads(library: str) -> bool:
    """Whether the dynamic linker finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def debian_install(packages: list[str]) -> bool:
    """Installs Debian packages where it may; else prints the one command to run."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if not shutil.which("apt-get") or os.geteuid() != 0:
        say("Some system libraries are missing. Please run once:\n")
        say(f"    sudo {' '.join(command)}\n")
        return False
    say(f"Installing what Qt needs: {' '.join(packages)} …")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with subprocess.Popen(["apt-get", "update", "-qq"], env=quiet) as update:
        update.wait()
    return run(*command[:2], "-qq", *command[2:], env=quiet) == 0


def demo(headless: bool, rest: list[str]) -> int:
    """The app on made-up people; off screen where there is no screen."""
    setup()
    options = list(rest)
    if "--drill" not in options and (headless or not has_display()):
        options.append("--headless")
    return run(PYTHON, "-m", "demo", *options)


def test(soak: float | None, seed: int | None, arguments: list[str]) -> int:
    """Every test; with ``--soak`` or ``--seed`` only the state machines of sync."""
    setup()
    if soak is None and seed is None:
        return run(PYTHON, "-m", "pytest", *arguments)
    told = {"ANKOMST_SOAK_MINUTES": str(soak or 0)}
    if seed is not None:
        told["ANKOMST_SOAK_SEED"] = str(seed)
    say("Playing; what failed, how much was played and with which seed is told at the end …")
    return run(PYTHON, "-m", "pytest", MACHINES, *arguments, env=os.environ | told)


def check() -> int:
    """What CI runs; says at the end what failed."""
    setup()
    steps: dict[str, list[str | Path]] = {
        "form (ruff check)": [PYTHON, "-m", "ruff", "check", "."],
        "form (ruff format)": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "types (mypy)": [PYTHON, "-m", "mypy"],
        "layers (import-linter)": [PYTHON.with_name("lint-imports" + PYTHON.suffix)],
        "catalogues": [PYTHON, "-m", "translations.catalogues", "check"],
        "dependencies (pip-audit)": [PYTHON, "-m", "audit_lock"],
        "tests (pytest)": [PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal"],
    }
    failed = []
    for name, command in steps.items():
        say(f"\n── {name}")
        if run(*command):
            failed.append(name)
    say("")
    for name in steps:
        say(f"{'✘' if name in failed else '✔'} {name}")
    return 1 if failed else 0


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("setup")
    of_demo = commands.add_parser("demo", add_help=False)  # its own help tells all
    of_demo.add_argument("--headless", action="store_true")
    of_test = commands.add_parser("test")
    of_test.add_argument("--soak", type=float, metavar="MINUTES")
    of_test.add_argument("--seed", type=int, help="the round of a soak that failed, once more")
    commands.add_parser("check")
    commands.add_parser("audit")
    commands.add_parser("strings")
    commands.add_parser("screens")
    of_bench = commands.add_parser("bench", add_help=False)
    of_bench.add_argument("what", choices=BENCHES)
    options, rest = parser.parse_known_args()
    if rest and options.command in ("setup", "check", "audit", "strings"):
        parser.error(f"{options.command} takes no arguments")
    if options.command == "demo":
        return demo(options.headless, rest)
    if options.command == "test":
        return test(options.soak, options.seed, rest)
    if options.command == "check":
        return check()
    setup()
    modules = {
        "audit": ["audit_lock"],
        "strings": ["translations.catalogues", "extract"],
        "screens": ["demo.screens", *rest],
        "bench": [f"bench.{getattr(options, 'what', '')}", *rest],
    }
    module = modules.get(options.command)
    return run(PYTHON, "-m", *module) if module else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
