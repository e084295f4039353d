from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from tests.diagnosis.companies import AS_OF, BASE_STARTS, PERIOD_STARTS, WEEKS, World

from selaras.diagnosis import Agreed, Finding, Span, diagnose
from selaras.diagnosis.finding import World as Otherwise
from selaras.diagnosis.identity import FACTORS, TEAM_OF
from selaras.errors import InputError

BASE = Span(BASE_STARTS.date(), BASE_STARTS.date() + timedelta(days=7 * WEEKS - 1))
PERIOD = Span(PERIOD_STARTS.date(), PERIOD_STARTS.date() + timedelta(days=7 * WEEKS - 1))
AGREED = Agreed(within="24 hours", attempts=5, calendar="always")


def found(tables: dict[str, pa.Table], as_of: datetime = AS_OF, **more: object) -> Finding:
    return diagnose(tables, BASE, PERIOD, as_of=as_of, agreed=AGREED, **more)


def effect(finding: Finding, name: str) -> float:
    return next(f.effect for f in (*finding.factors, *finding.teams) if f.name == name)


def without(table: pa.Table, *columns: str) -> pa.Table:
    return table.drop_columns(list(columns))


@pytest.fixture(scope="module")
def plain() -> dict[str, pa.Table]:
    return World().tables()


@pytest.mark.parametrize(
    ("world", "verdict", "factor"),
    [
        (World(leads=(2600, 1300)), "marketing", "volume"),
        (World(leads=(2500, 2500), goes_on=(0.95, 0.35)), "sales", "persistence"),
        (World(leads=(2500, 2500), delivered=(0.95, 0.5)), "technical", "delivery"),
        (World(leads=(2500, 2500), amount=(100, 65)), "joint", "price"),
        (
            World(leads=(4000, 4000), win_of_source={"ads": 0.15}),
            "marketing",
            "quality",
        ),
        (World(leads=(4000, 4000), win_of_rep={0: 0.1, 3: 0.1}), "sales", "skill"),
    ],
)
def test_a_large_cause_is_named(world: World, verdict: str, factor: str) -> None:
    finding = found(world.tables())

    assert finding.verdict == verdict
    assert finding.named == (verdict,)
    worst = min(finding.factors, key=lambda one: one.effect)
    assert worst.name == factor
    assert worst.high is not None
    assert worst.high < 0


@pytest.mark.parametrize(("renamed", "named"), [(0, ("sales",)), (1, ("sales",)), (3, ())])
def test_sales_is_not_named_on_leads_that_have_no_like(renamed: int, named: tuple[str]) -> None:
    """Of so many sources every lead of the period comes under a name that is new."""
    tables = World(leads=(2500, 2500), goes_on=(0.95, 0.35)).tables()
    leads = tables["leads"]
    new = sorted(set(leads.column("source").to_pylist()))[:renamed]
    sources = [
        f"{source} anew" if source in new and created >= PERIOD_STARTS else source
        for source, created in zip(
            leads.column("source").to_pylist(), leads.column("created_at").to_pylist(), strict=True
        )
    ]
    at = leads.column_names.index("source")
    finding = found(tables | {"leads": leads.set_column(at, "source", pa.array(sources))})

    assert finding.named == named
    says = "how they fared cannot be compared"
    assert any(says in limit.en for limit in finding.limits) is bool(renamed)
    assert (finding.needed is not None and says in finding.needed.says.en) is not bool(named)


def test_two_causes_are_both_named() -> None:
    finding = found(World(leads=(3200, 2000), goes_on=(0.95, 0.35)).tables())

    assert finding.verdict == "both"
    assert set(finding.named) == {"marketing", "sales"}
    assert "Marketing" in finding.sentence.en
    assert "Penjualan" in finding.sentence.id


def test_reps_of_twice_the_leads_are_not_blamed_for_calling_each_less() -> None:
    finding = found(World(leads=(1500, 3000), win=(0.4, 0.2), goes_on=(0.95, 0.5)).tables())

    assert effect(finding, "persistence") < 0
    assert "sales" not in finding.named
    assert any("more leads a working day" in limit.en for limit in finding.limits)


def test_what_hangs_on_load_alone_says_what_would_settle_it() -> None:
    calls = {"goes_on": (0.95, 0.5), "hazard": 0.1}
    finding = found(World(leads=(2500, 3500), amount=(100, 85), **calls).tables())

    assert finding.verdict == "cannot_tell"
    assert "a period with fewer leads" in finding.needed.says.en


