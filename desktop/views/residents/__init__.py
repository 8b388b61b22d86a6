"""Residents: the list, and the file of one."""
