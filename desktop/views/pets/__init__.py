"""The pets of the house."""
