"""Every screen of an auditor, switched through the languages while it is open."""

from datetime import timedelta
from functools import partial

from PySide6.QtWidgets import QApplication

from demo.auditing import auditor_screens
from demo.gallery import texts_left_behind, texts_on
from demo.hands import settle, wait_until
from desktop.i18n import LANGUAGES
from desktop.services.auditing import Auditing
from desktop.sync.auditing import ask_access
from desktop.views.access.asking import kindly
from desktop.views.translator import install_language
from tests.views.access.conftest import Audited, OpenAs


def test_no_text_of_another_language_is_left_behind(
    audited: Audited, open_as: OpenAs, qapp: QApplication
) -> None:
    at_desk = open_as(audited.auditor)
    background = at_desk.program.background
    opened = at_desk.desk.opened
    ask = kindly(lambda: opened.session, partial(ask_access, opened.identity))
    today = opened.workplace.today()
    Auditing(opened.workplace, ask).draw(today - timedelta(days=50), today, "colleague", 1)
    for screen in auditor_screens(at_desk.desk, background, audited.oksana):
        widget = screen.show()
        for code in (*LANGUAGES, "da"):
            install_language(qapp, code)
            wait_until(lambda: not background.busy, f"{screen.name} is filled")
            settle()
            assert texts_on(widget), screen.name
            left = texts_left_behind(widget, code)
            assert not left, f"{screen.name}, {code}: {left}"
        screen.put_away()
