"""The dialogs that protect a file, take the protection back, and open it."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.people import PersonLine
from desktop.services.protected_files import MAX_REASON
from desktop.views.widgets.ask_reason_dialog import AskReasonDialog


def protect_dialog(person: PersonLine, parent: QWidget) -> AskReasonDialog:
    """Asks why the file is to be protected."""
    return AskReasonDialog(
        "protect",
        title=lambda: _("Protect file"),
        heading=lambda: _("Protect the file of {name}?").format(name=person.name),
        follows=lambda: _(
            "Name, papers and story are hidden from everybody, also from search, until somebody "
            "opens the file with a reason. A site lead is told when that happens."
        ),
        hint=lambda: _("Write nothing confidential here; a case number is enough."),
        verb=lambda: _("Protect"),
        most=MAX_REASON,
        parent=parent,
    )


def unprotect_dialog(person: PersonLine, parent: QWidget) -> AskReasonDialog:
    """Asks why the file needs no protection any more."""
    return AskReasonDialog(
        "unprotect",
        title=lambda: _("End protection"),
        heading=lambda: _("Show file {number} to everybody again?").format(number=person.number),
        follows=lambda: _("Everybody at the desk sees the file again, and search finds it."),
        hint=lambda: _("Write nothing confidential here; a case number is enough."),
        verb=lambda: _("End protection"),
        most=MAX_REASON,
        parent=parent,
    )


def open_dialog(person: PersonLine, parent: QWidget) -> AskReasonDialog:
    """Asks why the file is to be opened."""
    return AskReasonDialog(
        "open_protected",
        title=lambda: _("Open protected file"),
        heading=lambda: _("Why do you need to see file {number}?").format(number=person.number),
        follows=lambda: _("The file opens for you for three hours. The site lead is told."),
        hint=lambda: _("The site lead reads it."),
        verb=lambda: _("Open for three hours"),
        most=MAX_REASON,
        parent=parent,
    )
