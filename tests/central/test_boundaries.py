"""The store runs where nothing of the desktop is installed."""

import subprocess
import sys

from tests.stores import ROOT

_SCRIPT = """
import sys
for name in ("PySide6", "sqlcipher3", "sqlite_utils", "httpx2", "qtawesome"):
    sys.modules[name] = None
import central.__main__
import central.tables
ours = sorted(name for name in sys.modules if name.startswith("desktop."))
allowed = ("desktop.models", "desktop.sync")
assert all(name.startswith(allowed) for name in ours), ours
assert {n for n in ours if n.startswith("desktop.sync.")} <= {
    "desktop.sync.protocol", "desktop.sync.digest",
    "desktop.sync.access_wire", "desktop.sync.audit_wire",
}, ours
"""


def test_store_needs_nothing_of_the_desktop() -> None:
    subprocess.run([sys.executable, "-c", _SCRIPT], cwd=ROOT, check=True, timeout=60)
