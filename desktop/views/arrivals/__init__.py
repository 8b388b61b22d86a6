"""Expected arrivals: the week, announcing by hand, and lists."""
