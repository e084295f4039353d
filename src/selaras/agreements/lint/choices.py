"""Figures of lint that are this project's *choice*: change them here, and nowhere else."""

from __future__ import annotations

ATTEMPTS_PER_WORKING_DAY = 40
"""Attempts that a rep can make on a working day, beside meeting those who answer."""
ATTEMPTS_PER_LEAD_AND_DAY = 3
"""Attempts on one lead in a day beyond which it is pestered, not followed up."""
HOURS_PER_WORKING_DAY = 8
"""Business hours that count as one day where a window is held against the figure above."""
MONTHS_WITHOUT_END = 12
"""Months that are looked at where an agreement states no end."""
MOST_PERIODS = 400
"""Periods that are looked at one by one: thirty years of months, a year of days."""
