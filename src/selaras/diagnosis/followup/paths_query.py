"""Evidence → how leads were worked, counted: the small table that follow-up answers stand on."""

from __future__ import annotations

from datetime import UTC, datetime

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from selaras.agreements.values import AgreementVersion, Commitment
from selaras.calendars import find_calendar
from selaras.contracts import day_flag
from selaras.diagnosis.choices import FOLLOW_UP
from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.paths import Codes, Paths, paths_from_columns
from selaras.diagnosis.followup.promises import promised_effort
from selaras.errors import EvidenceError, said
from selaras.ledger.evaluate import ask, read_staff
from selaras.ledger.items.lookup import look_up
from selaras.ledger.question import Question, measured_tables
from selaras.ledger.relation import judged_relation

_TIME = "timestamp('UTC', 6)"
_WORDS = ("rep", "sourced_by", "source", "grade", "segment", "speed", "persistence")
_KEYS = (*_WORDS, "made", "reached", "mature", "won", "aged", "won_aged")


def read_paths(asked: Asked) -> Paths:
    """How each kind of lead was worked and what came of it; EvidenceError without such tables.

    Read once for an `Asked` reading and period, whoever asks.
    """
    key = ("follow-up paths", asked.start, asked.end)
    known = asked.reading.relations.get(key)
    if known is None:
        known = asked.reading.relations[key] = _read(asked)
    assert isinstance(known, Paths)
    return known


def worked_leads(asked: Asked) -> ir.Table:
    """One row a lead that started in the period and was given to somebody.

    Columns: lead_id, start, rep, sourced_by, source, grade, segment, speed and persistence (kept,
    broken, other), made (human attempts up to and including the first contact), unclear (those
    without an outcome), first_at, reached_at, won_at. Run once for an `Asked`.
    """
    key = ("follow-up leads", asked.start, asked.end)
    reading = asked.reading
    known = reading.relations.get(key)
    if known is None:
        leads = reading.engine.stage(_with_attempts(asked, _started_leads(asked)), "attempted")
        promise = promised_effort(asked.book)
        leads = _with_judgement(asked, leads, promise.speed, "speed")
        leads = _with_judgement(asked, leads, promise.persistence, "persistence")
        leads = _with_wins(asked, reading.engine.stage(leads, "judged_leads"))
        known = reading.relations[key] = reading.engine.materialise(leads, "worked")
    assert isinstance(known, ir.Table)
    return known


def _read(asked: Asked) -> Paths:
    leads = worked_leads(asked)
    settings, horizon = FOLLOW_UP, asked.horizon
    window = ibis.interval(days=settings.win_window_days)
    whole = ibis.interval(days=settings.win_window_days + settings.work_window_days)
    until = _instant(horizon)
    reached = leads.reached_at.notnull()
    in_time = reached.ifelse(leads.won_at <= leads.reached_at + window, leads.won_at.notnull())
    rows = leads.select(
        *_WORDS,
        made=ibis.least(leads.made, settings.most_attempts),
        reached=reached,
        mature=(leads.reached_at + window <= until).fill_null(False),
        # 1: won within the window of the contact, 2: won later
        won=leads.won_at.notnull().ifelse(in_time.ifelse(1, 2), 0),
        aged=leads.start + whole <= until,
        won_aged=(leads.won_at <= leads.start + whole).fill_null(False),
        beyond=leads.made > settings.most_attempts,
        unclear=leads.unclear,
    )
    counted = rows.group_by(*_KEYS).aggregate(
        leads=_.count(), beyond=_.beyond.sum(), unclear=_.unclear.sum()
    )
    found = asked.reading.engine.to_arrow(counted)
    found = found.sort_by([(name, "ascending") for name in _KEYS])
    words = {name: _encoded(found.column(name)) for name in _WORDS}
    numbers = {
        name: found.column(name).cast(pa.int64()).to_numpy()
        for name in found.column_names
        if name not in _WORDS
    }
    return paths_from_columns(words, numbers, left_out=_left_out(asked))


def _encoded(column: pa.ChunkedArray) -> tuple[tuple[str, ...], Codes]:
    """Distinct values, and each row's position in them."""
    encoded = column.combine_chunks().dictionary_encode()
    return tuple(encoded.dictionary.to_pylist()), encoded.indices.cast(pa.int64()).to_numpy()


def _leads(asked: Asked) -> ir.Table:
    """The leads that started in the period, with their words; null words read as empty."""
    reading = asked.reading
    rows = reading.table("leads")
    if _knows(asked, "assigned_at"):
        rows = rows.filter(rows.assigned_at.notnull()).mutate(start=_.assigned_at)
    else:
        rows = rows.mutate(start=_.created_at)
    rows = rows.filter((_.start >= _instant(asked.start)) & (_.start < _instant(asked.end)))
    rows = rows.filter(_.start <= _instant(asked.horizon))
    words = {
        name: rows[name].fill_null("") for name in ("sourced_by", "source", "grade", "segment")
    }
    rows = rows.select("lead_id", "start", owner=rows.owner.fill_null(""), **words)
    if reading.has("assignments"):
        changes = reading.table("assignments")
        first = changes.group_by("lead_id").aggregate(
            given_to=changes.person_id.fill_null("").argmin(changes.happened_at)
        )
        rows = look_up(rows, first, "lead_id")
        return rows.mutate(rep=_.given_to.nullif("").coalesce(_.owner)).drop("owner", "given_to")
    return rows.rename(rep="owner")