def test_calls_that_only_a_source_lost_are_not_a_loss_of_persistence() -> None:
    worse = {"win_of_source": {"ads": 0.3}, "goes_on_of_source": {"ads": 0.5}}
    finding = found(World(leads=(4000, 4000), **worse).tables())

    assert finding.named == ("marketing",)
    assert abs(effect(finding, "persistence")) < 0.1 * -effect(finding, "quality")
    assert effect(finding, "quality") < 0.8 * finding.gap.value < 0


def test_a_fall_that_all_sources_and_reps_share_is_nobodys_alone() -> None:
    finding = found(World(leads=(3000, 3000), win=(0.5, 0.25)).tables())

    assert effect(finding, "conversion") < 0.8 * finding.gap.value < 0
    assert finding.verdict == "cannot_tell"
    assert "all sources and all reps share" in finding.needed.says.en


def test_the_gap_is_what_was_recorded_and_effects_sum_to_it(plain: dict[str, pa.Table]) -> None:
    finding = found(plain)
    paid = {0: 0.0, 1: 0.0}
    for deal in plain["deals"].to_pylist():
        paid[int(deal["lead_id"][0])] += deal["delivered_amount"] or 0.0

    assert finding.base == pytest.approx(paid[0])
    assert finding.actual == pytest.approx(paid[1])
    assert finding.gap.value == pytest.approx(paid[1] - paid[0])
    assert sum(f.effect for f in finding.factors) == pytest.approx(finding.gap.value)
    assert sum(t.effect for t in finding.teams) == pytest.approx(finding.gap.value)
    for team in finding.teams:
        own = [f.share_of_team for f in finding.factors if f.team == team.name]
        assert sum(own) == pytest.approx(team.effect, abs=1e-6 * finding.base)


def test_counts_are_those_of_the_tables(plain: dict[str, pa.Table]) -> None:
    finding = found(plain)
    attempts = plain["attempts"].to_pylist()

    assert finding.n["leads_base"] == 1500
    assert finding.n["leads_period"] == 1500
    assert finding.n["reps"] == 6
    assert finding.n["attempts_base"] == sum(a["lead_id"][0] == "0" for a in attempts)
    assert finding.n["won_period"] == sum(
        d["lead_id"][0] == "1" for d in plain["deals"].to_pylist()
    )
    total = {key: sum(row[key] for row in finding.trace) for key in ("leads", "attempts", "won")}
    assert total["leads"] == 3000
    assert total["attempts"] == len(attempts)
    assert total["won"] == plain["deals"].num_rows


def test_the_same_evidence_gives_the_same_finding(plain: dict[str, pa.Table]) -> None:
    shuffled = {
        name: table.take(list(reversed(range(len(table))))) for name, table in plain.items()
    }

    assert found(shuffled).as_json() == found(plain).as_json()


def test_money_in_another_unit_scales_everything(plain: dict[str, pa.Table]) -> None:
    deals = plain["deals"]
    for name in ("amount", "delivered_amount"):
        scaled = pa.compute.multiply(deals[name], 1000.0)
        deals = deals.set_column(deals.column_names.index(name), name, scaled)
    one, other = found(plain), found({**plain, "deals": deals})

    assert other.verdict == one.verdict
    for mine, theirs in zip(one.factors, other.factors, strict=True):
        assert theirs.effect == pytest.approx(mine.effect * 1000, rel=1e-6, abs=1e-3)
        assert theirs.low == pytest.approx(mine.low * 1000, rel=1e-6, abs=1e-3)


def test_json_has_the_keys_that_are_promised(plain: dict[str, pa.Table]) -> None:
    form = found(plain).as_json()

    promised = "verdict sentence gap base actual factors teams dropped limits needed n snapshot"
    assert set(promised.split()) | {"as_of", "unit"} <= form.keys()
    assert [f["name"] for f in form["factors"]] == list(FACTORS)
    assert all(f["team"] == TEAM_OF[f["name"]] for f in form["factors"])
    assert form["sentence"].keys() == {"en", "id"}
    assert form["as_of"] == AS_OF.isoformat()


def test_what_grades_tell_is_said_and_what_it_means_that_there_are_none(
    plain: dict[str, pa.Table],
) -> None:
    leads = plain["leads"]
    at = leads.column_names.index("grade")
    ungraded = {**plain, "leads": leads.set_column(at, "grade", pa.nulls(len(leads), pa.string()))}

    with_grades, without = (
        " ".join(limit.en for limit in found(tables).limits) for tables in (plain, ungraded)
    )

    assert "the worse ones of their grade" in with_grades
    assert "have no grades" not in with_grades
    assert "Leads have no grades" in without


