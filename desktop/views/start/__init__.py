"""The windows before the desk is open: taking a new desk in, and signing in."""
