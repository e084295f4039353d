"""Attribution over random evidence: against plain rules, its sums, its bounds and its refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from diagnosis.attribution.walks import (
    AS_OF,
    PLAIN,
    Walk,
    answer_of,
    ask,
    credit_by,
    day,
    letters,
    load_rows,
    plain_credit,
    random_walks,
    rows_of,
    six_paths,
)
from selaras.diagnosis.attribution import cells, paths, touches_query
from selaras.diagnosis.attribution.answer import Attribution, Estimate
from selaras.diagnosis.attribution.conversions_query import conversions_of
from selaras.diagnosis.attribution.credit import Drawn
from selaras.diagnosis.attribution.form import attribution_form
from selaras.diagnosis.attribution.models import credit_models, walk
from selaras.diagnosis.attribution.paths_query import horizon_of
from selaras.diagnosis.attribution.question import Asked, Model
from selaras.errors import EvidenceError, InputError
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.form import to_json
from selaras.ledger.reading import Reading


@pytest.fixture(scope="module", params=[1, 2])
def company(request, tmp_path_factory) -> tuple[list[Walk], Path]:
    walks = random_walks(request.param)
    return walks, load_rows(tmp_path_factory.mktemp("company"), rows_of(walks))


@pytest.fixture(scope="module")
def answered(company) -> tuple[list[Walk], Attribution]:
    walks, folder = company
    return walks, ask(folder)


@pytest.mark.parametrize("model", list(PLAIN))
def test_every_rule_equals_itself_written_out(answered, model: Model):
    walks, answer = answered
    plain = plain_credit(walks, model)
    conversions = {name: pair[0] for name, pair in plain.items()}
    revenue = {name: pair[1] for name, pair in plain.items()}
    for channel in credit_by(answer, model):  # a channel may have no credit under a rule
        conversions.setdefault(channel, 0.0)
        revenue.setdefault(channel, 0.0)
    assert credit_by(answer, model) == pytest.approx(conversions, abs=1e-6)
    assert credit_by(answer, model, "revenue") == pytest.approx(revenue, abs=1e-2)


@pytest.mark.parametrize("model", list(Model))
def test_credit_sums_to_conversions_and_revenue(answered, model: Model):
    walks, answer = answered
    touched = [
        w for w in walks if w.won is not None and any(at <= w.won for _channel, at in w.touches)
    ]
    assert answer.n.conversions_touched == len(touched)
    assert sum(credit_by(answer, model).values()) == pytest.approx(len(touched))
    worth = sum(float(w.amount or 0) for w in touched)
    assert sum(credit_by(answer, model, "revenue").values()) == pytest.approx(worth)
    assert sum(credit_by(answer, model, "share").values()) == pytest.approx(1)


def test_every_figure_lies_in_its_interval(answered):
    _walks, answer = answered
    for model in answer.models:
        for channel in model.channels:
            for figure in (channel.conversions, channel.share, channel.revenue):
                assert figure.low <= figure.value <= figure.high


def test_leads_without_a_touch_are_counted_apart(answered):
    walks, answer = answered
    untouched = [
        w for w in walks if w.won is not None and not any(at <= w.won for _c, at in w.touches)
    ]
    assert answer.n.conversions - answer.n.conversions_touched == len(untouched) > 0
    assert any(
        limit["en"].startswith(f"{len(untouched)} of {answer.n.conversions} conversions had no")
        for limit in answer.limits
    )
    influenced = next(c for c in answer.contributions if c.kind == "influenced")
    assert influenced.conversions.value == answer.n.conversions_touched


def test_null_paths_are_kept(answered):
    walks, answer = answered
    nulls = [w for w in walks if w.won is None and w.touches]
    assert answer.n.null_paths == len(nulls)


def test_a_replay_gives_the_same_bytes(company):
    _walks, folder = company
    one, two = (to_json(attribution_form(ask(folder))) for _ in range(2))
    assert one == two


def test_models_are_those_asked_for(company):
    _walks, folder = company
    answer = ask(folder, Asked(AS_OF, models=(Model.LAST, Model.MARKOV_1)))
    assert [model.model for model in answer.models] == [Model.LAST, Model.MARKOV_1]


def test_units_scale_revenue_and_nothing_else(tmp_path: Path):
    walks = random_walks(5, leads=120)
    dearer = [replace(walk, amount=str(float(walk.amount or 0) * 1000)) for walk in walks]
    one = answer_of(tmp_path / "one", walks, Asked(AS_OF, models=(Model.U, Model.MARKOV_2)))
    two = answer_of(tmp_path / "two", dearer, Asked(AS_OF, models=(Model.U, Model.MARKOV_2)))
    for model in (Model.U, Model.MARKOV_2):
        scaled = {k: 1000 * v for k, v in credit_by(one, model, "revenue").items()}
        assert credit_by(two, model, "revenue") == pytest.approx(scaled, rel=1e-6)
        assert credit_by(two, model) == pytest.approx(credit_by(one, model))


def test_what_happens_after_the_as_of_is_not_seen(tmp_path: Path):
    folder = load_rows(tmp_path, rows_of([letters("AB", won=True)] * 12 + [
        Walk([("C", 1.0)], won=100.0)] * 5))  # fmt: skip
    answer = ask(folder, Asked(day(50)))
    assert answer.n.conversions == 12
    assert answer.n.null_paths == 5


def test_a_period_counts_its_own_conversions(tmp_path: Path):
    early = [letters("AB", won=True, first=1.0)] * 12
    late = [letters("CB", won=True, first=40.0)] * 11
    open_ = [letters("D", won=False, first=45.0)] * 3 + [letters("D", won=False, first=2.0)] * 9
    answer = answer_of(tmp_path, early + late + open_, Asked(AS_OF, day(30), day(60)))
    assert credit_by(answer, Model.FIRST) == pytest.approx({"C": 11, "B": 0, "D": 0})
    assert answer.n.null_paths == 3


def test_a_stage_can_be_the_conversion(tmp_path: Path):
    walks = [letters("AB", won=False)] * 15
    tables = rows_of(walks)
    tables["lead_stages"] = [
        {"lead_id": row["lead_id"], "stage": "sql", "happened_at": day(0.5)}
        for row in tables["leads"][:11]
    ]
    answer = ask(load_rows(tmp_path, tables), Asked(AS_OF, conversion="sql"))
    assert answer.n.conversions == 11
    assert answer.revenue_total is None
    assert credit_by(answer, Model.LAST) == pytest.approx({"A": 11, "B": 0})


# --- thin and bad input ---------------------------------------------------------------------------


def test_no_deals_is_cannot_tell(tmp_path: Path):
    tables = rows_of([letters("AB", won=False)] * 5)
    tables["deals"] = [{"deal_id": "D", "lead_id": "L00000", "outcome": "lost",
                        "closed_at": day(1), "amount": "5", "currency": "IDR"}]  # fmt: skip
    answer = ask(load_rows(tmp_path, tables))
    assert (answer.verdict, answer.reason, answer.models) == ("cannot_tell", "no_conversions", ())
    assert answer.sentence["en"].startswith("Cannot tell: there is no won lead")


def test_one_deal_is_cannot_tell_and_says_what_is_needed(tmp_path: Path):
    answer = answer_of(tmp_path, [letters("AB", won=True), letters("B", won=False)])
    assert (answer.verdict, answer.reason) == ("cannot_tell", "too_few_conversions")
    assert (answer.models, answer.needed) == ((), 9)
    assert answer.sentence["en"].startswith("Cannot tell: 1 won lead with a touch")


def test_no_touches_at_all_is_cannot_tell(tmp_path: Path):
    tables = rows_of([Walk([], won=4.0)] * 12)
    tables["touches"] = [{"touch_id": "T", "lead_id": None, "happened_at": day(1), "channel": "A"}]
    answer = ask(load_rows(tmp_path, tables))
    assert (answer.verdict, answer.reason) == ("cannot_tell", "no_conversions")
    assert answer.n.conversions == 12


def test_one_channel_gets_it_all_and_is_compared_with_nothing(tmp_path: Path):
    answer = answer_of(tmp_path, [letters("AAAA", won=True)] * 11 + [letters("AA", won=False)] * 9)
    assert (answer.verdict, answer.reason) == ("cannot_tell", "one_channel")
    for model in Model:
        assert credit_by(answer, model) == pytest.approx({"A": 11})


def test_a_channel_far_ahead_leads(tmp_path: Path):
    walks = [letters("A", won=True)] * 40 + [letters("B", won=True)] * 5
    walks += [letters("B", won=False)] * 40 + [letters("A", won=False)] * 10
    answer = answer_of(tmp_path, walks)
    assert (answer.verdict, answer.leader) == ("leads", "A")


def test_models_that_are_sure_of_different_channels_disagree(tmp_path: Path):
    answer = answer_of(tmp_path, [letters("AB", won=True)] * 40 + [letters("AB", won=False)] * 9)
    assert (answer.verdict, answer.reason) == ("cannot_tell", "models_disagree")


def test_a_missing_table_is_named(tmp_path: Path):
    tables = rows_of([letters("A", won=True)])
    del tables["touches"]
    with pytest.raises(EvidenceError, match="needs the table touches"):
        ask(load_rows(tmp_path, tables))


def test_other_currencies_are_converted_by_the_day_of_the_deal(tmp_path: Path):
    walks = [letters("A", won=True)] * 10
    walks += [replace(letters("B", won=True), amount="2", currency="USD")] * 10
    tables = rows_of(walks)
    tables["rates"] = [
        {"currency": "USD", "day": "2025-12-01", "rate": "16000"},
        {"currency": "USD", "day": "2026-03-01", "rate": "99000"},
    ]
    revenue = credit_by(ask(load_rows(tmp_path, tables)), Model.LAST, "revenue")
    assert revenue == pytest.approx({"A": 1000, "B": 320_000})


def test_the_day_of_a_deal_is_that_of_the_place(tmp_path: Path):
    """Won at one in the night of UTC, which was the evening before in São Paulo."""
    walks = [replace(letters("A", won=True), amount="2", currency="USD")] * 10
    closed = day(letters("A", won=True).won or 0.0).date()
    tables = rows_of(walks)
    tables["rates"] = [
        {"currency": "USD", "day": f"{closed - timedelta(days=30)}", "rate": "3"},
        {"currency": "USD", "day": f"{closed}", "rate": "4"},
    ]
    folder = load_rows(tmp_path, tables)
    assert ask(folder).revenue_total == pytest.approx(80)
    assert ask(folder, zone=ZoneInfo("America/Sao_Paulo")).revenue_total == pytest.approx(60)


def test_a_currency_without_a_rate_leaves_revenue_untold(tmp_path: Path):
    walks = [letters("A", won=True)] * 10 + [replace(letters("B", won=True), currency="USD")] * 3
    answer = answer_of(tmp_path, walks)
    assert answer.revenue_total is None
    assert all(channel.revenue is None for m in answer.models for channel in m.channels)
    assert any("no rate for USD" in limit["en"] for limit in answer.limits)


def test_a_few_missing_and_negative_amounts_are_left_out_and_counted(tmp_path: Path):
    walks = [letters("A", won=True)] * 20
    walks += [replace(letters("B", won=True), amount=None), replace(letters("B", won=True),
                                                                   amount="-50")]  # fmt: skip
    answer = answer_of(tmp_path, walks)
    assert credit_by(answer, Model.LAST) == pytest.approx({"A": 20, "B": 2})
    assert credit_by(answer, Model.LAST, "revenue") == pytest.approx({"A": 2000, "B": 0})
    assert any("(1/22) and with a negative amount (1/22)" in one["en"] for one in answer.limits)


def test_many_missing_amounts_leave_revenue_untold(tmp_path: Path):
    walks = [letters("A", won=True)] * 9 + [replace(letters("B", won=True), amount=None)] * 9
    answer = answer_of(tmp_path, walks)
    assert answer.revenue_total is None
    assert any(limit["en"].startswith("Revenue cannot be told") for limit in answer.limits)


def test_deals_that_bring_nothing_have_no_revenue_to_share(tmp_path: Path):
    walks = [replace(letters("AB", won=True), amount="0")] * 12
    answer = answer_of(tmp_path, walks)
    for model in answer.models:
        for channel in model.channels:
            assert channel.revenue is None or channel.revenue.value == 0


def test_a_touch_without_a_channel_is_shown_as_unknown(tmp_path: Path):
    answer = answer_of(tmp_path, [Walk([(None, 1.0)], won=2.0)] * 10 + six_paths(1))
    assert credit_by(answer, Model.LAST)["(unknown)"] == 10


@pytest.mark.parametrize("stated", ["", " ", "\t"])
def test_a_channel_of_no_letters_is_unknown_as_none_is(tmp_path: Path, stated: str):
    blank, null = Walk([(stated, 1.0)], won=2.0), Walk([(None, 1.0)], won=2.0)
    rest = [letters("A", won=True), letters("A", won=False)] * 30
    answer = answer_of(tmp_path, [*[blank, null] * 5, *rest])
    assert credit_by(answer, Model.LAST) == {"A": 30, "(unknown)": 10}
    assert {win.channel for win in answer.wins} <= {"A", "(unknown)"}


@pytest.mark.parametrize("of", ["earlier", "nobody", "less than nothing"])
def test_a_rate_that_no_value_needs_is_not_missed(tmp_path: Path, of: str):
    tables = rows_of([letters("A", won=True, first=30.0)] * 10)
    other = {"deal_id": "X", "lead_id": "L00000", "outcome": "won", "closed_at": day(31),
             "amount": "7", "currency": "USD"}  # fmt: skip
    other |= {
        "earlier": {"lead_id": "L99999", "closed_at": day(3)},
        "nobody": {"lead_id": None},
        "less than nothing": {"amount": "-7"},
    }[of]
    tables["deals"].append(other)
    answer = ask(load_rows(tmp_path, tables), Asked(AS_OF, day(20), day(60)))
    assert answer.revenue_total == pytest.approx(1000)


def test_a_day_ends_before_the_next_one_begins(tmp_path: Path):
    """Where all is known to the day alone, what was met the day after a deal came too late."""
    walk = Walk([("A", 9.0), ("B", 10.0), ("C", 11.0)], won=10.0, created=9.0, opened=9.0)
    tables = rows_of([walk] * 10)
    for table, times in (("leads", ("created_at",)), ("touches", ("happened_at",)),
                         ("deals", ("created_at", "closed_at"))):  # fmt: skip
        for row, at in product(tables[table], times):
            row[at] = row[at].date()
    answer = ask(load_rows(tmp_path, tables))
    assert answer.n.touches == 20
    assert credit_by(answer, Model.LAST) == {"A": 0, "B": 10}
    # The lead and its opportunity came to be on the day of A, the first touch.
    assert credit_by(answer, Model.W) == pytest.approx({"A": 9.0, "B": 1.0})


def test_a_deal_without_a_lead_is_told(tmp_path: Path):
    tables = rows_of([letters("A", won=True)] * 10)
    tables["deals"].append({"deal_id": "X", "outcome": "won", "closed_at": day(3),
                            "amount": "7", "currency": "IDR"})  # fmt: skip
    answer = ask(load_rows(tmp_path, tables))
    assert answer.n.conversions == 10
    assert any(limit["en"].startswith("1 won deals name no lead") for limit in answer.limits)


def test_a_lead_converts_once_and_keeps_the_value_of_all_its_deals(tmp_path: Path):
    tables = rows_of([letters("A", won=True)] * 10)
    tables["deals"].append({"deal_id": "X", "lead_id": "L00000", "outcome": "won",
                            "closed_at": day(30), "amount": "50", "currency": "IDR"})  # fmt: skip
    answer = ask(load_rows(tmp_path, tables))
    assert (answer.n.conversions, answer.n.deals) == (10, 11)
    assert answer.revenue_total == pytest.approx(1050)


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(InputError, match="ends before it starts"):
        Asked(AS_OF, day(20), day(10))


def test_a_period_after_the_as_of_is_refused():
    with pytest.raises(InputError, match="starts after the as-of"):
        Asked(AS_OF, datetime(2027, 1, 1, tzinfo=UTC))


def test_a_conversion_that_is_no_stage_is_refused():
    with pytest.raises(InputError, match="--conversion wonn is not a stage"):
        Asked(AS_OF, conversion="wonn")


def test_a_period_without_anything_is_cannot_tell(tmp_path: Path):
    answer = answer_of(tmp_path, [letters("A", won=True)] * 12, Asked(AS_OF, day(100), day(120)))
    assert (answer.verdict, answer.reason, answer.n.paths) == ("cannot_tell", "no_conversions", 0)


# --- how touches leave the engine -----------------------------------------------------------------


def test_portions_of_touches_give_the_same_bytes(company, monkeypatch: pytest.MonkeyPatch):
    _walks, folder = company
    whole = to_json(attribution_form(ask(folder)))
    monkeypatch.setattr(touches_query, "_AT_ONCE", 100)
    assert to_json(attribution_form(ask(folder))) == whole


def test_shares_of_leads_at_once_give_the_same_bytes(company, monkeypatch: pytest.MonkeyPatch):
    _walks, folder = company
    whole = to_json(attribution_form(ask(folder)))
    monkeypatch.setattr(paths, "_SMALL", 0)
    monkeypatch.setattr(paths, "_SHARE", 50)
    monkeypatch.setattr(paths, "AT_ONCE", 3)
    assert to_json(attribution_form(ask(folder))) == whole


def test_tables_too_large_for_a_place_a_cell_give_the_same_bytes(
    company, monkeypatch: pytest.MonkeyPatch
):
    _walks, folder = company
    whole = to_json(attribution_form(ask(folder)))
    monkeypatch.setattr(cells, "_DENSE", 0)
    assert to_json(attribution_form(ask(folder))) == whole


def test_intervals_of_all_channels_at_once_are_those_of_each():
    draws = np.random.default_rng(1).normal(size=(40, 3))
    drawn = Drawn(np.array([1.0, 2.0, 3.0]), draws)
    assert drawn.estimates() == [drawn.estimate(at) for at in range(3)]
    draws[4, 1] = np.nan  # a draw without a conversion tells no share
    low, high = np.quantile(np.delete(draws[:, 1], 4), (0.05, 0.95))
    assert drawn.estimates()[1] == Estimate(2.0, low, high)


def test_a_store_without_numbers_of_leads_gives_the_same_credit(
    company, monkeypatch: pytest.MonkeyPatch
):
    _walks, folder = company
    numbered = ask(folder)
    monkeypatch.setattr(Reading, "numbers", lambda _reading, _key: False)
    plain = ask(folder)
    assert plain.n.paths == numbered.n.paths
    for model in Model:
        for what in ("conversions", "revenue", "share"):
            assert credit_by(plain, model, what) == pytest.approx(credit_by(numbered, model, what))


def test_touches_too_far_off_for_many_channels_are_refused_in_a_sentence():
    base, code = 4_096, np.array([7], np.int16)
    for year, fits in ((1930, True), (1900, False), (2070, True), (2200, False)):
        since = datetime(year, 1, 1, tzinfo=UTC) - datetime(2000, 1, 1, tzinfo=UTC)
        when = np.array([since // timedelta(microseconds=1)])
        if fits:
            (step,) = paths.packed(when, code, base)
            assert (step % base, step // base) == (7, when[0])
        else:
            with pytest.raises(EvidenceError, match="from 1929 to 2071 alone"):
                paths.packed(when, code, base)


def test_touches_may_name_leads_that_have_no_row(tmp_path: Path):
    tables = rows_of([letters("AB", won=True)] * 12 + [letters("B", won=False)] * 5)
    tables["leads"] = tables["leads"][3:]
    answer = ask(load_rows(tmp_path, tables))
    assert (answer.n.conversions_touched, answer.n.null_paths) == (12, 5)
    assert credit_by(answer, Model.FIRST) == pytest.approx({"A": 12, "B": 0})


@pytest.mark.parametrize("model", list(PLAIN))
def test_a_model_asked_for_alone_is_what_it_is_beside_the_others(company, model: Model):
    _walks, folder = company
    engine = DuckDBEngine(threads=1)
    try:
        reading = Reading(engine, open_evidence(folder / "evidence").snapshot(), AS_OF)
        asked = Asked(AS_OF, models=(model,))
        conversions = conversions_of(
            reading, asked, horizon_of(reading, asked), "IDR", ZoneInfo("UTC")
        )
        (alone,) = credit_models(reading, asked, conversions, revenue=True)
        walked = walk(reading, asked, conversions)
        (beside,) = credit_models(reading, asked, conversions, walked, revenue=True)
        met = {c.channel: (c.conversions.value, c.revenue.value) for c in alone.channels}
        assert met == {
            c.channel: (c.conversions.value, c.revenue.value)
            for c in beside.channels
            if c.channel in met
        }
    finally:
        engine.close()


def test_touches_after_the_conversion_are_on_no_path(tmp_path: Path):
    walks = [Walk([("A", 1.0), ("B", 2.0), ("C", 9.0)], won=3.0)] * 12
    answer = answer_of(tmp_path, [*walks, *[Walk([("C", 5.0)])] * 4])
    assert answer.n.touches == 24 + 4
    assert credit_by(answer, Model.LINEAR) == pytest.approx({"A": 6, "B": 6, "C": 0})


def test_touches_that_state_no_channel_lead_nothing(tmp_path: Path):
    unknown = [letters("A", won=True)] * 5 + [Walk([(None, 1.0)], won=2.0)] * 40
    answer = answer_of(tmp_path / "most", [*unknown, *[letters("A", won=False)] * 20])
    assert (answer.verdict, answer.reason, answer.leader) == (
        "cannot_tell", "unknown_channel", None
    )  # fmt: skip
    assert "state no channel have most of the credit" in answer.sentence["en"]
    answer = answer_of(tmp_path / "all", [Walk([(None, 1.0)], won=2.0)] * 12)
    assert answer.reason == "unknown_channel"
    assert "no touch states its channel" in answer.sentence["en"]


def test_amounts_whose_sum_fits_no_whole_number_are_added_up_in_larger_ones(tmp_path: Path):
    walks = [replace(walk, amount="99999999999999.25") for walk in [letters("AB", won=True)] * 30]
    answer = answer_of(tmp_path, walks, Asked(AS_OF, models=(Model.LINEAR, Model.MARKOV_1)))
    assert answer.revenue_total == pytest.approx(30e14)
    for model in (Model.LINEAR, Model.MARKOV_1):
        assert sum(credit_by(answer, model, "revenue").values()) == pytest.approx(30e14)


def test_amounts_that_cannot_be_added_up_at_all_are_refused(tmp_path: Path):
    tables = rows_of(
        [replace(letters("AB", won=True), amount="99999999999999", currency="USD")] * 12
    )
    tables["rates"] = [{"currency": "USD", "day": day(0).date(), "rate": "9999999"}]
    with pytest.raises(EvidenceError, match="more than can be counted"):
        ask(load_rows(tmp_path, tables))