def test_what_if_goes_the_way_of_what_changed() -> None:
    finding = found(World(leads=(2500, 2500), goes_on=(0.95, 0.35)).tables())
    imagined = {one.name: one for one in finding.what_if}
    kept = imagined["sales_kept_the_agreement"]

    assert kept.change.low > 0
    assert kept.revenue == pytest.approx(finding.actual + kept.change.value)
    assert (
        imagined["mix_as_in_the_base"].change.low < 0 < imagined["mix_as_in_the_base"].change.high
    )
    assert "model" in kept.says.en


def test_worlds_of_ones_own_agree_with_what_was_imagined() -> None:
    finding = found(World(leads=(2500, 2500), goes_on=(0.95, 0.35)).tables())
    assert finding.supposing is not None
    imagined = {one.name: one for one in finding.what_if}
    nothing, kept, mix, half = finding.supposing(
        [Otherwise(), Otherwise(5, 1.0), Otherwise(mix=True), Otherwise(5, 0.5)]
    )

    assert nothing[1].value == pytest.approx(0, abs=1e-6 * abs(finding.actual or 1))
    for (revenue, change), name in (
        (kept, "sales_kept_the_agreement"),
        (mix, "mix_as_in_the_base"),
    ):
        assert revenue == pytest.approx(imagined[name].revenue)
        assert change.value == pytest.approx(imagined[name].change.value)
        assert change.low == pytest.approx(imagined[name].change.low)
        assert change.high == pytest.approx(imagined[name].change.high)
    assert 0 < half[1].value <= kept[1].value * (1 + 1e-9)


# What the evidence lacks drops a factor, and says so.


def dropped(finding: Finding) -> set[str]:
    return {one.factor for one in finding.dropped}


def test_without_attempts_what_hangs_on_them_is_dropped(plain: dict[str, pa.Table]) -> None:
    finding = found({"leads": plain["leads"], "deals": plain["deals"]})

    assert dropped(finding) == {"speed", "persistence", "load"}
    assert not dropped(finding) & {f.name for f in finding.factors}
    assert sum(f.effect for f in finding.factors) == pytest.approx(finding.gap.value)


def test_attempts_that_never_say_whom_they_reached_tell_no_persistence(
    plain: dict[str, pa.Table],
) -> None:
    outcomes = pa.array(["no_answer"] * plain["attempts"].num_rows)
    attempts = without(plain["attempts"], "outcome").append_column("outcome", outcomes)
    finding = found(plain | {"attempts": attempts})
    assert {"speed", "persistence", "load"} <= dropped(finding)
    reason = next(one.reason for one in finding.dropped if one.factor == "persistence")
    assert "do not say whom they reached" in reason.en


def test_attempts_say_whom_they_reached_though_nothing_was_won(plain: dict[str, pa.Table]) -> None:
    finding = found(plain | {"deals": plain["deals"].slice(0, 0)})
    assert finding.verdict == "cannot_tell"
    assert not {"speed", "persistence", "load"} & dropped(finding)


def test_leads_that_were_all_won_cannot_tell(plain: dict[str, pa.Table]) -> None:
    won = set(plain["deals"]["lead_id"].to_pylist())
    rows = [row for row in plain["leads"].to_pylist() if row["lead_id"] in won]
    finding = found(plain | {"leads": pa.Table.from_pylist(rows)})
    assert finding.verdict == "cannot_tell"
    assert finding.gap is None
    assert "every lead was won" in finding.sentence.en


def test_rates_of_nothing_are_no_rates(plain: dict[str, pa.Table]) -> None:
    deals = plain["deals"]
    both = pa.array(["USD" if n % 2 else "IDR" for n in range(deals.num_rows)])
    foreign = without(deals, "currency") if "currency" in deals.column_names else deals
    rates = pa.Table.from_pylist([{"currency": "USD", "day": date(2025, 1, 1), "rate": 0.0}])
    finding = found(plain | {"deals": foreign.append_column("currency", both), "rates": rates})
    assert finding.verdict == "cannot_tell"
    assert "no rate to IDR" in finding.sentence.en


def test_times_of_day_precision_drop_speed(plain: dict[str, pa.Table]) -> None:
    attempts = plain["attempts"].append_column(
        "happened_at_is_day", pa.array([True] * plain["attempts"].num_rows)
    )
    finding = found({**plain, "attempts": attempts})

    assert dropped(finding) == {"speed"}


def test_without_deliveries_revenue_is_what_was_sold(plain: dict[str, pa.Table]) -> None:
    deals = without(plain["deals"], "delivered_at", "delivered_amount")
    finding = found({**plain, "deals": deals})
    sold = sum(d["amount"] for d in deals.to_pylist() if d["lead_id"][0] == "0")

    assert dropped(finding) == {"delivery"}
    assert finding.base == pytest.approx(sold)


