"""How a desk and the central store agree (SYNC.md). Knows nothing of services or of Qt."""
