"""A field that finds a resident while one types."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.numbers import digits_of
from desktop.services.people import PersonLine
from desktop.services.search import folded, words_of
from desktop.services.words import word
from desktop.views.background import Background
from desktop.views.shell.search_box import SearchBox
from desktop.views.shell.search_results import SearchHit

FindPeople = Callable[[str], Sequence[PersonLine]]
_GAP = 5


class PersonFinder(SearchBox):
    """Enter takes the best answer, up and down another. ``find`` runs off the UI thread.

    With ``at_once`` an answer that can't be another (a whole number or name, a room of one
    household) is taken without Enter.
    """

    person_chosen = Signal(object)
    """The ``PersonLine`` found; the field is empty again."""

    def __init__(
        self,
        background: Background,
        find: FindPeople,
        *,
        at_once: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(background, lambda text: [_hit(line) for line in find(text)], parent)
        self.taken_at_once = False
        """Whether the person last chosen was taken without Enter or a click."""
        self._at_once = at_once
        self.hit_chosen.connect(lambda hit: self.person_chosen.emit(hit.argument))

    def retranslate(self) -> None:
        """Say what one can type."""
        self.set_texts(_("Number, name or room"))

    def _show(self, text: str, hits: list[SearchHit]) -> None:
        if self._at_once and not self._open_first and text == self.text().strip():
            lines = [hit.argument for hit in hits if isinstance(hit.argument, PersonLine)]
            if (line := only_answer(text, lines)) is not None:
                self.taken_at_once = True
                self._choose(_hit(line))
                self.taken_at_once = False
                return
        super()._show(text, hits)
        self._keep_in_window()

    def _keep_in_window(self) -> None:
        results = self.results()
        if results.isVisible() and results.geometry().bottom() > self.window().height():
            top = self.mapTo(self.window(), QPoint(0, 0)).y() - results.height() - _GAP
            results.move(results.x(), max(0, top))


def only_answer(text: str, lines: Sequence[PersonLine]) -> PersonLine | None:
    """The person that ``text`` names and no other: by whole number, whole name, or a room in
    which only one household was found."""
    digits, words = digits_of(text), sorted(words_of(text))
    by_number = [line for line in lines if digits and digits_of(line.number) == digits]
    if len(by_number) == 1:
        return by_number[0]
    by_name = [
        line
        for line in lines
        if words and words in (sorted(words_of(line.name)), sorted(words_of(line.name_cyrillic)))
    ]
    if len(by_name) == 1:
        return by_name[0]
    households = {line.household_id or line.id for line in lines}
    room = folded(text.strip())
    in_room = [line for line in lines if room and folded(line.place.rpartition(" ")[0]) == room]
    return in_room[0] if in_room and len(households) == 1 else None


def _hit(line: PersonLine) -> SearchHit:
    detail = (line.name_cyrillic, line.place or word(line.status), line.number)
    return SearchHit("resident", line.name, " · ".join(filter(None, detail)), "", line)
