"""Each channel's credit under the rules, on the engine, by bucket of customers."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from selaras.contracts import day_flag
from selaras.diagnosis.attribution.paths_query import (
    Conversions,
    bucket_of,
    order_of,
    touches_before,
)
from selaras.diagnosis.attribution.question import Model
from selaras.diagnosis.choices import ATTRIBUTION
from selaras.evidence.working_time import micros
from selaras.ledger.items.lookup import look_up
from selaras.ledger.reading import Reading

CREDIT = 1_000_000_000
"""Credits leave the engine as whole billionths of a conversion."""
_HALF_LIFE_US = ATTRIBUTION.half_life_days * 86_400_000_000
_FULL = 2.0**40
"""Time decay's weight of a path's last touch: whole numbers add up alike in any order."""


def rule_cells(reading: Reading, conversions: Conversions, models: Sequence[Model]) -> ir.Table:
    """Credit by `bucket` and `channel`: `c_<model>` billionths of a conversion, `v_<model>`
    ten-thousandths of the currency; one row for each pair that has any."""
    rows = _placed(reading, conversions, models)
    weights = {model: _weight(rows, model) for model in models}
    credit = {f"c_{m.name}": _whole_sum(w * CREDIT) for m, w in weights.items()}
    worth = {f"v_{m.name}": _whole_sum(w * rows.value) for m, w in weights.items()}
    return rows.group_by("bucket", "channel").aggregate(**credit, **worth)


def _whole_sum(amount: ir.FloatingValue) -> ir.Value:
    """The sum of amounts rounded to whole numbers first: it hangs on no order of adding."""
    return _whole(amount).sum()


def _whole(amount: ir.FloatingValue) -> ir.IntegerValue:
    """The nearest whole number; an engine's own rounding, to a number of digits, takes longer."""
    found: ir.IntegerValue = (amount + 0.5).floor().cast("int64")
    return found


def _placed(reading: Reading, conversions: Conversions, models: Sequence[Model]) -> ir.Table:
    """Touches of those who converted, each with its place in its path.

    `place` counts from 0, `touches` is the path's length; `created_place` and `opened_place` are
    the places of the milestones of W, null where their time is not known; `decay` is the touch's
    weight and `decays` the path's. What holds of a path is found per path and joined by its
    number, which costs less than windows over its touches.
    """
    met = _touches_of(reading, conversions, _people(reading, conversions, models))
    rows = reading.engine.materialise(met, "met")
    ordered = ibis.window(group_by="path", order_by=order_of(reading))
    about = rows.group_by("path").aggregate(**_about_path(rows, models))
    rows = look_up(rows.mutate(place=ibis.row_number().over(ordered)), about, "path")
    if Model.DECAY not in models:
        return reading.engine.stage(rows, "placed")
    rows = reading.engine.stage(rows, "placed")
    age = (micros(rows.newest) - micros(rows.happened_at)).cast("float64")
    decay = _whole(_FULL * 2.0 ** (-age / _HALF_LIFE_US))
    rows = reading.engine.materialise(rows.mutate(decay=decay), "decaying")
    whole = rows.group_by("path").aggregate(decays=rows.decay.sum())
    return reading.engine.stage(look_up(rows, whole, "path"), "weighed")


def _about_path(rows: ir.Table, models: Sequence[Model]) -> dict[str, ir.Value]:
    """Figures of a path that a touch's share hangs on; see `_placed`."""
    figures: dict[str, ir.Value] = {"touches": rows.count()}
    if Model.DECAY in models:
        figures["newest"] = rows.happened_at.max()
    for name in ("created", "opened") if Model.W in models else ():
        seen = (rows.happened_at <= rows[name]).ifelse(1, 0).sum()
        known = rows[name].max().notnull()
        figures[f"{name}_place"] = known.ifelse(ibis.greatest(seen, 1) - 1, ibis.null("int64"))
    return figures


def coalition_cells(reading: Reading, conversions: Conversions) -> ir.Table:
    """Conversions and their value by `bucket`, `channel` and `size`: of paths that touched so many
    channels, this one among them."""
    rows = _touches_of(reading, conversions, _people(reading, conversions, ()))
    met = rows.group_by("path", "channel").aggregate(
        bucket=rows.bucket.min(), value=rows.value.max()
    )
    size = met.channel.count().over(ibis.window(group_by="path"))
    met = reading.engine.stage(met.mutate(size=size), "met")
    return met.group_by("bucket", "channel", "size").aggregate(
        conversions=met.count(), value=met.value.sum()
    )


