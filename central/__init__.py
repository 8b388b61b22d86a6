"""The central store: takes what desks did, merges it and hands it to the other desks."""
