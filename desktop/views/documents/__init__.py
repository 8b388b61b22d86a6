"""Documents that are saved or printed, made with Qt alone."""
