"""Who may be written down twice, and how two records become one (docs/duplicates.md)."""

from desktop.services.duplicates.candidates import Candidate, Found, PossiblePair
from desktop.services.duplicates.described import Described, described
from desktop.services.duplicates.duplicates import Duplicates
from desktop.services.duplicates.merging import Merging
from desktop.services.duplicates.receiving import Receiving

__all__ = [
    "Candidate",
    "Described",
    "Duplicates",
    "Found",
    "Merging",
    "PossiblePair",
    "Receiving",
    "described",
]
