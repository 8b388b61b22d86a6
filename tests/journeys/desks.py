"""The program's window on a desk's store, opened and closed as by a host."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from demo.hands import bring_forward, settle
from desktop.app import OpenDesk
from desktop.models.identity import Identity
from desktop.models.store import Store
from desktop.services.profile import Opened
from desktop.services.workplace import Workplace
from desktop.views.background import Background
from desktop.views.theme import apply_theme
from desktop.views.translator import install_language
from tests.journeys.keyboard import Keyboard


@contextmanager
def open_desk(
    app: QApplication, store: Store, identity: Identity, workplace: Workplace
) -> Iterator[Keyboard]:
    """An open desk at its first page, and who sits there."""
    apply_theme(app, "light")
    background = Background()
    desk = OpenDesk(Opened(store, identity, workplace), background, lambda _name, _value: None)
    keyboard = Keyboard(desk, background)
    desk.window.resize(1360, 850)
    bring_forward(desk.window)
    desk.start()
    keyboard.wait()
    try:
        yield keyboard
    finally:
        desk.close()
        settle()
        background.shutdown()
        install_language(app, "en")
