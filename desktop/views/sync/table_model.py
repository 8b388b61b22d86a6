"""The rows of the three lists: what was done, for whom, by whom, when."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from desktop.i18n import _, format_when
from desktop.services.sending import SentItem
from desktop.views.icons import icon
from desktop.views.sync.need_words import names_text
from desktop.views.widgets.rows_model import Column, RowsModel


def people_text(item: SentItem) -> str:
    """Whom it was about: two names, then how many more."""
    return names_text(item.people)


class SentModel(RowsModel[SentItem]):
    """Waiting items: four columns."""

    COL_WHAT, COL_WHOM, COL_BY, COL_WHEN = range(4)

    def __init__(self, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        self._clock = clock
        super().__init__(parent)

    def key(self, row: SentItem) -> object:
        return row.op_id

    def columns(self) -> Sequence[Column[SentItem]]:
        return (
            Column(lambda: _("What"), SentItem.words, icon=self._sign),
            Column(lambda: _("For whom"), people_text, main=True),
            Column(lambda: _("By whom"), lambda item: item.by),
            Column(
                lambda: _("When"),
                lambda item: format_when(item.at, self._clock()),
                sort=lambda item: item.at,
                numeric=True,
            ),
        )

    def _sign(self, _item: SentItem) -> QIcon | None:
        return icon("waiting", "quiet")


class SentTodayModel(SentModel):
    """What the store has; where somebody else had changed the same, a mark says so."""

    def columns(self) -> Sequence[Column[SentItem]]:
        return (
            *super().columns(),
            Column(lambda: _("Answer"), self._answer, tooltip=self._answer, state=self._state),
        )

    def _sign(self, item: SentItem) -> QIcon | None:
        return icon("attention", "attention") if _both_kept(item) else icon("done", "good")

    @staticmethod
    def _answer(item: SentItem) -> str:
        if _both_kept(item):
            return _("Sent; somebody else changed the same, both are kept")
        return _("Sent")

    @staticmethod
    def _state(item: SentItem) -> str:
        return "attention" if _both_kept(item) else ""


def _both_kept(item: SentItem) -> bool:
    return item.status == "conflict"
