"""The one kind of error that is meant for people."""

from desktop.i18n import _


class AppError(Exception):
    """Something the person at the desk should know, with what to do about it.

    ``msgid`` is an English sentence marked with ``N_`` where it is raised, with named
    ``{fields}`` filled from ``params``. It is translated when shown, not when raised, so a
    change of language changes a message that is already on the screen.
    """

    def __init__(self, msgid: str, **params: object) -> None:
        super().__init__(msgid, params)
        self.msgid = msgid
        self.params = params

    def text(self) -> str:
        """The sentence in the current language."""
        return _(self.msgid).format(**self.params)

    def __str__(self) -> str:
        return self.msgid.format(**self.params)
