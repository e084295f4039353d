"""Each channel's credit under the rules, on the engine, by bucket of customers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ibis
import ibis.expr.types as ir

from selaras.contracts import day_flag
from selaras.diagnosis.attribution.packing_query import SINCE_US, base_of, coded
from selaras.diagnosis.attribution.paths_query import (
    Conversions,
    bucket_of,
    has_days,
    order_of,
    touches_before,
)
from selaras.diagnosis.attribution.question import Model
from selaras.diagnosis.choices import ATTRIBUTION
from selaras.evidence.working_time import micros
from selaras.ledger.items.keys import joined_by, key_columns
from selaras.ledger.items.lookup import look_up
from selaras.ledger.reading import Reading

CREDIT = 1_000_000_000
"""Credits leave the engine as whole billionths of a conversion."""
_HALF_LIFE_US = ATTRIBUTION.half_life_days * 86_400_000_000
_FULL = 2.0**40
"""Time decay's weight of a path's last touch: whole numbers add up alike in any order."""
_EVERY = (Model.LINEAR, Model.U, Model.W)
"""Models under which all touches of a path but those in certain places have the same share."""
_MILESTONES = ("created", "opened")
"""When a lead, and its opportunity, came to be: the places of W."""
_NOTHING = ibis.literal(0, type="int64")


def rule_cells(
    reading: Reading,
    conversions: Conversions,
    models: Sequence[Model],
    channels: tuple[str, ...],
) -> ir.Table:
    """Credit by `bucket` and `code`, a channel's place in `channels`: `c_<model>` billionths of a
    conversion, `v_<model>` ten-thousandths of the currency.

    A pair's credit is the sum of its rows: what every touch of a path has alike, and what the ones
    in certain places have beyond that. So the touches themselves are gone over once.
    """
    people = _people(reading, conversions, models)
    met = reading.engine.materialise(_packed(reading, conversions, people, channels, models), "met")
    about = reading.engine.materialise(_about_paths(met, models), "about")
    paths = about.inner_join(people.select(*_other_columns(people)), "path")
    if Model.DECAY in models:
        met = reading.engine.materialise(_decaying(met, about), "decaying")
        paths = look_up(paths, met.group_by("path").aggregate(decays=met.decay.sum()), "path")
    paths = reading.engine.materialise(_weighed(paths, models, base_of(channels)), "paths")
    parts = [_of_every_touch(met, paths, models), *_of_places(paths, models)]
    return ibis.union(*(_summed(part, models) for part in parts))


def _packed(
    reading: Reading,
    conversions: Conversions,
    people: ir.Table,
    channels: tuple[str, ...],
    models: Sequence[Model],
) -> ir.Table:
    """Touches of those who converted: `path`, `code`, when (`at`), and `packed`, whose order is
    that of the touches and whose low bits are the code. `created_seen` and `opened_seen` say
    whether the lead, or its opportunity, came to be at or after the touch."""
    base = base_of(channels)
    # Channels are told by number before anything is joined: of a file's dictionary each once.
    touches = coded(reading, touches_before(reading, conversions.stop), channels).drop("channel")
    rows = _touches_of(touches, people)
    at = micros(rows.happened_at)
    seen = {
        f"{name}_seen": (rows.happened_at <= rows[name]).fill_null(False)
        for name in (_MILESTONES if Model.W in models else ())
    }
    order = at - SINCE_US
    if has_days(reading):
        ordered = ibis.window(group_by="path", order_by=order_of(reading))
        order = ibis.row_number().over(ordered)
    return rows.select("path", "code", at=at, packed=order * base + rows.code, **seen)


def _about_paths(met: ir.Table, models: Sequence[Model]) -> ir.Table:
    """Figures of a path that its touches' shares hang on.

    `touches` is its length, `head` and `tail` its first and last touch, packed; `<milestone>_place`
    the place of the last touch before a milestone and `<milestone>_touch` that touch.
    """
    figures: dict[str, ir.Value] = {
        "touches": met.count(),
        "head": met.packed.min(),
        "tail": met.packed.max(),
        "newest": met["at"].max(),
    }
    for name in _MILESTONES if Model.W in models else ():
        seen = met[f"{name}_seen"]
        figures[f"{name}_place"] = ibis.greatest(seen.ifelse(1, 0).sum(), 1) - 1
        figures[f"{name}_touch"] = met.packed.max(where=seen)
    return met.group_by("path").aggregate(**figures)


def _decaying(met: ir.Table, about: ir.Table) -> ir.Table:
    """`path` and `code` of each touch, and its `decay`, of time decay's own weight."""
    rows = met.select("path", "code", "at").inner_join(about.select("path", "newest"), "path")
    age = (rows.newest - rows["at"]).cast("float64")
    return rows.select("path", "code", decay=_whole(_FULL * 2.0 ** (-age / _HALF_LIFE_US)))


