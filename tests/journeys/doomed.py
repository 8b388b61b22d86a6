"""Takes the journey's steps and is killed: ``python -m tests.journeys.doomed FOLDER MOMENT``.

``MOMENT`` is a number (the moment that many ops are saved) or ``draft`` (while an incident is half
written). Prints the id and action of each op as soon as it is saved.
"""

import os
import signal
import sys
from pathlib import Path

import sqlalchemy as sa
from PySide6.QtWidgets import QApplication, QWidget

from demo.hands import wait_until
from demo.journey import Journey
from demo.stage import DemoDesk
from desktop.models.local import outbox_op
from desktop.models.store import Store
from desktop.services.incidents import Incidents
from desktop.services.profile import Profile
from tests.house import QUICK


def no_picture(_window: QWidget, _name: str) -> None:
    """Nobody looks."""


def die() -> None:
    """As a power cut would have it."""
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(store: Store, moment: int) -> None:
    """Tells each op that is saved, and ends the process with the one of that number."""
    told = 0

    def tell(_kinds: frozenset[str]) -> None:
        nonlocal told
        with store.read() as session:
            ops = session.execute(sa.select(outbox_op).order_by(outbox_op.c.device_seq)).all()
        for op in ops[told:]:
            print(op.op_id, op.action)
        told = len(ops)
        if told >= moment:
            die()

    store.changes.subscribe(tell)


def main() -> None:
    folder, moment = Path(sys.argv[1]), sys.argv[2]
    app = QApplication(["ankomst"])
    profile = Profile(folder, QUICK)
    journey = Journey(app, DemoDesk(profile, profile.owners()[0].user_id), no_picture)
    journey.sign_in()
    if moment == "draft":
        journey.see_arrival()
        journey.begin_incident()
        incidents = Incidents(journey.desk.workplace)
        wait_until(
            lambda: "larmen" in str(incidents.load_draft()), "the draft is kept while one writes"
        )
        die()
    die_at(journey.desk.opened.store, int(moment))
    for step in (
        journey.see_arrival,
        journey.check_in,
        journey.serve_lunch,
        journey.begin_incident,
        journey.save_incident,
    ):
        step()
    raise AssertionError("there were fewer ops than that")


if __name__ == "__main__":
    main()
