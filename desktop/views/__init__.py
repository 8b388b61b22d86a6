"""What a person sees: Qt widgets, one package per page."""
