"""A resident's household: the card in the file, and the dialogs that change it."""
