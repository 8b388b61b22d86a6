"""What a person does about two records: the dialogs, and what they save."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from shiboken6 import isValid

from desktop.errors import AppError
from desktop.i18n import _, format_list
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.duplicates.candidates import Apart, MergedRecord, RecordsOfPerson
from desktop.services.duplicates.merging import Merged
from desktop.services.duplicates.pair import RecordPair
from desktop.services.duplicates.undoing import Undone
from desktop.services.people import PersonLine
from desktop.views.duplicates.compare_dialog import CompareDialog
from desktop.views.page import Kind, Page
from desktop.views.widgets.confirm_dialog import ConfirmDialog


@dataclass(frozen=True)
class RecordServices:
    """What a page is handed for this."""

    duplicates: Duplicates
    merging: Merging


class RecordActions:
    """Works for one page, on whose behalf it opens dialogs and saves."""

    def __init__(self, page: Page, services: RecordServices) -> None:
        self._page = page
        self._duplicates = services.duplicates
        self._merging = services.merging

    def records(self, person: PersonLine) -> RecordsOfPerson:
        """What a file says of a person's records; nothing while it is closed. Blocks."""
        return RecordsOfPerson() if person.masked else self._merging.of(person.id)

    def compare(self, one_id: str, other_id: str) -> None:
        """Opens two records side by side."""
        self._page.run(lambda: self._merging.pair(one_id, other_id), self._open)

    def undo(self, merged: MergedRecord, name: str) -> None:
        """Asks, and takes a merge back."""
        dialog = ConfirmDialog(
            "undo_merge",
            title=lambda: _("Undo merge"),
            question=lambda: _("Part {number} from {name} again?").format(
                number=merged.number, name=name
            ),
            follows=lambda: _(
                "Both records stand for themselves again, each with what was written on it. "
                "What somebody has changed since stays as it is."
            ),
            verb=lambda: _("Undo merge"),
            parent=self._page,
        )
        dialog.confirmed.connect(
            lambda: self._page.run(
                partial(self._merging.undo, merged.id),
                lambda undone: self._undone(undone, dialog.accept),
                lambda error: dialog.refuse(error) if isValid(dialog) else None,
            )
        )
        dialog.open()

    def take_back(self, apart: Apart) -> None:
        """They may be one person after all."""
        self._page.run(
            partial(self._duplicates.take_back, apart.id),
            lambda _nothing: self._said(lambda: _("They are looked at again.")),
        )

    def _open(self, pair: RecordPair) -> None:
        dialog = CompareDialog(pair, self._page)
        dialog.confirmed.connect(lambda: self._merge(dialog))
        dialog.apart_clicked.connect(lambda: self._tell_apart(dialog))
        dialog.open()

    def _merge(self, dialog: CompareDialog) -> None:
        dialog.confirm_button.setEnabled(False)
        work = partial(
            self._merging.merge,
            dialog.pair,
            dialog.choices(),
            kept_id=dialog.kept_id(),
            bed=dialog.bed(),
        )
        self._page.run(
            work,
            lambda done: self._merged(dialog, done),
            lambda error: _refused(dialog, error),
        )

    def _merged(self, dialog: CompareDialog, done: Merged) -> None:
        if isValid(dialog):
            dialog.accept()
        self._page.announce(
            lambda: _("The two records of {name} are one now.").format(name=done.name),
            Kind.GOOD,
            lambda: _("Undo"),
            lambda: self._undo_at_once(done),
        )
        self._page.mark_stale()

    def _undo_at_once(self, done: Merged) -> None:
        self._page.run(partial(self._merging.undo, done.gone_id), self._undone)

    def _tell_apart(self, dialog: CompareDialog) -> None:
        one, other = dialog.pair.kept, dialog.pair.gone

        def told(_nothing: None) -> None:
            if isValid(dialog):
                dialog.accept()
            self._said(
                lambda: _("{one} and {other} are two people. Nobody is asked again.").format(
                    one=one.name, other=other.name
                )
            )

        self._page.run(
            partial(self._duplicates.tell_apart, one.id, [other.id]),
            told,
            lambda error: _refused(dialog, error),
        )

    def _undone(self, undone: Undone, close: Callable[[], None] | None = None) -> None:
        if close is not None:
            close()

        def words() -> str:
            parts = [_("The merge is undone.")]
            if undone.changed:
                fields = format_list(dict.fromkeys(field.label() for field in undone.changed))
                parts.append(_("Changed since, and left as it is: {fields}.").format(fields=fields))
            if undone.bed_lost:
                parts.append(_("A bed is somebody else's by now, and was not given back."))
            return " ".join(parts)

        attention = bool(undone.changed or undone.bed_lost)
        self._page.announce(words, Kind.ATTENTION if attention else Kind.GOOD)
        self._page.mark_stale()

    def _said(self, words: Callable[[], str]) -> None:
        self._page.announce(words, Kind.GOOD)
        self._page.mark_stale()


def _refused(dialog: CompareDialog, error: AppError) -> None:
    if isValid(dialog):
        dialog.refuse(error)
