"""A check-in that has been opened, by keyboard alone."""

from tests.journeys.keyboard import Key, Keyboard


def check_in(host: Keyboard) -> None:
    """Every step as it is proposed, from the one that shows to the end; no photo is wished."""
    while not host.sees("check_in_done"):
        host.press(Key.Key_F8 if host.sees("photo_step") else Key.Key_Return)
