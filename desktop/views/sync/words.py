"""What keeps a desk from being in step, in words, with what to do about it."""

from desktop.i18n import N_, _

_ASK = N_(
    "The central store did not understand this desk. Your changes are safe here. "
    "Please call your administrator."
)

_SETS_ITSELF_RIGHT = N_(
    "This desk is setting itself right with the central store. Your changes are safe, and there "
    "is nothing you need to do."
)

PROBLEMS: dict[str, str] = {
    "not_a_store": N_(
        "Something else answers where the central store should be, perhaps the sign-in page of "
        "the Wi-Fi. Your changes are safe on this desk. Please check the network."
    ),
    "certificate": N_(
        "What answers at the address of the central store can't prove that it is the central "
        "store, so nothing is sent. Your changes are safe on this desk. Please call your "
        "administrator."
    ),
    "no_address": N_(
        "The address of the central store can't be read, so nothing is sent. "
        "Please call your administrator."
    ),
    "insecure": N_(
        "The address of the central store is not a secure one, so nothing is sent. "
        "Please call your administrator."
    ),
    "device_revoked": N_(
        "This PC was taken out of use for Ankomst. What was on it is removed; "
        "what was not sent yet is with your administrator."
    ),
    "unknown_device": N_(
        "The central store no longer knows this PC. Go on working; your changes are safe here. "
        "Please ask your administrator to let it in again."
    ),
    "no_site": N_(
        "No site is left to this PC, so there is nothing to work with here. Your administrator "
        "can give it a site or take it out of use."
    ),
    "scope_revoked": N_(
        "This PC may no longer hold the data of this site. Your changes are safe here. "
        "Please call your administrator."
    ),
    "too_old": N_(
        "This PC has a version of Ankomst that is too old for the central store. Go on working; "
        "your changes are sent as soon as the new version is installed."
    ),
    "store_too_old": N_(
        "This PC has a newer version of Ankomst than the central store. Go on working; "
        "your changes are sent when the central store has been brought up to date."
    ),
    "newer_schema": N_(
        "The database on this PC was written by a newer version of Ankomst. "
        "Please install the new version on this PC."
    ),
    "disk_full": N_(
        "The disk of this PC is full, so nothing can be fetched. Please free some space."
    ),
    "damaged": N_(
        "The database on this PC is damaged. Please stop working at this desk and call your "
        "administrator; the central store has what was sent."
    ),
    "unwritable": N_(
        "The database on this PC can't be written. Please check that the disk is connected and "
        "that you may write to it."
    ),
    "busy": N_(
        "The database on this PC is busy. Nothing is lost; it is tried again by itself in a moment."
    ),
    "unavailable": N_(
        "The central store is being looked after. Go on working; it is tried again by itself."
    ),
    "internal": N_(
        "Something unexpected happened between this desk and the central store. Your changes are "
        "safe here, and it is tried again by itself. If it lasts, please call your administrator."
    ),
    "too_many_attempts": N_(
        "The central store asks this desk to wait. It is tried again by itself in a while."
    ),
    "too_large": _ASK,
    "invalid": _ASK,
}
PROBLEMS |= {
    "too_slow": PROBLEMS["unavailable"],
    "too_many_waiting": PROBLEMS["too_many_attempts"],
    "unauthorized": PROBLEMS["unknown_device"],
    "schema_unknown": PROBLEMS["store_too_old"],
    "schema_too_old": PROBLEMS["too_old"],
}
PROBLEMS |= dict.fromkeys(
    ("epoch_changed", "device_cloned", "sequence_gap", "cursor_expired"), _SETS_ITSELF_RIGHT
)
"""By the codes of ``EngineState.problem``: the store's refusals and the database's faults."""


def problem_words(code: str) -> str:
    """The sentence for a problem's code in the current language; a calm one for any other."""
    return _(PROBLEMS.get(code, _ASK))
