"""How long signing in takes."""
