"""The frame around the pages: rail, top bar, banner, foot."""
