"""Qt's own texts in the language of the person."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt
from PySide6.QtWidgets import QApplication, QDateEdit, QDialog, QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.views.translator import install_language

Button = QDialogButtonBox.StandardButton

WORDS = {
    "da": ("Annuller", "Gem"),
    "uk": ("Скасувати", "Зберегти"),
    "ru": ("Отмена", "Сохранить"),
}


@pytest.fixture(autouse=True)
def _language_of_the_source(qapp: QApplication) -> Iterator[None]:
    yield
    install_language(qapp, i18n.SOURCE)


def test_buttons_of_a_hidden_dialog_change_language(qtbot: QtBot, qapp: QApplication) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    box = QDialogButtonBox(Button.Cancel | Button.Save, dialog)
    for code, (cancel, save) in WORDS.items():
        install_language(qapp, code)
        qapp.processEvents()
        shown = (box.button(Button.Cancel).text(), box.button(Button.Save).text())
        assert tuple(text.replace("&", "") for text in shown) == (cancel, save)
    assert not dialog.isVisible()


@pytest.mark.parametrize("code", [*i18n.LANGUAGES])
def test_every_standard_button_is_translated(qtbot: QtBot, qapp: QApplication, code: str) -> None:
    install_language(qapp, "en")
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for button in Button:
        if button not in {Button.NoButton, Button.Ok} and not button.name.endswith("Button"):
            box.addButton(button)
    english = [button.text() for button in box.buttons()]
    install_language(qapp, code)
    qapp.processEvents()
    same = [text for text, now in zip(english, box.buttons(), strict=True) if text == now.text()]
    assert same == []


@pytest.mark.parametrize(("code", "copy"), [("da", "Kopiér"), ("uk", "Копіювати")])
def test_context_menu_of_a_field_is_translated(
    qtbot: QtBot, qapp: QApplication, code: str, copy: str
) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    install_language(qapp, code)
    menu = field.createStandardContextMenu()
    words = [action.text().replace("&", "") for action in menu.actions()]
    menu.deleteLater()
    assert any(word.startswith(copy) for word in words)


def test_what_was_typed_stays_when_the_language_changes(qtbot: QtBot, qapp: QApplication) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "Halyna")
    install_language(qapp, "uk")
    qapp.processEvents()
    assert field.text() == "Halyna"


def test_switching_back_and_forth_leaves_one_translator(qapp: QApplication) -> None:
    for code in ("da", "uk", "da", "ru"):
        install_language(qapp, code)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    names = [type(child).__name__ for child in qapp.findChildren(QObject)]
    assert names.count("GettextTranslator") == 1


def test_new_date_fields_follow_the_language_and_layout_stays_left_to_right(
    qtbot: QtBot, qapp: QApplication
) -> None:
    install_language(qapp, "ru")
    field = QDateEdit(QDate(2026, 11, 20))
    qtbot.addWidget(field)
    field.setDisplayFormat("d MMMM")
    assert "ноябр" in field.text()
    assert QLocale().language() == QLocale.Language.Russian
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight
