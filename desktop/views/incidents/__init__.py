"""Incidents: the list, the file of one, and the form to log one."""