def test_one_source_leaves_quality_and_skill_together() -> None:
    finding = found(World(sources=("ads",)).tables())

    assert dropped(finding) == {"quality", "skill"}


def test_without_owners_it_cannot_tell(plain: dict[str, pa.Table]) -> None:
    finding = found({**plain, "leads": without(plain["leads"], "owner")})

    assert finding.verdict == "cannot_tell"
    assert "owner" in finding.sentence.en


# Bad input and thin data.


@pytest.mark.parametrize("reps", [1, 3])
def test_under_four_reps_there_is_no_interval(reps: int) -> None:
    finding = found(World(reps=reps, leads=(2000, 900)).tables())

    assert finding.verdict == "cannot_tell"
    assert finding.gap.low is None
    assert all(f.low is None for f in finding.factors)
    assert "4 reps" in finding.needed.says.en


def test_few_leads_cannot_tell_and_say_how_many_more() -> None:
    finding = found(World(leads=(120, 110)).tables())

    assert finding.verdict == "cannot_tell"
    assert finding.needed.leads is None or finding.needed.leads > 110


@pytest.mark.parametrize("deals", [0, 1])
def test_no_deals_or_one_cannot_tell(plain: dict[str, pa.Table], deals: int) -> None:
    finding = found({**plain, "deals": plain["deals"].slice(0, deals)})

    assert finding.verdict == "cannot_tell"
    assert finding.gap is None
    assert "won deal" in finding.sentence.en


def test_without_a_table_of_deals_it_cannot_tell(plain: dict[str, pa.Table]) -> None:
    finding = found({"leads": plain["leads"], "attempts": plain["attempts"]})

    assert finding.verdict == "cannot_tell"
    assert "no table of deals" in finding.sentence.en


def test_a_period_without_leads_cannot_tell(plain: dict[str, pa.Table]) -> None:
    empty = Span(date(2025, 1, 1), date(2025, 3, 31))
    finding = diagnose(plain, empty, PERIOD, as_of=AS_OF, agreed=AGREED)

    assert finding.verdict == "cannot_tell"
    assert "no leads" in finding.sentence.en


def test_amounts_below_zero_are_not_added_up(plain: dict[str, pa.Table]) -> None:
    deals = plain["deals"].to_pylist()
    for deal in deals:
        deal["amount"] = -deal["amount"]
    finding = found({**plain, "deals": pa.Table.from_pylist(deals)})

    assert finding.verdict == "cannot_tell"
    assert "negative" in finding.sentence.en
    assert finding.needed is not None
    assert finding.needed.leads is None
    assert "Load the amounts" in finding.needed.says.en


def test_deals_without_amounts_cannot_tell(plain: dict[str, pa.Table]) -> None:
    deals = without(plain["deals"], "amount", "delivered_amount")
    finding = found({**plain, "deals": deals})

    assert finding.verdict == "cannot_tell"
    assert "no amounts" in finding.sentence.en
    assert finding.needed is not None
    assert finding.needed.leads is None
    assert "Load the amounts" in finding.needed.says.en


def test_one_amount_below_zero_among_others_is_not_added_up(plain: dict[str, pa.Table]) -> None:
    deals = plain["deals"].to_pylist()
    won = next(deal for deal in deals if deal["outcome"] == "won")
    won["amount"] = -won["amount"]
    finding = found({**plain, "deals": pa.Table.from_pylist(deals)})

    assert finding.verdict == "cannot_tell"
    assert "negative" in finding.sentence.en


def test_deals_of_which_many_lack_an_amount_cannot_tell(plain: dict[str, pa.Table]) -> None:
    deals = plain["deals"].to_pylist()
    for number, deal in enumerate(deals):
        if number % 4 == 0:
            deal["amount"] = deal["delivered_amount"] = None
    finding = found({**plain, "deals": pa.Table.from_pylist(deals)})

    assert finding.verdict == "cannot_tell"
    assert "of the won deals of a period have no amounts" in finding.sentence.en
    assert finding.gap is None


def test_a_young_period_is_refused_with_the_day_it_will_be_old_enough(
    plain: dict[str, pa.Table],
) -> None:
    ends = datetime(2026, 4, 27, tzinfo=UTC)
    finding = found(plain, as_of=ends + timedelta(days=5))

    assert finding.verdict == "cannot_tell"
    assert finding.needed.on is not None
    ready = datetime.combine(finding.needed.on, datetime.min.time(), UTC)
    assert found(plain, as_of=ready).gap is not None
    assert found(plain, as_of=ready - timedelta(days=1)).gap is None


