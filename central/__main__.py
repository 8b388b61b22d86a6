"""``python -m central``: the command line of the central store.

Exits 0 when it is done, 1 with a plain sentence on stderr when it cannot be done, 2 when it was
asked wrongly.
"""

import argparse
import sys

import psycopg
import psycopg_pool
import sqlalchemy.exc

from central.backup import BackupError
from central.checking import CheckFailedError
from central.commands import (
    access,
    backup,
    check,
    compact,
    device,
    key,
    restore,
    retention,
    review,
    serve,
    setting,
    site,
    user,
)
from central.embedded import EmbeddedError
from central.key_ring import MasterKeyError
from central.own_ops import OwnOpRefusedError
from central.people import UnknownNameError
from central.workers import WorkersError
from desktop.models.migrate import NewerSchemaError
from desktop.sync.protocol import WireError

_SAID = (
    BackupError,
    CheckFailedError,
    EmbeddedError,
    MasterKeyError,
    OwnOpRefusedError,
    UnknownNameError,
    ValueError,
    WireError,
    WorkersError,
)
_NEWER = "the database was written by a newer version of Ankomst"
_NO_ADDRESS = "the database's address must be like postgresql://user@host/database"


def parser() -> argparse.ArgumentParser:
    """All commands."""
    found = argparse.ArgumentParser(prog="python -m central", description=__doc__)
    nouns = found.add_subparsers(
        required=True,
        metavar="serve|site|user|device|setting|key|review|access|retention|backup|restore|check"
        "|compact",
    )
    serve.add_parsers(nouns.add_parser("serve", help="run the store"))
    site.add_parsers(nouns.add_parser("site", help="sites"))
    user.add_parsers(nouns.add_parser("user", help="people"))
    device.add_parsers(nouns.add_parser("device", help="desks"))
    setting.add_parsers(nouns.add_parser("setting", help="what holds at all desks"))
    key.add_parsers(nouns.add_parser("key", help="the master key"))
    review.add_parsers(nouns.add_parser("review", help="what revoked desks still sent"))
    access.add_parsers(nouns.add_parser("access", help="who saw or did what"))
    retention.add_parsers(nouns.add_parser("retention", help="how long files are kept"))
    backup.add_parser(nouns.add_parser("backup", help="write the whole store to a file"))
    restore.add_parser(nouns.add_parser("restore", help="begin anew from such a file"))
    check.add_parser(nouns.add_parser("check", help="hold the log against the tables"))
    compact.add_parser(nouns.add_parser("compact", help="shorten the log"))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; its exit code."""
    args = parser().parse_args(arguments)
    try:
        args.run(args)
    except KeyboardInterrupt:
        return 0
    except (NewerSchemaError, sqlalchemy.exc.ArgumentError) as problem:
        return _say(_NEWER if isinstance(problem, NewerSchemaError) else _NO_ADDRESS)
    except (psycopg.Error, psycopg_pool.PoolTimeout, sqlalchemy.exc.DBAPIError) as problem:
        return _say(f"the database does not answer as it should: {problem}")
    except OSError as problem:
        return _say(f"{problem.strerror}: {problem.filename}")
    except _SAID as problem:
        return _say(str(problem))
    return 0


def _say(sentence: str) -> int:
    sys.stderr.write(sentence.strip() + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
