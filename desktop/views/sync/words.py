"""What keeps a desk from being in step, in words, with what to do about it."""

from desktop.i18n import N_, _

_ASK = N_(
    "The central store did not understand this desk. Your changes are safe here. "
    "Please call your administrator."
)

PROBLEMS: dict[str, str] = {
    "not_a_store": N_(
        "Something else answers where the central store should be, perhaps the sign-in page of "
        "the Wi-Fi. Your changes are safe on this desk. Please check the network."
    ),
    "no_address": N_(
        "The address of the central store can't be read, so nothing is sent. "
        "Please call your administrator."
    ),
    "insecure": N_(
        "The address of the central store is not a secure one, so nothing is sent. "
        "Please call your administrator."
    ),
    "epoch_changed": N_(
        "The central store was restored from a backup, so this desk has to be set up anew. "
        "Your changes are safe here. Please call your administrator."
    ),
    "device_revoked": N_(
        "This PC may no longer exchange data with the central store. Nothing on it was deleted. "
        "Please call your administrator."
    ),
    "unauthorized": N_(
        "The central store does not know this PC. Your changes are safe here. "
        "Please call your administrator."
    ),
    "scope_revoked": N_(
        "This PC may no longer hold the data of this site. Your changes are safe here. "
        "Please call your administrator."
    ),
    "schema_unknown": N_(
        "This PC has a newer version of Ankomst than the central store. Go on working; "
        "your changes are sent when the central store has been brought up to date."
    ),
    "newer_schema": N_(
        "The database on this PC was written by a newer version of Ankomst. "
        "Please install the new version on this PC."
    ),
    "device_cloned": N_(
        "Another PC works with a copy of this desk's data, so nothing is sent from here. "
        "Your changes are safe. Please call your administrator."
    ),
    "sequence_gap": N_(
        "The central store lacks something that this desk sent earlier. Your changes are safe "
        "here. Please call your administrator."
    ),
    "cursor_expired": N_(
        "This desk was away for so long that it has to fetch everything anew. "
        "Please call your administrator."
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
    "unknown_device": PROBLEMS["unauthorized"],
    "no_site": PROBLEMS["scope_revoked"],
    "store_too_old": PROBLEMS["schema_unknown"],
}
"""By the codes of ``EngineState.problem``: the store's refusals and the database's faults."""


def problem_words(code: str) -> str:
    """The sentence for a problem's code in the current language; a calm one for any other."""
    return _(PROBLEMS.get(code, _ASK))