def followed_attempts(asked: Asked) -> ir.Table:
    """Human attempts on the period's leads, from each lead's start to its first contact.

    Columns: lead_id, at, outcome, reached_at (null: nobody was). Staged on the engine, once.
    """
    key = ("follow-up attempts", asked.start, asked.end)
    reading = asked.reading
    known = reading.relations.get(key)
    if known is None:
        known = reading.relations[key] = reading.engine.stage(_followed(asked), "followed")
    assert isinstance(known, ir.Table)
    return known


def _started_leads(asked: Asked) -> ir.Table:
    key = ("follow-up started", asked.start, asked.end)
    reading = asked.reading
    known = reading.relations.get(key)
    if known is None:
        asked.require("leads", "attempts")
        known = reading.relations[key] = reading.engine.materialise(_leads(asked), "started")
    assert isinstance(known, ir.Table)
    return known


def _followed(asked: Asked) -> ir.Table:
    leads = _started_leads(asked)
    attempts = _dated(asked, "attempts")
    human = attempts.filter(
        ~attempts.automated.fill_null(False) & (attempts.happened_at <= _instant(asked.horizon))
    )
    starts = leads.select("lead_id", "start")
    events = human.select(_lead=human.lead_id, at=human.happened_at, outcome=human.outcome)
    pairs = starts.inner_join(events, starts.lead_id == events["_lead"])
    pairs = pairs.filter(_["at"] >= _.start).select("lead_id", "at", "outcome")
    pairs = asked.reading.engine.stage(pairs, "pairs")
    if states_contacts(asked):
        reached = pairs.filter(_.outcome == "contacted")
        contact = reached.group_by("lead_id").aggregate(reached_at=_["at"].min())
    else:
        contact = _contact_stages(asked, leads)
    timed = look_up(pairs, contact, "lead_id")
    return timed.filter(timed.reached_at.isnull() | (timed["at"] <= timed.reached_at))


def _with_attempts(asked: Asked, leads: ir.Table) -> ir.Table:
    """`made`, `unclear`, `first_at` and `reached_at` of each lead.

    A contact that no attempt came before was none of ours (the lead called): it is not there.
    """
    timed = followed_attempts(asked)
    earlier = timed.reached_at.isnull() | (timed["at"] < timed.reached_at)
    counted = timed.group_by("lead_id").aggregate(
        earlier=earlier.cast("int64").sum(),
        all_made=_.count(),
        unclear=(timed.outcome.isnull() & earlier).cast("int64").sum(),
        first_at=_["at"].min(),
        reached_at=_.reached_at.max(),
    )
    found = look_up(leads, counted, "lead_id")
    if states_contacts(asked):
        # Of attempts at the very instant of the contact, one is it.
        made = found.earlier + found.reached_at.notnull().ifelse(1, 0)
    else:
        made = found.all_made
    return found.mutate(made=made.fill_null(0), unclear=found.unclear.fill_null(0)).drop(
        "earlier", "all_made"
    )


def states_contacts(asked: Asked) -> bool:
    """Whether attempts say what came of them; else the stage `contacted` has to."""
    reading = asked.reading
    key = ("follow-up outcomes",)
    if key not in reading.relations:
        attempts = reading.table("attempts")
        counts = attempts.aggregate(stated=attempts.outcome.count())
        reading.relations[key] = reading.engine.to_arrow(counts).to_pylist()[0]["stated"] > 0
    stated = bool(reading.relations[key])
    if not stated and not reading.has("lead_stages"):
        raise EvidenceError(
            said(
                "Nothing says which attempts reached somebody: attempts have no outcome, and "
                "lead_stages is not loaded.",
                "Tidak ada yang menyatakan upaya mana yang tersambung: attempts tidak memiliki "
                "outcome, dan lead_stages belum dimuat.",
            )
        )
    return stated


def _contact_stages(asked: Asked, leads: ir.Table) -> ir.Table:
    stages = _dated(asked, "lead_stages")
    stages = stages.filter(stages.stage == "contacted").select(_lead=_.lead_id, at=_.happened_at)
    starts = leads.select("lead_id", "start")
    pairs = starts.inner_join(stages, starts.lead_id == stages["_lead"])
    return pairs.filter(_["at"] >= _.start).group_by("lead_id").aggregate(reached_at=_["at"].min())


