"""``python -m central``: what an administrator types, one file per noun."""
