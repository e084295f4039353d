"""What a lead's attempts come to, read in the engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from selaras.calendars import find_calendar, read_duration
from selaras.diagnosis import drivers_query
from selaras.diagnosis.deals_query import lag_days
from selaras.diagnosis.source_query import ArrowSource

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
CREATED = START + DAY


def _facts(
    attempts: list[tuple[str, timedelta, str | None, bool]], within: str = "24 hours"
) -> dict[str, tuple[object, ...]]:
    times = pa.timestamp("us", "UTC")
    leads = sorted({lead for lead, *_rest in attempts} | {"untried"})
    source = ArrowSource(
        {
            "leads": pa.table(
                {
                    "lead_id": leads,
                    "grade": leads,
                    "owner": ["rep"] * len(leads),
                    "created_at": pa.array([CREATED] * len(leads), times),
                }
            ),
            "attempts": pa.table(
                {
                    "lead_id": [lead for lead, *_rest in attempts],
                    "happened_at": pa.array(
                        [CREATED + wait for _l, wait, *_rest in attempts], times
                    ),
                    "outcome": pa.array([outcome for *_rest, outcome, _m in attempts], pa.string()),
                    "automated": [machine for *_rest, machine in attempts],
                }
            ),
        }
    )
    follow = drivers_query.Follow(
        cohorts=((START, START + 7 * DAY), (START + 7 * DAY, START + 14 * DAY)),
        age_days=30,
        within=read_duration(within),
        calendars=(find_calendar("always"),),
        calendar_of=(),
        most_attempts=4,
        agreed_attempts=3,
        offset=timedelta(),
    )
    facts = drivers_query.lead_facts(source, follow, speed=True)
    rows = source.engine.to_arrow(facts).to_pylist()
    return {row["grade"]: (row["made"], row["contacted"], row["wait"]) for row in rows}


def test_attempts_after_the_contact_are_not_counted() -> None:
    hour = timedelta(hours=1)
    found = _facts(
        [
            ("reached", 30 * hour, None, False),
            ("reached", 13 * hour, "no_answer", False),
            ("reached", 20 * hour, "contacted", False),
            ("reached", 40 * hour, "contacted", False),
            # At the very instant of the contact: not after it.
            ("at_once", 2 * hour, "contacted", False),
            ("at_once", 2 * hour, "no_answer", False),
            ("at_once", 3 * hour, "no_answer", False),
            ("never", 100 * hour, None, False),
            ("late", 31 * DAY, "contacted", False),
            ("by machine", hour, "contacted", True),
            *(("often", n * hour, None, False) for n in range(1, 9)),
        ]
    )
    assert found == {
        "reached": (2, True, 1),
        "at_once": (2, True, 0),
        "never": (1, False, 3),
        "late": (0, False, None),
        "by machine": (0, False, None),
        "often": (4, False, 0),
        "untried": (0, False, None),
    }


def test_nobody_waited_for_an_answer_that_never_came() -> None:
    """Also where answers are judged by the day that they are due on."""
    hour = timedelta(hours=1)
    attempts = [("quick", hour, None, False), ("late", 100 * hour, None, False)]
    found = {lead: wait for lead, (*_made, wait) in _facts(attempts, "1 business day").items()}
    assert found == {"quick": 1, "late": 2, "untried": None}


def test_what_was_won_before_a_lead_came_says_nothing_of_how_long_deals_take() -> None:
    times = pa.timestamp("us", "UTC")
    closed = [CREATED + days * DAY for days in (-60, -30, 0.5, 20)]
    leads = ["old", "older", "quick", "slow"]
    source = ArrowSource(
        {
            "leads": pa.table(
                {"lead_id": leads, "created_at": pa.array([CREATED] * len(leads), times)}
            ),
            "deals": pa.table(
                {
                    "lead_id": leads,
                    "outcome": ["won"] * len(leads),
                    "closed_at": pa.array(closed, times),
                    "delivered_at": pa.array([None] * len(leads), times),
                }
            ),
        }
    )
    assert lag_days(source, (START, START + 7 * DAY), 0.5) == 1
