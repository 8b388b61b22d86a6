"""Measurements, each beside its peers in the same run. Nothing of the program imports it."""
