"""What this desk has sent and what waits, in plain words.

The words for an action, and for why it was refused, stand here, beside the actions that
services name.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from desktop.i18n import N_, _
from desktop.models.housing import Stay
from desktop.models.local import outbox_change, outbox_op
from desktop.models.sites import User
from desktop.services.days import day_of
from desktop.services.people import PersonLine, people_by_id
from desktop.services.sealed_words import SealedWords
from desktop.services.seen import saw
from desktop.services.workplace import Workplace

ACTION_WORDS: dict[str, str] = {
    "register_resident": N_("Resident registered"),
    "change_resident": N_("Resident's details changed"),
    "note_contact": N_("Resident seen"),
    "photograph": N_("Photo of a resident changed"),
    "change_household": N_("Household changed"),
    "change_guardians": N_("Guardians changed"),
    "register_arrival": N_("Arrival announced"),
    "change_arrival": N_("Arrival changed"),
    "import_arrivals": N_("List of arrivals taken"),
    "merge_residents": N_("Two records merged"),
    "undo_merge": N_("Merge of two records undone"),
    "tell_apart": N_("Said that two records are of two people"),
    "receive_again": N_("Received again"),
    "check_in": N_("Check-in"),
    "undo_step": N_("Step of a check-in or check-out undone"),
    "check_out": N_("Check-out"),
    "assign_bed": N_("Bed assigned"),
    "move_household": N_("Household moved to other beds"),
    "move_across": N_("Household moved to another site"),
    "serve_meal": N_("Meal served"),
    "undo_serving": N_("Serving undone"),
    "hand_out_kit": N_("Starter kit handed out"),
    "return_kit": N_("Starter kit returned"),
    "move_stock": N_("Stock changed"),
    "log_incident": N_("Incident logged"),
    "change_incident": N_("Incident changed"),
    "propose_measure": N_("Measure proposed"),
    "decide_measure": N_("Measure decided"),
    "decide_conflict": N_("Data conflict decided"),
    "change_rooms": N_("Rooms changed"),
    "record_need": N_("Support need recorded"),
    "log_restricted": N_("Restricted incident logged"),
    "pair_conflict": N_("Marked as not suitable together"),
    "refer": N_("Referral recorded"),
    "pass_on_concern": N_("Concern for a child passed on"),
    "record_pet": N_("Pet recorded"),
    "record_absence": N_("Stay elsewhere recorded"),
    "plan_appointment": N_("Appointment recorded"),
    "protect_file": N_("File protected"),
    "open_protected": N_("Protected file opened"),
    "see_opening": N_("Opening of a protected file seen"),
    "hold_file": N_("File put on legal hold"),
    "anonymise": N_("Resident anonymised"),
    "administer": N_("Administration"),
}
REFUSED_WORDS: dict[str, str] = {
    "permission": N_("Your role does not allow this. Please ask your site lead."),
    "scope": N_("This belongs to a site that this desk does not hold."),
    "unknown_row": N_("What this was about is no longer in the central store."),
    "validation": N_("The central store could not accept a value. Please enter it again."),
    "anonymised": N_(
        "This person was anonymised meanwhile, so nothing can be added about them. "
        "Please drop it, or enter it again without them."
    ),
    "dropped": N_("An administrator has looked at this and decided not to take it over."),
}
"""Why the store refused, by its error's code."""


@dataclass(frozen=True)
class SentItem:
    """One op: what was done, for whom, by whom, when; ``status`` is None while it waits."""

    op_id: str
    action: str
    people: tuple[PersonLine, ...]
    by: str
    at: datetime
    status: str | None
    confidential: bool = False
    """What was done is not for the person signed in."""

    def words(self) -> str:
        """What was done, in the current language."""
        if self.confidential:
            return _("Confidential")
        return _(ACTION_WORDS.get(self.action, N_("Something else")))


@dataclass(frozen=True)
class Outgoing:
    """Two lists of the Sync page, each the latest first; the third is ``NeedsYou.needs``."""

    waiting: tuple[SentItem, ...]
    sent_today: tuple[SentItem, ...]


class Sending:
    """Reads the outbox for people."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def outgoing(self, limit: int = 200) -> Outgoing:
        """What waits, and what was sent today; for whom only where the role sees residents."""
        today = self._workplace.today()
        named = self._workplace.may_see("see_outgoing")
        with self._workplace.read("see_outgoing" if named else "see_sending") as session:
            if named:
                saw(session, criterion="sent")
            waiting = self._items(session, outbox_op.c.status.is_(None), limit, named=named)
            sent = self._items(
                session,
                outbox_op.c.status.in_(("applied", "noop", "conflict")),
                limit,
                named=named,
            )
        return Outgoing(
            waiting,
            tuple(item for item in sent if day_of(item.at) == today),
        )

    def can_work(self) -> bool:
        """Whether beds and people are here while the rest is still being fetched: stays come
        after both."""
        with self._workplace.read("see_sending") as session:
            return session.scalar(sa.select(sa.exists(sa.select(col(Stay.id))))) is True

    def _items(
        self, session: Session, which: sa.ColumnElement[bool], limit: int, *, named: bool
    ) -> tuple[SentItem, ...]:
        ops = session.execute(
            sa.select(outbox_op, col(User.name))
            .outerjoin(User, col(User.id) == outbox_op.c.actor)
            .where(which)
            .order_by(outbox_op.c.device_seq.desc())
            .limit(limit)
        ).all()
        op_ids = [op.op_id for op in ops] if named else []
        residents = self._residents(session, op_ids)
        quiet = self._kept_quiet(session, [op.op_id for op in ops])
        for op_id in quiet:
            residents.pop(op_id, None)
        lines = people_by_id(
            session, self._workplace.today(), {r for ids in residents.values() for r in ids}
        )
        return tuple(
            SentItem(
                op.op_id,
                op.action,
                tuple(lines[r] for r in residents.get(op.op_id, ()) if r in lines),
                op.name or "",
                op.at,
                op.status,
                op.op_id in quiet,
            )
            for op in ops
        )

    def _kept_quiet(self, session: Session, op_ids: list[str]) -> frozenset[str]:
        """The ops that the person signed in learns nothing of."""
        rows = session.execute(
            sa.select(outbox_change.c.op_id, outbox_change.c.table, outbox_op.c.actor)
            .join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id)
            .where(outbox_change.c.op_id.in_(op_ids))
            .distinct()
        )
        words = SealedWords(self._workplace)
        return frozenset(op_id for op_id, table, by in rows if words.keeps_quiet([table], by))

    @staticmethod
    def _residents(session: Session, op_ids: list[str]) -> dict[str, list[str]]:
        """Whom each op is about: its resident rows, and what its rows say of residents."""
        about = sa.case(
            (outbox_change.c.table == "resident", outbox_change.c.row_id),
            else_=sa.func.json_extract(outbox_change.c.fields, "$.resident_id"),
        )
        rows: Any = session.execute(
            sa.select(outbox_change.c.op_id, about)
            .where(outbox_change.c.op_id.in_(op_ids), about.is_not(None))
            .distinct()
        )
        found: dict[str, list[str]] = {}
        for op_id, resident_id in rows:
            found.setdefault(op_id, []).append(resident_id)
        return found
