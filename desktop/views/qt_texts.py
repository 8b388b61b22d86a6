"""Qt's own words that its catalogues lack or say otherwise than the glossary."""

from desktop.i18n import N_

QT_TEXTS = frozenset(
    {
        # On Qt's buttons "reject" in Ukrainian and Russian; it means: leave without saving.
        N_("Discard"),
        # "Return" in Qt's Ukrainian; the glossary has a word of its own.
        N_("Undo"),
        N_("Redo"),
        # Columns of the file dialog, missing in all three.
        N_("Name"),
        N_("Size"),
        N_("Type"),
        N_("Date Modified"),
    }
)
"""Without mnemonics; the translator looks them up so."""