def _weighed(paths: ir.Table, models: Sequence[Model], base: int) -> ir.Table:
    """Paths with the channels of their places, and the share that every touch of them has under
    each model (`every_<model>`), with what it is in billionths and in value."""
    codes = {"first_code": paths["head"] % base, "last_code": paths["tail"] % base}
    if Model.W in models:
        # a milestone that is not known takes no part: its place is null
        for name in _MILESTONES:
            known = paths[name].notnull()
            place = known.ifelse(paths[f"{name}_place"], ibis.null("int64"))
            touch = paths[f"{name}_touch"].fill_null(paths["head"])
            codes |= {f"{name}_place": place, f"{name}_code": touch % base}
    paths = paths.mutate(**codes)
    shares = {f"every_{m.name}": _share_of_every(paths, m) for m in models if m in _EVERY}
    paths = paths.mutate(**shares)
    worth: dict[str, ir.Value] = {}
    for model in models:
        if model in _EVERY:
            worth |= _worth(paths, model, paths[f"every_{model.name}"])
    return paths.mutate(**worth)


def _share_of_every(paths: ir.Table, model: Model) -> ir.FloatingValue:
    """The share of a touch in no particular place (methods.md §5)."""
    touches = paths.touches.cast("float64")
    if model is Model.LINEAR:
        return 1.0 / touches
    if model is Model.U:
        return (paths.touches > 2).ifelse(0.2 / (touches - 2).nullif(0), 1.0 / touches)
    others = paths.touches - _places_taken(paths)
    rest = (others > 0).ifelse(1.0 / others.nullif(0).cast("float64"), 0.0)
    return rest / _w_whole(paths)


def _worth(paths: ir.Table, model: Model, share: ir.FloatingValue) -> dict[str, ir.Value]:
    """A share of a path, in billionths of a conversion and in value."""
    return {
        f"c_{model.name}": _whole(share * CREDIT),
        f"v_{model.name}": _whole(share * paths.value),
    }


def _of_every_touch(met: ir.Table, paths: ir.Table, models: Sequence[Model]) -> ir.Table:
    """What each touch has, wherever it stands."""
    alike = [name for m in models if m in _EVERY for name in (f"c_{m.name}", f"v_{m.name}")]
    known = [*alike, "bucket", *(("decays", "value") if Model.DECAY in models else ())]
    rows = met.inner_join(paths.select("path", *known), "path")
    credit = {name: rows[name] for name in alike}
    if Model.DECAY in models:
        credit |= _worth(
            rows, Model.DECAY, rows.decay.cast("float64") / rows.decays.cast("float64")
        )
    return rows.select("bucket", "code", **credit)


def _of_places(paths: ir.Table, models: Sequence[Model]) -> list[ir.Table]:
    """What the touches in certain places have beyond what every touch of their path has."""
    found = []
    for code, model, share, there in _places(paths, models):
        credit = _worth(paths, model, share)
        if model in _EVERY:
            credit = {name: amount - paths[name] for name, amount in credit.items()}
        rows = paths.select("bucket", code=paths[code], there=there, **credit)
        found.append(rows.filter(rows.there))
    return found


def _places(
    paths: ir.Table, models: Sequence[Model]
) -> Iterator[tuple[str, Model, ir.FloatingValue, ir.BooleanValue]]:
    """The code, the model, the share and whether it is there, of each place that counts."""
    always, whole = ibis.literal(True), ibis.literal(1.0)
    if Model.FIRST in models:
        yield "first_code", Model.FIRST, whole, always
    if Model.LAST in models:
        yield "last_code", Model.LAST, whole, always
    if Model.U in models:
        for code in ("first_code", "last_code"):
            yield code, Model.U, ibis.literal(0.4), paths.touches > 2
    if Model.W in models:
        for code, hits, there in _w_places(paths):
            yield code, Model.W, 3 * hits.cast("float64") / _w_whole(paths), there


def _w_places(paths: ir.Table) -> list[tuple[str, ir.IntegerValue, ir.BooleanValue]]:
    """The places of W, each once: its code, how many of the three fall on it, whether it is there.

    30% go to the first touch and to the last ones before the lead and its opportunity came to be,
    10% to the others; shares that nobody takes are spread in proportion.
    """
    created, opened = paths.created_place, paths.opened_place

    def met(condition: ir.BooleanValue) -> ir.IntegerValue:
        return condition.fill_null(False).ifelse(1, 0)

    on_first = 1 + met(created == 0) + met(opened == 0)
    on_created = 1 + met(opened == created)
    apart = (opened > 0) & (opened != created).fill_null(True)
    return [
        ("first_code", on_first, ibis.literal(True)),
        ("created_code", on_created, (created > 0).fill_null(False)),
        ("opened_code", ibis.literal(1), apart.fill_null(False)),
    ]


