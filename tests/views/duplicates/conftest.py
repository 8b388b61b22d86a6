"""The stage that pages of these tests stand on."""

from tests.views.residents.stage import stage

__all__ = ["stage"]
