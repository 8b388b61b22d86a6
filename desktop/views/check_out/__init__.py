"""Check-out: one guided flow for those of a household who leave."""
