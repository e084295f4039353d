from datetime import date, timedelta

import pyarrow as pa
import pytest
from tests.diagnosis.companies import AS_OF, PERIOD_STARTS, WEEKS, World

from selaras.diagnosis import Agreed, Finding, Span
from selaras.diagnosis.planned import diagnose_against
from selaras.errors import InputError

PERIOD = Span(PERIOD_STARTS.date(), PERIOD_STARTS.date() + timedelta(days=7 * WEEKS - 1))
AGREED = Agreed(within="24 hours", attempts=5, calendar="always")
Row = tuple[str, str, float]


def plans(*rows: Row, day: date = date(2026, 3, 2), name: str = "q2") -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "plan_id": name,
                "driver": driver,
                "segment": segment,
                "period_start": day,
                "value": value,
            }
            for driver, segment, value in rows
        ]
    )


@pytest.fixture(scope="module")
def world() -> dict[str, pa.Table]:
    return World(leads=(2000, 2000)).tables()


def against(world: dict[str, pa.Table], *rows: Row) -> Finding:
    return diagnose_against(
        {**world, "plans": plans(*rows)}, "q2", PERIOD, as_of=AS_OF, agreed=AGREED
    )


def effects(finding: Finding) -> dict[str, float]:
    return {one.name: one.effect / finding.actual for one in finding.factors}


def test_fewer_leads_than_planned_are_marketings(world: dict[str, pa.Table]) -> None:
    finding = against(world, ("leads", "all", 4000), ("attempts", "all", 2.0))

    assert finding.verdict == "marketing"
    assert finding.base_span is None
    assert finding.plan == "q2"
    # Half of the leads that were planned: half of the revenue, and all of it is volume.
    alone = against(world, ("leads", "all", 4000))
    assert alone.base == pytest.approx(2 * alone.actual)
    assert effects(alone) == {"volume": pytest.approx(-1.0)}


def test_the_sentence_holds_revenue_against_the_plan(world: dict[str, pa.Table]) -> None:
    short = against(world, ("leads", "all", 4000)).sentence
    beyond = against(world, ("leads", "all", 1200)).sentence

    assert short.en.startswith("Revenue lies IDR ")
    assert "below the plan (50%; 90% interval" in short.en
    assert "di bawah rencana (50%; selang 90%" in short.id
    assert "above the plan" in beyond.en
    assert "di atas rencana" in beyond.id
    for words in (short.en, beyond.en):
        assert "fell" not in words
        assert "risen" not in words


def test_nothing_of_a_plan_is_counted_or_imagined(world: dict[str, pa.Table]) -> None:
    finding = against(world, ("leads", "all", 4000))

    assert finding.n["leads_period"] == 2000
    assert [name for name in finding.n if name.endswith("_base")] == []
    assert {row["period"] for row in finding.trace} == {"period"}
    assert [one.name for one in finding.what_if] == ["sales_kept_the_agreement"]


def test_what_a_plan_does_not_speak_of_has_no_effect_and_is_said(
    world: dict[str, pa.Table],
) -> None:
    finding = against(world, ("price", "all", 200.0))

    assert [one.name for one in finding.factors] == ["price"]
    assert {"volume", "speed", "persistence", "quality"} <= {d.factor for d in finding.dropped}
    assert sum(t.effect for t in finding.teams) == pytest.approx(finding.gap.value)
    assert finding.gap.value == pytest.approx(next(f.effect for f in finding.factors))


def test_a_planned_price_is_what_a_won_deal_brings(world: dict[str, pa.Table]) -> None:
    period = [row for row in world["deals"].to_pylist() if row["lead_id"][0] == "1"]
    amounts = [float(row["amount"]) for row in period if row["outcome"] == "won"]
    mean = sum(amounts) / len(amounts)

    same, twice = (against(world, ("price", "all", mean * times)) for times in (1, 2))
    assert same.base == pytest.approx(same.actual, rel=0.01)
    assert twice.base == pytest.approx(2 * twice.actual, rel=0.01)
    # What is planned of a kind stands in the place of what is planned of all.
    source = world["leads"]["source"][0].as_py()
    less = against(world, ("price", "all", mean), ("price", source, mean / 2))
    of_all = against(world, ("price", "all", 2 * mean), ("price", source, mean / 2))
    assert less.base < same.base
    assert less.base < of_all.base < twice.base


def test_a_plan_that_came_true_leaves_no_gap(world: dict[str, pa.Table]) -> None:
    finding = against(world, ("leads", "", 2000), ("speed", "all", 0.8))

    assert abs(finding.gap.value) < 0.03 * finding.actual
    assert finding.verdict == "neither"


def test_a_planned_number_of_attempts_is_met_by_the_drivers(world: dict[str, pa.Table]) -> None:
    rows = world["attempts"].to_pylist()
    made = sum(row["lead_id"][0] == "1" for row in rows) / 2000

    same = against(world, ("attempts", "all", made))
    more = against(world, ("attempts", "all", made + 0.3))

    assert abs(effects(same)["persistence"]) < 0.02
    assert effects(more)["persistence"] < -0.02
    assert more.factors[0].team == "sales"


def test_planned_win_rate_of_a_source(world: dict[str, pa.Table]) -> None:
    finding = against(world, ("win rate", "ads", 0.8))

    # A third of the leads was planned to be won twice as often.
    assert finding.base == pytest.approx(4 / 3 * finding.actual, rel=0.06)
    assert effects(finding).keys() == {"conversion"}


def test_planned_mix_and_leads_by_source(world: dict[str, pa.Table]) -> None:
    leads = against(
        world, ("leads", "ads", 1000), ("leads", "event", 1000), ("leads", "referral", 1)
    )

    assert {"volume", "mix"} == effects(leads).keys()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((("weather", "all", 1.0),), "driver 'weather'"),
        ((("leads", "mars", 10.0),), "'mars'"),
        ((("leads", "all", -1.0),), "no value"),
    ],
)
def test_what_no_plan_can_mean_is_refused(
    world: dict[str, pa.Table], rows: tuple[Row, ...], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        against(world, *rows)


def test_plans_that_are_not_there_are_refused(world: dict[str, pa.Table]) -> None:
    with pytest.raises(InputError, match="no table of plans"):
        diagnose_against(world, "q2", PERIOD, as_of=AS_OF, agreed=AGREED)
    other = {**world, "plans": plans(("leads", "all", 1.0), name="q9")}
    with pytest.raises(InputError, match="Known are: q9"):
        diagnose_against(other, "q2", PERIOD, as_of=AS_OF, agreed=AGREED)
    late = {**world, "plans": plans(("leads", "all", 1.0), day=date(2027, 1, 1))}
    with pytest.raises(InputError, match="begins within"):
        diagnose_against(late, "q2", PERIOD, as_of=AS_OF, agreed=AGREED)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("win rate", "all", 7.0), "7 for win rate of all, which is a share"),
        (("speed", "", 1.7), "1.7 for speed, which is a share"),
        (("attempts", "all", 90.0), "more than the 8 that are told apart"),
        (("leads", "all", -1.0), "no value of 0 or more for leads of all"),
        (("price", "all", 0.0), "would have brought no revenue"),
    ],
)
def test_values_that_cannot_be_are_refused(world: dict[str, pa.Table], row: Row, says: str) -> None:
    with pytest.raises(InputError, match=says):
        against(world, row)
