"""The serving desk: who gets a meal, made for a scanner and a queue."""
