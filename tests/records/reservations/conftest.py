"""The parties that reservations are for."""

from tests.web.conftest import home

__all__ = ["home"]
