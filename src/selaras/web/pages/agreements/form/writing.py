"""Fields as the data of YAML: what the form says, and nothing that it leaves empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from selaras.agreements.yaml_text import write_yaml
from selaras.web.pages.agreements.form.fields import (
    AgreementFields,
    CommitmentFields,
    ConditionFields,
    ExcuseFields,
    RowsFields,
    TermFields,
)
from selaras.web.pages.agreements.form.typed import (
    column_named,
    typed_cases,
    typed_day,
    typed_number,
    typed_value,
    typed_values,
    typed_words,
)

Data = dict[str, Any]
_BLOCKS = frozenset({"terms", "commitments", "excused"})
_BOUNDS = ("above", "below", "at_least", "at_most")


def write_text(form: AgreementFields) -> str:
    """The YAML of what stands in the fields, right or wrong."""
    return write_yaml(data_of(form), _BLOCKS)


def data_of(form: AgreementFields) -> Data:
    terms = _named([(term.name, _term(term)) for term in form.terms])
    tables = {term.name: term.table for term in form.terms}
    commitments = _named([(c.name, _commitment(c, tables)) for c in form.commitments])
    return _said(
        agreement=form.agreement,
        title=form.title,
        parties=list(form.parties),
        effective=_said(from_=typed_day(form.first), to=typed_day(form.last)),
        calendar=form.calendar,
        review=_said(every=form.review),
        individuals=_said(visible_to=form.individuals),
        terms=terms,
        commitments=commitments,
    )


def _said(**parts: Any) -> Data:
    """The parts that say something, under their names in YAML."""
    return {
        name.rstrip("_"): part for name, part in parts.items() if part not in ("", None, {}, [])
    }


def _named(members: Sequence[tuple[str, Data]]) -> Data:
    """Members by name; one without a name, or of a name that is taken, is told apart."""
    found: Data = {}
    for name, member in members:
        unique, number = name or "unnamed", 2
        while unique in found:
            unique, number = f"{name or 'unnamed'} ({number})", number + 1
        found[unique] = member
    return found


def _term(term: TermFields) -> Data:
    return _said(
        table=term.table, where=_where(term.where, (term.table,)), at=term.at, says=term.says
    ) or {"table": ""}


def _commitment(form: CommitmentFields, tables: dict[str, str]) -> Data:
    return _said(
        says=form.says,
        promisor=form.promisor,
        promisee=form.promisee,
        measure=_measure(form, tables),
        of=_where(form.of, _reach(form, tables)),
        per=form.per,
        every=f"rolling {form.days} days" if form.every == "rolling" else form.every,
        objective=_objective(form),
        currency=form.currency if form.kind == "amount" else "",
        prorate=form.prorate,
        calendar=_calendar(form),
        excused=[_excuse(one) for one in form.excused if one != ExcuseFields()],
        owner=form.owner,
        baseline=typed_number(form.baseline),
        deadline=typed_day(form.deadline),
        part_of=_part_of(form),
    )


def _measure(form: CommitmentFields, tables: dict[str, str]) -> Data:
    write: dict[str, Callable[[CommitmentFields, dict[str, str]], Any]] = {
        "count": lambda f, t: _rows(f.rows, t),
        "amount": _amount,
        "ratio": lambda f, t: {"of": _rows(f.rows, t), "over": _rows(f.over, t)},
        "response_time": _response,
        "resolution_time": _resolution,
        "attempts": _attempts,
    }
    if form.kind not in write:
        return {}
    return {form.kind: write[form.kind](form, tables)}


def _rows(rows: RowsFields, tables: dict[str, str]) -> Any:
    kind, _, name = rows.what.partition(":")
    table = tables.get(name, "") if kind == "term" else name
    distinct = False if rows.distinct == "false" else rows.distinct
    form = _said(where=_where(rows.where, (table,)), at=rows.at) | (
        {} if distinct == "" else {"distinct": distinct}
    )
    if not form and kind == "term":
        return name
    return {kind or "table": name, **form}


def _amount(form: CommitmentFields, tables: dict[str, str]) -> Any:
    rows = _rows(form.rows, tables)
    if isinstance(rows, str):
        rows = {"term": rows}
    return _said(of=form.column) | rows


def _response(form: CommitmentFields, tables: dict[str, str]) -> Data:
    reach = (form.stop.partition(".")[0], form.start.partition(".")[0])
    return _said(
        from_=form.start,
        to=form.stop,
        where=_where(form.where, reach),
        until=typed_words(form.until),
    )


def _resolution(form: CommitmentFields, tables: dict[str, str]) -> Data:
    pauses: Any = ""
    if form.pauses == "where":
        pauses = _where(form.paused, ("ticket_events",))
    data = _response(form, tables)
    if form.pauses == "none":
        return {**data, "pauses": False}
    return {**data, **_said(pauses=pauses)}


def _attempts(form: CommitmentFields, tables: dict[str, str]) -> Data:
    reach = ("attempts", form.start.partition(".")[0])
    return _said(
        within=form.window,
        from_=form.start,
        where=_where(form.where, reach),
        until=typed_words(form.until),
    )


def _reach(form: CommitmentFields, tables: dict[str, str]) -> tuple[str, ...]:
    """Tables that a condition on the items may speak of, the likeliest first."""
    kind, _, name = form.rows.what.partition(":")
    rows = tables.get(name, "") if kind == "term" else name
    start = form.start.partition(".")[0]
    timed = form.kind in ("response_time", "resolution_time", "attempts")
    return (start or "leads",) if timed else (rows, "leads", "tickets")


def _where(conditions: Sequence[ConditionFields], tables: Sequence[str]) -> Data:
    where: Data = {}
    for one in conditions:
        if not one.column:
            continue
        value = _condition(one, tables)
        there = where.get(one.column)
        if isinstance(there, dict) and isinstance(value, dict) and not there.keys() & value.keys():
            where[one.column] = {**there, **value}
        elif one.column in where:  # said twice: kept apart, so that it is told of
            where[f"{one.column} "] = value
        else:
            where[one.column] = value
    return where


def _condition(one: ConditionFields, tables: Sequence[str]) -> Any:
    column = column_named(one.column, tables)
    if one.test == "known":
        return {"known": True}
    if one.test == "unknown":
        return None
    if one.test == "not":
        return {"not": typed_values(one.value, column)}
    if one.test in _BOUNDS:
        return {one.test: typed_value(one.value, column)}
    return typed_values(one.value, column)


def _objective(form: CommitmentFields) -> Data:
    if form.bound == "growth":
        return _said(growth=typed_number(form.target), over="previous")
    read: Callable[[str], Any] = str if form.bound == "within" else typed_number
    target: Any = read(form.target)
    if form.varies:
        cases = {key: read(value) for key, value in typed_cases(form.cases)}
        target = {"by": form.varies, **cases} | ({"else": target} if form.target else {})
    timed = form.kind in ("response_time", "resolution_time", "attempts")
    share = typed_number(form.share) if timed else ""
    return _said(**{form.bound: target}, for_=share)


def _calendar(form: CommitmentFields) -> Any:
    if not form.calendar_by:
        return form.calendar
    cases = dict(typed_cases(form.calendar_cases))
    return {"by": form.calendar_by, **cases} | ({"else": form.calendar} if form.calendar else {})


def _excuse(one: ExcuseFields) -> Data:
    if one.test in ("kept", "missed"):
        when = {"commitment": one.commitment, "status": one.test}
    else:
        when = {"commitment": one.commitment, one.test: typed_number(one.value)}
    return _said(when=when, says=one.says)


def _part_of(form: CommitmentFields) -> Any:
    if not form.members:
        return form.part_of
    members = int(form.members) if form.members.isdigit() else form.members
    return {"commitment": form.part_of, "members": members}
