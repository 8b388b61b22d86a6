"""The appointments of a week."""
