"""Check-in: one guided flow for a household."""
