"""The access log: who saw or did what, for auditors."""
