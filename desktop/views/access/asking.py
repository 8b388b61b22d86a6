"""What can go wrong when the store is asked for its access log, in words."""

from collections.abc import Callable
from typing import Any

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.services.auditing import Ask
from desktop.sync.client import NotAStoreError, UnreachableError
from desktop.sync.protocol import WireError

AWAY = N_(
    "The access log is kept at the central store, and there is no connection to it now. "
    "Please look again when this PC is online."
)
NO_SESSION = N_(
    "To see the access log you have to sign in while this PC is online. "
    "Please lock the PC and sign in again."
)
OF_THE_STORE = {
    "not_allowed": N_("Your role does not allow this. Please ask your site lead."),
    "unknown_resident": N_("The central store does not know this resident (yet)."),
    "unknown_sample": N_("This spot check is no longer at the central store."),
    "nothing_to_draw": N_("The log has nothing of these days. Please choose others."),
    "too_large": N_(
        "This would be more than 1,000 entries. Please choose fewer days or a smaller number."
    ),
    "already_reviewed": N_("Somebody has looked at this entry already."),
}
SESSION_OVER = frozenset({"session_ended", "password_must_change", "unauthorized"})


def kindly(
    session: Callable[[], str | None], ask: Callable[[str, str, dict[str, Any]], dict[str, Any]]
) -> Ask:
    """``ask`` takes a session besides; what goes wrong is raised as AppError."""

    def asked(name: str, body: dict[str, Any]) -> dict[str, Any]:
        token = session()
        if token is None:
            raise AppError(NO_SESSION)
        try:
            return ask(token, name, body)
        except (UnreachableError, NotAStoreError) as error:
            raise AppError(AWAY) from error
        except WireError as error:
            if error.code in SESSION_OVER:
                raise AppError(NO_SESSION) from error
            if error.code in OF_THE_STORE:
                raise AppError(OF_THE_STORE[error.code]) from error
            if error.status >= 500:
                raise AppError(AWAY) from error
            raise

    return asked
