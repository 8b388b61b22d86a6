"""Ankomst, the desk."""
