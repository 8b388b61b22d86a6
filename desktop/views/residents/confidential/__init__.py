"""What of a file is for confidants or needs a reason: support needs, pairs, protection."""
