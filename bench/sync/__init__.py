"""How fast desk and store agree, beside PouchDB and beside the machine's floor (SYNC.md)."""
