"""What a person does with the details of a resident, known or new: the dialogs, the drafts that
keep themselves, and what they save."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from shiboken6 import isValid

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.details import Details
from desktop.services.details_drafts import SOMEBODY_NEW, Content, DetailsDrafts
from desktop.services.duplicates import Duplicates, described
from desktop.services.people import PersonLine
from desktop.services.registering import Registered, Registering
from desktop.services.residents import ResidentFile, Residents
from desktop.views.duplicates.asking import Asking
from desktop.views.page import Kind, Page
from desktop.views.residents.details_fields import Draft
from desktop.views.residents.edit_dialog import BesideForm, EditDialog
from desktop.views.residents.keeping import DraftKeeping
from desktop.views.residents.register_dialog import RegisterDialog


@dataclass(frozen=True)
class EditingServices:
    """What the residents' page is handed for this. ``beside``: what stands beside the form of
    somebody new before they are registered; with ``duplicates`` that is who they may be already."""

    drafts: DetailsDrafts
    registering: Registering
    beside: BesideForm | None = None
    duplicates: Duplicates | None = None


class Editing:
    """Works for one page, on whose behalf it opens dialogs and saves."""

    def __init__(
        self,
        page: Page,
        residents: Residents,
        services: EditingServices,
        today: Callable[[], date],
        receive: Callable[[PersonLine], None],
    ) -> None:
        """``receive`` is told who was found to be known already and is here."""
        self._page = page
        self._residents = residents
        self._drafts = services.drafts
        self._registering = services.registering
        self._beside = services.beside
        self._duplicates = services.duplicates
        self._receive = receive
        self._today = today
        self._keeping = DraftKeeping(page, services.drafts)
        self._open: EditDialog | None = None

    def draft(self, resident_id: str) -> Content | None:
        """What was typed about somebody and not saved. Blocks."""
        return self._drafts.load(resident_id)

    def edit(self, file: ResidentFile) -> None:
        """Opens the details of a file, with what was typed before."""
        dialog = EditDialog(self._today, parent=self._page)
        dialog.save_clicked.connect(lambda details: self._save(dialog, file.person.id, details))
        dialog.left_unsaved.connect(
            lambda: self._page.announce(
                lambda: _("The changes to {name} were not saved.").format(name=file.person.name),
                Kind.INFO,
                lambda: _("Go on editing"),
                lambda: self.edit(file),
            )
        )
        self._begin(dialog, file.person.id, file.details)

    def register(self) -> None:
        """Opens the form for somebody new, with what was typed before."""
        dialog = RegisterDialog(self._today, self._beside, self._page)
        asking = self._ask_beside(dialog)
        dialog.save_clicked.connect(lambda details: self._register(dialog, details, asking))
        dialog.left_unsaved.connect(
            lambda: self._page.announce(
                lambda: _("The new resident is not registered yet. What you typed is kept."),
                Kind.INFO,
                lambda: _("Go on editing"),
                self.register,
            )
        )
        self._begin(dialog, SOMEBODY_NEW, Details())

    def keep_now(self) -> None:
        """What was just typed is kept at once."""
        self._keeping.keep_now()

    def is_open(self) -> bool:
        """Whether somebody is being edited."""
        return self._open is not None and isValid(self._open)

    def _begin(self, dialog: EditDialog, about: str, details: Details) -> None:
        self._open = dialog
        self._keeping.begin(about, dialog.form)
        dialog.form.edited.connect(self._keeping.typed)
        dialog.discarded.connect(self._keeping.keep)
        dialog.finished.connect(lambda _result: self._leave(dialog))
        dialog.show_details(details)

        def take_up(draft: Draft | None) -> None:
            if draft and isValid(dialog) and not dialog.form.is_edited():
                dialog.go_on_with(draft)

        self._page.run(lambda: self._drafts.load(about), take_up)

    def _leave(self, dialog: EditDialog) -> None:
        self._keeping.keep_now()
        self._open = None
        dialog.deleteLater()

    def _save(self, dialog: EditDialog, resident_id: str, details: Details) -> None:
        self._keeping.stop()
        shown = dialog.form.shown

        def saved(_nothing: None) -> None:
            if isValid(dialog):
                dialog.saved()
            self._page.announce(
                lambda: _("The details of {name} are saved.").format(name=details.name), Kind.GOOD
            )
            self._page.mark_stale()

        self._page.run(
            lambda: self._residents.change(resident_id, details, shown),
            saved,
            lambda error: self._refused(dialog, error),
        )

    def _ask_beside(self, dialog: EditDialog) -> Asking | None:
        """Who the person typed may be already, between the form and its buttons."""
        if self._duplicates is None:
            return None
        form = dialog.form
        asking = Asking(self._page, self._duplicates, lambda: [described(form.details())])
        dialog.stand_beside(asking.view)
        form.edited.connect(asking.typed)
        dialog.discarded.connect(asking.typed)
        asking.panel.open_asked.connect(lambda resident: self._leave_for(dialog, resident))
        asking.panel.same_chosen.connect(lambda found: self._same(dialog, found.person))
        asking.panel.answered.connect(dialog.answered)
        return asking

    def _leave_for(self, dialog: EditDialog, resident_id: str) -> None:
        dialog.reject()
        self._page.context.go("residents", resident_id)

    def _same(self, dialog: EditDialog, person: PersonLine) -> None:
        """Nobody new: what was typed for them is wanted no more."""
        self._keeping.stop()
        dialog.saved()
        self._page.run(
            lambda: self._drafts.drop(SOMEBODY_NEW), lambda _nothing: self._receive(person)
        )

    def _register(self, dialog: EditDialog, details: Details, asking: Asking | None) -> None:
        if asking is None:
            self._make(dialog, details)
            return
        asking.before_saving(
            lambda: self._make(dialog, details, asking.panel.apart()),
            lambda error: self._refused(dialog, error),
        )

    def _make(self, dialog: EditDialog, details: Details, apart: Sequence[str] = ()) -> None:
        self._keeping.stop()
        duplicates = self._duplicates

        def work() -> Registered:
            made = self._registering.register(details)
            if apart and duplicates is not None:
                duplicates.tell_apart(made.id, apart)
            return made

        def registered(who: Registered) -> None:
            if isValid(dialog):
                dialog.saved()
            self._page.announce(
                lambda: _("{name} is registered as No. {number}.").format(
                    name=details.name, number=who.number
                ),
                Kind.GOOD,
                lambda: _("Check in"),
                lambda: self._page.context.go("check_in", who.id),
            )
            self._page.context.go("residents", who.id)

        self._page.run(work, registered, lambda error: self._refused(dialog, error))

    def _refused(self, dialog: EditDialog, error: AppError) -> None:
        if isValid(dialog):
            self._keeping.keep()
            dialog.show_refusal(error)
