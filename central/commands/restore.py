"""``restore FILE``."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from central.backup import BackupError, write_backup
from central.commands.database import add_options, database_url
from central.commands.printing import show
from central.restore import NotEmptyError, restore_backup
from central.store import Store


def add_parser(parser: argparse.ArgumentParser) -> None:
    """The command that begins a store anew from a file."""
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--replace", action="store_true", help="keep no copy of what the store holds now"
    )
    add_options(parser)
    parser.set_defaults(run=_restore)


def _restore(args: argparse.Namespace) -> None:
    with database_url(args) as url:
        if args.replace:
            told = restore_backup(url, args.file, replace=True)
        else:
            told = _restore_keeping(url, args.file)
    rows = sum(told["counts"].values())
    lines = [f"{told['kept']}\twhat the store held before"] if "kept" in told else []
    lines.append(f"{args.file}\t{rows} rows of {told['made_at']}\tnew epoch {told['epoch']}")
    show(args, told, "\n".join(lines))


def _restore_keeping(url: str, file: Path) -> dict[str, Any]:
    """Restores; a store that holds something is written to a file beside the backup first, so that
    a wrong file or a wrong store can be put right."""
    try:
        return restore_backup(url, file, replace=False)
    except NotEmptyError:
        kept = file.with_name(f"{file.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    with Store(url, connections=1) as store, store.connection() as conn:
        write_backup(conn, kept)
    try:
        return {**restore_backup(url, file, replace=True), "kept": str(kept)}
    except BackupError:
        kept.unlink()
        raise