def _people(reading: Reading, conversions: Conversions, models: Sequence[Model]) -> ir.Table:
    """Those who converted in the period, numbered (`path`), with their bucket; run and kept."""
    ends = conversions.ends.filter(conversions.ends.converted == 1)
    people = ends.select("lead_id", "until", "value", bucket=bucket_of(ends.lead_id))
    if Model.W in models:
        people = _with_milestones(reading, people)
    numbered = people.mutate(path=ibis.row_number().cast("int32"))
    return reading.engine.materialise(numbered, "converted")


def _touches_of(reading: Reading, conversions: Conversions, people: ir.Table) -> ir.Table:
    """Touches of those people up to their conversion."""
    touches = touches_before(reading, conversions.stop)
    pairs = touches.inner_join(people.rename(_lead="lead_id"), touches.lead_id == people.lead_id)
    return pairs.filter(pairs.happened_at <= pairs.until).drop("lead_id", "_lead")


def _with_milestones(reading: Reading, people: ir.Table) -> ir.Table:
    """`created` and `opened`: when the lead, and its opportunity, came to be."""
    never = ibis.null("timestamp('UTC', 6)")
    if reading.has("leads"):
        leads = reading.table("leads")
        created = _end_of(leads.created_at, leads[day_flag("created_at")])
        people = look_up(people, leads.select("lead_id", created=created), "lead_id")
    else:
        people = people.mutate(created=never)
    found = []
    if reading.has("lead_stages"):
        stages = reading.table("lead_stages")
        stages = stages.filter(stages.stage == "opportunity")
        at = _end_of(stages.happened_at, stages[day_flag("happened_at")])
        found.append(stages.select("lead_id", at=at))
    if reading.has("deals"):
        deals = reading.table("deals")
        deals = deals.filter(deals.lead_id.notnull() & deals.created_at.notnull())
        at = _end_of(deals.created_at, deals[day_flag("created_at")])
        found.append(deals.select("lead_id", at=at))
    if not found:
        return people.mutate(opened=never)
    events = ibis.union(*found) if len(found) > 1 else found[0]
    opened = events.group_by("lead_id").aggregate(opened=events["at"].min())
    return look_up(people, opened, "lead_id")


def _end_of(at: ir.Value, is_day: ir.Value) -> ir.Value:
    """Of an instant itself; of a day, its end: touches of that day came by then."""
    return is_day.fill_null(False).ifelse(at + ibis.interval(days=1), at)


def _weight(rows: ir.Table, model: Model) -> ir.FloatingValue:
    """A touch's share of its path's credit, which sum to 1 over the path (methods.md §5)."""
    is_first, is_last = rows.place == 0, rows.place == rows.touches - 1
    touches = rows.touches.cast("float64")
    if model is Model.FIRST:
        return is_first.cast("float64")
    if model is Model.LAST:
        return is_last.cast("float64")
    if model is Model.LINEAR:
        return 1.0 / touches
    if model is Model.U:
        return ibis.cases(
            (rows.touches == 1, 1.0),
            (rows.touches == 2, 0.5),
            (is_first | is_last, 0.4),
            else_=0.2 / (touches - 2),
        )
    if model is Model.W:
        return _w_weight(rows)
    assert model is Model.DECAY
    return rows.decay.cast("float64") / rows.decays.cast("float64")


def _w_weight(rows: ir.Table) -> ir.FloatingValue:
    """30% each to the first touch and to the last ones before the lead and its opportunity came
    to be, 10% to the others; shares that nobody takes are spread in proportion."""
    places = [ibis.literal(0), rows.created_place, rows.opened_place]
    hits = sum((p == rows.place).fill_null(False).ifelse(1, 0) for p in places[1:])
    hits = hits + (rows.place == 0).ifelse(1, 0)
    known = 1 + rows.created_place.notnull().ifelse(1, 0) + rows.opened_place.notnull().ifelse(1, 0)
    distinct = (
        1
        + (rows.created_place.fill_null(0) > 0).ifelse(1, 0)
        + (
            (rows.opened_place.fill_null(0) > 0)
            & (rows.opened_place != rows.created_place).fill_null(True)
        ).ifelse(1, 0)
    )
    others = rows.touches - distinct
    whole = 3 * known + (others > 0).ifelse(1, 0)
    rest = (others > 0).ifelse(1.0 / others.nullif(0).cast("float64"), 0.0)
    taken = 3 * hits.cast("float64")
    share: ir.FloatingValue = (hits > 0).ifelse(taken, rest) / whole.cast("float64")
    return share
