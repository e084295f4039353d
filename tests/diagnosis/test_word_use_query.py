"""What one side calls a lead, and whether the other turns it down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from selaras.diagnosis.source_query import ArrowSource
from selaras.diagnosis.word_use_query import WordUse, word_use

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2026, 4, 1, tzinfo=UTC)


def _use(*steps: tuple[str, str, int, str | None]) -> WordUse:
    """The use of `mql` over steps of (lead, stage, day, reason)."""
    times = [START + timedelta(days=day) for _lead, _stage, day, _reason in steps]
    source = ArrowSource(
        {
            "lead_stages": pa.table(
                {
                    "lead_id": [step[0] for step in steps],
                    "stage": [step[1] for step in steps],
                    "happened_at": pa.array(times, pa.timestamp("us", "UTC")),
                    "reason": pa.array([step[3] for step in steps], pa.string()),
                }
            )
        }
    )
    return word_use(source, "mql", START, END)


def test_what_comes_first_is_the_judgement() -> None:
    use = _use(
        ("taken", "mql", 1, None),
        ("taken", "sal", 2, None),
        ("taken", "rejected", 9, "later"),
        ("refused", "mql", 1, None),
        ("refused", "rejected", 2, "a student"),
        ("refused", "sal", 9, None),
        ("waiting", "mql", 1, None),
    )
    assert use == WordUse("mql", 3, 2, 1, (("a student", 1),))


def test_what_was_said_before_the_word_or_outside_of_the_time_does_not_count() -> None:
    use = _use(
        ("early", "rejected", 1, None),
        ("early", "mql", 2, None),
        ("old", "mql", -1, None),
        ("old", "rejected", 1, None),
        ("late", "mql", 95, None),
    )
    assert use == WordUse("mql", 1, 0, 0, ())


def test_reasons_come_by_how_often_they_were_given() -> None:
    steps = []
    for n, reason in enumerate(("b", "b", "a", "c", "c", "d", None)):
        steps += [(f"L{n}", "mql", 1, None), (f"L{n}", "disqualified", 2, reason)]
    assert _use(*steps).reasons == (("b", 2), ("c", 2), ("a", 1))


def test_without_the_table_nothing_is_known() -> None:
    assert word_use(ArrowSource({}), "mql", START, END) == WordUse("mql", 0, 0, 0, ())
