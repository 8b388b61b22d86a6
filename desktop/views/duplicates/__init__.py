"""Who may be written down twice: the hint before a record is made, and two records side by side."""
