"""Photos of residents: read, cropped, shown."""
