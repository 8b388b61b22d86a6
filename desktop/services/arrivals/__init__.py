"""Who is expected at the site: announced by hand or by a list, moved, not come, cancelled."""
