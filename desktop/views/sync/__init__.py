"""How this desk stands with the central store."""
