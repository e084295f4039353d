"""Measures, terms and conditions as the data of their YAML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from selaras.agreements.measures import ONCE_A_PERIOD, default_at, default_sum_time
from selaras.agreements.source import Place, Source
from selaras.agreements.timed_measures import PAUSED
from selaras.agreements.values import (
    Amount,
    Attempts,
    Condition,
    Count,
    Measure,
    Operator,
    Predicate,
    Ratio,
    ResolutionTime,
    ResponseTime,
    Term,
)
from selaras.agreements.yaml_text import write_flow
from selaras.contracts import TABLES
from selaras.errors import InputError

Form = dict[str, Any]
_NOWHERE = Place(Source(None, None))


def measure_text(measure: Measure, terms: Sequence[Term]) -> str:
    """A measure on one line, as its YAML has it: `count: mql`."""
    return _one_line(measure_form(measure, terms))


def term_text(term: Term) -> str:
    """A term on one line, as its YAML has it."""
    return _one_line(term_form(term))


def where_text(predicate: Predicate) -> str:
    """Conditions on one line, as their YAML has them."""
    return _one_line(where_form(predicate, None) or {})


def _one_line(form: Form) -> str:
    return write_flow(form)[1:-1]


def written(**parts: Any) -> Form:
    """The parts that say something, under their names in YAML (`from_` is `from`)."""
    return {name.rstrip("_"): part for name, part in parts.items() if part is not None}


def term_form(term: Term) -> Form:
    return written(
        table=term.table, where=where_form(term.where, term.table), at=term.at, says=term.says
    )


def measure_form(measure: Measure, terms: Sequence[Term]) -> Form:
    match measure:
        case Count():
            return {"count": _count(measure, terms)}
        case Amount():
            return {"amount": _amount(measure, terms)}
        case Ratio():
            return {"ratio": {"of": _count(measure.of, terms), "over": _count(measure.over, terms)}}
        case ResponseTime():
            return {"response_time": _response_time(measure)}
        case ResolutionTime():
            return {"resolution_time": _resolution_time(measure)}
        case Attempts():
            return {"attempts": _attempts(measure)}


def _rows(measure: Count | Amount, terms: Sequence[Term]) -> tuple[Form, Term | None]:
    term = next((term for term in terms if term.name == measure.term), None)
    own = measure.where if term is None else measure.where[len(term.where) :]
    named: Form = {"table": measure.table} if term is None else {"term": term.name}
    return written(**named, where=where_form(own, measure.table)), term


def _count(count: Count, terms: Sequence[Term]) -> str | Form:
    form, term = _rows(count, terms)
    if count.at != _default(count, term):
        form["at"] = count.at
    if count.distinct != ONCE_A_PERIOD.get(count.table):
        form["distinct"] = False if count.distinct is None else count.distinct
    return str(*form.values()) if len(form) == 1 else form


def _amount(amount: Amount, terms: Sequence[Term]) -> str | Form:
    form, term = _rows(amount, terms)
    if amount.at != _default(amount, term):
        form["at"] = amount.at
    if list(form) == ["table"]:
        return f"{amount.table}.{amount.column}"
    return {"of": amount.column, **form}


def _default(measure: Count | Amount, term: Term | None) -> str | None:
    table = TABLES[measure.table]
    try:
        if isinstance(measure, Amount):
            column = table.column(measure.column)
            return default_sum_time(table, column, measure.where, term, _NOWHERE)
        return default_at(table, measure.where, term, _NOWHERE)
    except InputError:
        return None  # nothing is the default here, so `at` was written


def _response_time(measure: ResponseTime) -> Form:
    return written(
        from_=str(measure.start),
        to=str(measure.stop),
        where=where_form(measure.where, measure.stop.table),
        until=list(measure.until) or None,
    )


def _resolution_time(measure: ResolutionTime) -> Form:
    has_pauses = "ticket_id" in TABLES[measure.start.table].column_names
    pauses: Form | bool | None = None
    if has_pauses and measure.pauses != PAUSED:
        pauses = where_form(measure.pauses, "ticket_events") or False
    return written(
        from_=str(measure.start),
        to=str(measure.stop),
        where=where_form(measure.where, measure.start.table),
        pauses=pauses,
        until=list(measure.until) or None,
    )


def _attempts(measure: Attempts) -> Form:
    start = str(measure.start)
    return written(
        from_=None if start == "leads.created_at" else start,
        within=str(measure.within),
        until=list(measure.until) or None,
        where=where_form(measure.where, "attempts"),
    )


def where_form(predicate: Predicate, table: str | None) -> Form | None:
    """Conditions by column, plain for columns of `table`; those on one column are put together."""
    form: Form = {}
    for condition in predicate:
        ref = condition.ref
        name = ref.column if ref.table == table else str(ref)
        written = _condition(condition)
        if name in form and isinstance(form[name], dict) and isinstance(written, dict):
            form[name] = {**form[name], **written}
        else:
            form[name] = written
    return form or None


def _condition(condition: Condition) -> Any:
    values = list(condition.values)
    match condition.operator:
        case Operator.IN:
            return values[0] if len(values) == 1 else values
        case Operator.NOT_IN:
            return {"not": values[0] if len(values) == 1 else values}
        case Operator.IS_NULL:
            return None
        case Operator.NOT_NULL:
            return {"known": True}
        case bound:
            return {bound.value: values[0]}
