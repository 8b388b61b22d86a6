"""What a person does about arrivals: the questions, the change, the message with its undo."""

from collections.abc import Callable, Sequence

from desktop.errors import AppError
from desktop.i18n import _, format_date, format_time, ngettext
from desktop.services.arrivals.announced import Announcement
from desktop.services.arrivals.expected import REASON_LENGTH, Done, ExpectedArrivals
from desktop.services.arrivals.lines import ArrivalLine
from desktop.services.days import day_of
from desktop.services.duplicates import Duplicates, Receiving
from desktop.views.arrivals.announce_dialog import AnnounceDialog
from desktop.views.arrivals.known_people import KnownPeople
from desktop.views.arrivals.move_dialog import MoveDialog
from desktop.views.arrivals.row_words import names_of
from desktop.views.page import Kind, Page
from desktop.views.widgets.ask_reason_dialog import AskReasonDialog
from desktop.views.widgets.small_dialog import SmallDialog

Words = Callable[[], str]


class ArrivalChanges:
    """Works for a page: asks in its dialogs, runs on its worker, speaks through its banner.
    ``shown`` is told which household to choose after something was saved, None for the same."""

    def __init__(
        self,
        page: Page,
        arrivals: ExpectedArrivals,
        shown: Callable[[str | None], None],
        *,
        duplicates: Duplicates | None = None,
        receiving: Receiving | None = None,
    ) -> None:
        self._page = page
        self._arrivals = arrivals
        self._shown = shown
        self._known = KnownPeople(page, duplicates, receiving) if duplicates and receiving else None

    def announce_household(self, *, meals: bool) -> None:
        """Ask for a household that comes."""
        self._page.run(self._arrivals.centres, lambda centres: self._ask(centres, meals=meals))

    def move(self, line: ArrivalLine) -> None:
        """Ask for another day."""
        dialog = MoveDialog(line, self._arrivals.today, self._page)

        def save() -> None:
            at, takeover = dialog.expected_at(), dialog.takeover_on()
            self._save(
                dialog,
                lambda: self._arrivals.move(line.member_ids, at, takeover),
                lambda: _("{people}: expected {day} at {time}.").format(
                    people=names_of(line), day=format_date(day_of(at)), time=format_time(at)
                ),
            )

        dialog.confirmed.connect(save)
        dialog.open()

    def no_show(self, line: ArrivalLine) -> None:
        """Ask why they did not come."""
        self._end(
            line,
            "arrivals_no_show",
            title=lambda: _("Did not arrive"),
            verb=lambda: _("Note as not arrived"),
            work=self._arrivals.no_show,
            said=lambda: _("Noted as not arrived: {people}.").format(people=names_of(line)),
        )

    def cancel(self, line: ArrivalLine) -> None:
        """Ask why they will not come."""
        self._end(
            line,
            "arrivals_cancel",
            title=lambda: _("Cancel the arrival"),
            verb=lambda: _("Cancel the arrival"),
            work=self._arrivals.cancel,
            said=lambda: _("The arrival is cancelled: {people}.").format(people=names_of(line)),
        )

    def expect_again(self, line: ArrivalLine) -> None:
        """They come after all."""
        self._save(
            None,
            lambda: self._arrivals.expect_again(line.member_ids),
            lambda: _("Expected again: {people}.").format(people=names_of(line)),
        )

    def _ask(self, centres: tuple[str, ...], *, meals: bool) -> None:
        dialog = AnnounceDialog(self._arrivals.today, centres, meals=meals, parent=self._page)

        def save() -> None:
            announcement = dialog.announcement()
            if announcement is None:
                return
            dialog.confirm_button.setEnabled(False)
            if asking is None:
                register(announcement, ())
                return
            panel = asking.panel
            asking.before_saving(lambda: register(announcement, panel.apart()), dialog.refuse)

        def register(announcement: Announcement, apart: Sequence[str]) -> None:
            at, head = announcement.coming.expected_at, announcement.people[0]
            name = f"{head.given_names.strip()} {head.surname.strip()}"

            def work() -> str:
                made = self._arrivals.register(announcement)
                if self._known is not None:
                    self._known.tell_apart(made, apart)
                return made

            self._page.run(work, saved(name, at), dialog.refuse)

        def saved(name: str, at: object) -> Callable[[str], None]:
            def done(head_id: str) -> None:
                dialog.accept()
                self._page.announce(lambda: _("{name} is expected.").format(name=name), Kind.GOOD)
                self._page.open(at)
                self._shown(head_id)

            return done

        asking = self._known.ask_in(dialog, saved) if self._known is not None else None
        dialog.confirmed.connect(save)
        dialog.open()

    def _end(
        self,
        line: ArrivalLine,
        name: str,
        *,
        title: Words,
        verb: Words,
        work: Callable[[tuple[str, ...], str], Done],
        said: Words,
    ) -> None:
        dialog = AskReasonDialog(
            name,
            title=title,
            heading=lambda: names_of(line),
            follows=lambda: _("Beds that are reserved for them become free. You can undo this."),
            hint=lambda: _("Read by everybody at the desk."),
            verb=verb,
            most=REASON_LENGTH,
            parent=self._page,
        )
        dialog.confirmed.connect(
            lambda: self._save(dialog, lambda: work(line.member_ids, dialog.reason()), said)
        )
        dialog.open()

    def _save(self, dialog: SmallDialog | None, work: Callable[[], Done], said: Words) -> None:
        def saved(done: Done) -> None:
            if dialog is not None:
                dialog.accept()
            self._say(said, done, undo=True)

        if dialog is not None:
            dialog.confirm_button.setEnabled(False)
        self._page.run(work, saved, dialog.refuse if dialog else None)

    def _undo(self, done: Done) -> None:
        self._page.run(
            lambda: self._arrivals.undo(done),
            lambda undone: self._say(lambda: _("It is as it was before."), undone, undo=False),
            self._not_undone,
        )

    def _not_undone(self, error: AppError) -> None:
        self._page.announce(error.text, Kind.ATTENTION)
        self._shown(None)

    def _say(self, said: Words, done: Done, *, undo: bool) -> None:
        def text() -> str:
            if not done.beds_left:
                return said()
            beds = ngettext(
                "{count} reserved bed is not free for it. Please choose another one.",
                "{count} reserved beds are not free for it. Please choose others.",
                done.beds_left,
            ).format(count=done.beds_left)
            return f"{said()} {beds}"

        kind = Kind.ATTENTION if done.beds_left else Kind.GOOD
        if undo:
            self._page.announce(text, kind, lambda: _("Undo"), lambda: self._undo(done))
        else:
            self._page.announce(text, kind)
        self._shown(None)
