"""The same stand-in for the shell as at the serving desk."""

from tests.views.meals.conftest import Shell, shell

__all__ = ["Shell", "shell"]
