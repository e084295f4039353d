"""`selaras capacity`: check before you promise."""

from selaras.cli.capacity.app import app

__all__ = ["app"]