def _places_taken(paths: ir.Table) -> ir.IntegerValue:
    """How many touches have a place of W."""
    return sum(there.ifelse(1, 0) for _code, _hits, there in _w_places(paths))


def _w_whole(paths: ir.Table) -> ir.FloatingValue:
    """What the shares of W are parts of: 3 for each milestone that is known, 1 for the others."""
    known = 1 + sum(paths[f"{name}_place"].notnull().ifelse(1, 0) for name in _MILESTONES)
    others = paths.touches > _places_taken(paths)
    return (3 * known + others.ifelse(1, 0)).cast("float64")


def _summed(part: ir.Table, models: Sequence[Model]) -> ir.Table:
    """Credit of a part by bucket and code, with every model's columns: 0 where it has none."""
    names = [f"{kind}_{model.name}" for kind in "cv" for model in models]
    sums = {name: part[name].sum() for name in names if name in part.columns}
    cells = part.group_by("bucket", "code").aggregate(**sums)
    whole = {name: cells[name].cast("int64") if name in sums else _NOTHING for name in names}
    return cells.select("bucket", code=cells.code.cast("int64"), **whole)


def _whole(amount: ir.FloatingValue) -> ir.IntegerValue:
    """The nearest whole number; an engine's own rounding, to a number of digits, takes longer."""
    found: ir.IntegerValue = (amount + 0.5).floor().cast("int64")
    return found


def coalition_cells(reading: Reading, conversions: Conversions) -> ir.Table:
    """Conversions and their value by `bucket`, `channel` and `size`: of paths that touched so many
    channels, this one among them."""
    touches = touches_before(reading, conversions.stop)
    rows = _touches_of(touches, _people(reading, conversions, ()))
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
    keys = key_columns("lead_id", ends)
    people = ends.select(*keys, "until", "value", bucket=bucket_of(ends.lead_id))
    if Model.W in models:
        people = _with_milestones(reading, people)
    numbered = people.mutate(path=ibis.row_number().cast("int32"))
    return reading.engine.materialise(numbered, "converted")


def _touches_of(touches: ir.Table, people: ir.Table) -> ir.Table:
    """The touches of those people up to their conversion."""
    key = joined_by("lead_id", touches, people)
    people = people.select(*_other_columns(people), _key=people[key])
    pairs = touches.inner_join(people, touches[key] == people["_key"])
    pairs = pairs.filter(pairs.happened_at <= pairs.until)
    return pairs.select(*_other_columns(touches), *_other_columns(people))


def _other_columns(rows: ir.Table) -> tuple[str, ...]:
    """All columns but those that say which lead."""
    left = (*key_columns("lead_id", rows), "_key")
    return tuple(name for name in rows.columns if name not in left)


def _with_milestones(reading: Reading, people: ir.Table) -> ir.Table:
    """`created` and `opened`: when the lead, and its opportunity, came to be."""
    never = ibis.null("timestamp('UTC', 6)")
    if reading.has("leads"):
        leads = reading.table("leads")
        created = _end_of(leads.created_at, leads[day_flag("created_at")])
        key = joined_by("lead_id", people, leads)
        people = look_up(people, leads.select(key, created=created), key)
    else:
        people = people.mutate(created=never)
    found = []
    if reading.has("lead_stages"):
        stages = reading.table("lead_stages")
        stages = stages.filter(stages.stage == "opportunity")
        at = _end_of(stages.happened_at, stages[day_flag("happened_at")])
        found.append(stages.select(*key_columns("lead_id", stages), at=at))
    if reading.has("deals"):
        deals = reading.table("deals")
        deals = deals.filter(deals.lead_id.notnull() & deals.created_at.notnull())
        at = _end_of(deals.created_at, deals[day_flag("created_at")])
        found.append(deals.select(*key_columns("lead_id", deals), at=at))
    if not found:
        return people.mutate(opened=never)
    key = joined_by("lead_id", people, *found)
    found = [part.select("at", key) for part in found]
    events = ibis.union(*found) if len(found) > 1 else found[0]
    opened = events.group_by(key).aggregate(opened=events["at"].min())
    return look_up(people, opened, key)


def _end_of(at: ir.Value, is_day: ir.Value) -> ir.Value:
    """Of an instant itself; of a day, its end: touches of that day came by then."""
    return is_day.fill_null(False).ifelse(at + ibis.interval(days=1), at)
