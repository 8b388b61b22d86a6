"""Today: what to do now, in the order of the clock."""
