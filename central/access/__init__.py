"""The access log at the store: taken from desks, followed, read by auditors, extracted."""