def _with_judgement(
    asked: Asked, leads: ir.Table, promise: tuple[AgreementVersion, Commitment] | None, name: str
) -> ir.Table:
    """`name`: whether that promise was kept for the lead: kept, broken, or other (open, exempt)."""
    questions = [] if promise is None else _questions(asked, *promise)
    if not questions:
        return leads.mutate(**{name: ibis.literal("other")})
    tenure = read_staff(asked.reading).tenure
    parts = [judged_relation(question, tenure, traced=True) for question in questions]
    found = [part.select(_lead=part["item"], judgement=part.judgement) for part in parts]
    items = ibis.union(*found) if len(found) > 1 else found[0]
    # Rolling windows hold an item more than once; it is judged the same in each.
    judged = items.group_by("_lead").aggregate(judgement=items.judgement.max())
    rows = look_up(leads, judged, {"lead_id": "_lead"})
    decided = rows.judgement.isin(("kept", "broken"))
    word = decided.ifelse(rows.judgement, "other").fill_null("other")
    return rows.mutate(**{name: word}).drop("judgement")


def _questions(asked: Asked, version: AgreementVersion, commitment: Commitment) -> list[Question]:
    """The promise as each version of its agreement has it, over the periods that it governs."""
    assert asked.book is not None
    versions = [v for v in asked.book.versions if v.agreement.name == version.agreement.name]
    found = []
    for one in versions:
        for promised in one.agreement.commitments:
            if promised.name != commitment.name or type(promised.measure) is not type(
                commitment.measure
            ):
                continue
            question = ask(
                one, versions, promised, asked.reading, lambda n: find_calendar(n, asked.calendars)
            )
            if question is not None and (overlapping := _overlapping(asked, question)):
                found.append(question.only(overlapping))
    return found


def _overlapping(asked: Asked, question: Question) -> list[int]:
    """The periods that overlap with what is asked; none where nothing can be judged."""
    tables = measured_tables(question.commitment)
    if question.horizon is None or not all(asked.reading.has(table) for table in tables):
        return []
    return [
        index
        for index in question.judged
        if question.periods[index].start < asked.end and asked.start < question.periods[index].end
    ]


def _with_wins(asked: Asked, leads: ir.Table) -> ir.Table:
    """`won_at`: when the lead's first deal was won, by deals, else by the stage `won`."""
    reading = asked.reading
    if reading.has("deals"):
        won = won_deals(asked, leads).select("lead_id", at=_.closed_at)
    elif reading.has("lead_stages"):
        stages = reading.table("lead_stages")
        stages = stages.filter(stages.stage == "won")
        won = _of_leads(leads, stages.select(_lead=stages.lead_id, at=stages.happened_at))
    else:
        return leads.mutate(won_at=ibis.null(_TIME))
    return look_up(leads, won.group_by("lead_id").aggregate(won_at=_["at"].min()), "lead_id")


def won_deals(asked: Asked, leads: ir.Table) -> ir.Table:
    """Deals that those leads won, from their start up to the horizon.

    Columns: lead_id, closed_at, amount, currency.
    """
    deals = asked.reading.table("deals")
    won = deals.filter((deals.outcome == "won") & (deals.closed_at <= _instant(asked.horizon)))
    won = won.select("amount", "currency", "closed_at", _lead=_.lead_id, at=_.closed_at)
    return _of_leads(leads, won).drop("at")


def _of_leads(leads: ir.Table, events: ir.Table) -> ir.Table:
    """Events (of `_lead`, `at`) of those leads that came after the lead's start, with `lead_id`.

    What was won before is not won of this effort. Of an event only the day may be known.
    """
    pairs = leads.select("lead_id", "start").inner_join(events, leads.lead_id == events["_lead"])
    return pairs.filter(_["at"] > _.start - ibis.interval(days=1)).drop("start", "_lead")


def _dated(asked: Asked, table: str) -> ir.Table:
    """A table whose events that are known to the day only stand at the day's last instant.

    An attempt on the day of the start counts: at midnight it would come before it.
    """
    rows = asked.reading.table(table)
    if not asked.reading.has_day_precision(table, "happened_at"):
        return rows
    last = rows.happened_at + ibis.interval(hours=24) - ibis.interval(microseconds=1)
    is_day = rows[day_flag("happened_at")].fill_null(False)
    return rows.mutate(happened_at=is_day.ifelse(last, rows.happened_at))


def _left_out(asked: Asked) -> dict[str, int]:
    """Leads of the period that nobody was given, by why."""
    if not _knows(asked, "assigned_at"):
        return {}
    rows = asked.reading.table("leads")
    there = rows.filter(
        rows.assigned_at.isnull()
        & (rows.created_at >= _instant(asked.start))
        & (rows.created_at < _instant(asked.end))
    )
    (found,) = asked.reading.engine.to_arrow(there.aggregate(n=there.count())).to_pylist()
    return {"not_assigned": int(found["n"])}


def _knows(asked: Asked, column: str) -> bool:
    return column in asked.reading.profile("leads").newest


def _instant(instant: datetime) -> ir.Value:
    return ibis.literal(instant.astimezone(UTC), type=_TIME)
