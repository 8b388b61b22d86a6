"""The occupancy board: rooms and beds down, days across."""
