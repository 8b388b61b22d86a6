"""Starter kits: handed out, taken back, counted."""
