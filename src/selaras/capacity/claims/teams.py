"""What kind of word a team gives: of demand, or of capacity."""

from __future__ import annotations

from selaras.capacity.choices import CREDIBILITY


def is_selling(team: str) -> bool:
    """Whether a team's claims are of demand, not of capacity (*choice*)."""
    return any(word in team.casefold() for word in CREDIBILITY.selling_teams)
