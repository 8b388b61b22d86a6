"""Finds a person as one types: by name however it is spelt, number, room, phone, CPR, birth."""

from desktop.services.search.search import Search
from desktop.services.search.words import folded, matches, words_of

__all__ = ["Search", "folded", "matches", "words_of"]
