"""The parts that pages are made of, one widget a file."""
