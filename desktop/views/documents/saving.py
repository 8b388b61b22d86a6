"""Asks where a document is to be saved, and saves it there."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import _
from desktop.views.documents.paper import Paper

Told = Callable[[Callable[[], str], bool], None]
"""Takes what to announce, and whether it went well."""


def choose_where(parent: QWidget, paper: Paper, name: str, told: Told) -> QFileDialog:
    """Opens the question; the file is written when a person has answered it."""
    dialog = QFileDialog(parent, _("Save as PDF…"))
    dialog.setObjectName("save_pdf")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter("PDF (*.pdf)")
    dialog.setDefaultSuffix("pdf")
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda path: _save(paper, path, told))
    dialog.open()
    return dialog


def _save(paper: Paper, path: str, told: Told) -> None:
    try:
        paper.save(Path(path))
    except OSError:
        told(_unwritable, False)
    else:
        told(_saved, True)


def _saved() -> str:
    return _(
        "The document is saved. Give it to the resident, and delete the file when it is no longer "
        "needed."
    )


def _unwritable() -> str:
    return _("The file can't be written there. Please choose another folder.")
