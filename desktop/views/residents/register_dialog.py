"""Somebody is here who was not expected."""

from desktop.i18n import _
from desktop.views.residents.edit_dialog import EditDialog


class RegisterDialog(EditDialog):
    """The same form, for somebody who has no file yet."""

    name = "register"

    def title(self) -> str:
        return _("New resident")

    def save_text(self) -> str:
        return _("Register")
