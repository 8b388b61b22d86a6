"""A small dialog keeps its words and its room when the language changes while it is open."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.i18n import language
from desktop.views.translator import install_language
from desktop.views.widgets.confirm_dialog import ConfirmDialog
from desktop.views.widgets.small_dialog import SmallDialog


@pytest.fixture(autouse=True)
def _english_again(qapp: QApplication) -> Iterator[None]:
    yield
    install_language(qapp, i18n.SOURCE)


def make(qtbot: QtBot) -> ConfirmDialog:
    dialog = ConfirmDialog(
        "try",
        title=lambda: "Title",
        question=lambda: "Really?" if language() == "en" else "Чи справді? " * 30,
        follows=lambda: "Nothing follows.",
        verb=lambda: f"Do it ({language()})",
    )
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_button_keeps_its_word_in_every_language(qtbot: QtBot, qapp: QApplication) -> None:
    dialog = make(qtbot)
    for code in ("uk", "da", "ru", "uk"):
        install_language(qapp, code)
        qapp.processEvents()
        assert dialog.confirm_button.text() == f"Do it ({code})"


def test_it_grows_for_a_longer_text(qtbot: QtBot, qapp: QApplication) -> None:
    dialog = make(qtbot)
    before = dialog.height()
    install_language(qapp, "uk")
    qapp.processEvents()
    assert dialog.height() > before
    for label in dialog.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width())


def test_enter_confirms_and_esc_does_not(qtbot: QtBot) -> None:
    dialog = SmallDialog()
    qtbot.addWidget(dialog)
    field = QLineEdit()
    dialog.body.addWidget(field)
    dialog.show()
    with qtbot.waitSignal(dialog.confirmed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    with qtbot.waitSignal(dialog.rejected), qtbot.assertNotEmitted(dialog.confirmed):
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_enter_on_cancel_cancels(qtbot: QtBot) -> None:
    dialog = make(qtbot)
    cancel = dialog.findChild(QPushButton, "dialog_cancel")
    assert isinstance(cancel, QPushButton)
    cancel.setFocus()
    with qtbot.waitSignal(dialog.rejected), qtbot.assertNotEmitted(dialog.confirmed):
        qtbot.keyClick(cancel, Qt.Key.Key_Return)


def test_enter_on_a_button_presses_it_and_on_a_choice_confirms(qtbot: QtBot) -> None:
    dialog = SmallDialog()
    qtbot.addWidget(dialog)
    more = QPushButton(autoDefault=False)
    choice = QPushButton(autoDefault=False, checkable=True)
    for button in (more, choice):
        dialog.body.addWidget(button)
    dialog.show()
    more.setFocus()
    with qtbot.waitSignal(more.clicked), qtbot.assertNotEmitted(dialog.confirmed):
        qtbot.keyClick(more, Qt.Key.Key_Return)
    choice.setFocus()
    with qtbot.waitSignal(dialog.confirmed), qtbot.assertNotEmitted(choice.clicked):
        qtbot.keyClick(choice, Qt.Key.Key_Enter)
