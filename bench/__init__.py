"""Measurements of Ankomst, each with its peer or its floor in the same run."""
