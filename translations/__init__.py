"""Every text of the app in Danish, Ukrainian and Russian, as gettext catalogues."""
