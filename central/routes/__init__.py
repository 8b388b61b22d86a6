"""The calls of SYNC.md, one file each."""
