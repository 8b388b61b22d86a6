"""Who gives a command, for the record."""

import argparse
import getpass

_LONGEST_NAME = 200


def who_asks(args: argparse.Namespace) -> str:
    """The name given with ``--by``, else that of the system's user. Raises ValueError."""
    if args.by is not None:
        by = " ".join(args.by.split())
    else:
        try:
            by = getpass.getuser()
        except (KeyError, OSError, ImportError):
            by = ""
    if not 0 < len(by) <= _LONGEST_NAME:
        raise ValueError("say who you are with --by")
    return by