def test_what_happened_later_than_the_age_of_the_younger_is_not_counted_of_the_older(
    plain: dict[str, pa.Table],
) -> None:
    ends = datetime(2026, 4, 27, tzinfo=UTC)
    refused = found(plain, as_of=ends + timedelta(days=5))
    age = (refused.needed.on - ends.date()).days

    seen = found(plain, as_of=ends + timedelta(days=age))

    assert seen.age_days == age
    assert 0.85 * found(plain).base < seen.base < found(plain).base


@pytest.mark.parametrize(
    ("base", "period", "says"),
    [
        (Span(date(2026, 1, 1), date(2026, 3, 31)), PERIOD, "overlap"),
        (Span(date(2026, 3, 1), date(2026, 1, 1)), PERIOD, "ends before it begins"),
        (BASE, Span(date(2026, 4, 1), date(2026, 3, 20)), "ends before it begins"),
    ],
)
def test_periods_that_make_no_sense_are_refused(
    plain: dict[str, pa.Table], base: Span, period: Span, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        diagnose(plain, base, period, as_of=AS_OF, agreed=AGREED)


def test_a_naive_as_of_and_tables_that_are_none_are_refused(plain: dict[str, pa.Table]) -> None:
    with pytest.raises(InputError, match="no offset"):
        found(plain, as_of=datetime(2026, 6, 30))
    with pytest.raises(InputError, match="not an evidence table"):
        found({"prospects": plain["leads"]})
    with pytest.raises(InputError, match="no table of leads"):
        found({"deals": plain["deals"]})


def test_days_of_a_period_are_those_of_the_zone(plain: dict[str, pa.Table]) -> None:
    there = found(plain, zone=ZoneInfo("Asia/Jakarta"))

    assert there.n["leads_base"] + there.n["leads_period"] < 3000


def test_amounts_without_a_rate_are_not_added_up(plain: dict[str, pa.Table]) -> None:
    deals = plain["deals"].to_pylist()
    deals[0]["currency"] = "USD"
    finding = found({**plain, "deals": pa.Table.from_pylist(deals)})

    assert finding.verdict == "cannot_tell"
    assert "some won deals are in USD" in finding.sentence.en


def test_amounts_in_several_currencies_are_converted_by_the_rate_of_their_day(
    plain: dict[str, pa.Table],
) -> None:
    """Half the deals in a currency worth four times as much, and the figures stay the same."""
    deals = plain["deals"].to_pylist()
    for deal in deals[::2]:
        deal["currency"] = "USD"
        for name in ("amount", "delivered_amount"):
            deal[name] = None if deal[name] is None else deal[name] / 4
    rates = [
        {"currency": "USD", "day": date(2020, 1, 1), "rate": 3.0},
        {"currency": "USD", "day": date(2025, 1, 1), "rate": 4.0},
    ]
    told = {**plain, "deals": pa.Table.from_pylist(deals), "rates": pa.Table.from_pylist(rates)}
    converted, plainly = found(told), found(plain)

    assert converted.unit == "IDR"
    assert converted.gap.value == pytest.approx(plainly.gap.value, rel=1e-6)
    assert [f.effect for f in converted.factors] == pytest.approx(
        [f.effect for f in plainly.factors], rel=1e-5, abs=1e-3
    )


def test_deals_that_are_all_in_another_currency_are_told_in_it(plain: dict[str, pa.Table]) -> None:
    deals = [{**deal, "currency": "USD"} for deal in plain["deals"].to_pylist()]
    finding = found({**plain, "deals": pa.Table.from_pylist(deals)})

    assert finding.unit == "USD"
    assert finding.gap == found(plain).gap


def test_a_period_that_has_not_ended_is_refused_as_such(plain: dict[str, pa.Table]) -> None:
    finding = found(plain, as_of=PERIOD_STARTS + timedelta(days=3))
    assert finding.verdict == "cannot_tell"
    assert "has not ended" in finding.sentence.en
    assert "belum berakhir" in finding.sentence.id


def test_deals_from_before_a_lead_are_not_won_of_it(plain: dict[str, pa.Table]) -> None:
    deals = plain["deals"].to_pylist()
    older = [row | {"closed_at": row["closed_at"] - timedelta(days=300)} for row in deals]
    finding = found(plain | {"deals": pa.Table.from_pylist(older)})
    assert finding.verdict == "cannot_tell"
    assert finding.gap is None
    assert "brought no won deal" in finding.sentence.en
