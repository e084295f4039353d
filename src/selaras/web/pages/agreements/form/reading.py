"""The data of YAML as fields, in whichever of its forms a part was written."""

from __future__ import annotations

import re
from typing import Any

from selaras.web.pages.agreements.form.fields import (
    AgreementFields,
    CommitmentFields,
    ConditionFields,
    ExcuseFields,
    RowsFields,
    TermFields,
)
from selaras.web.pages.agreements.form.typed import shown, shown_values

Data = dict[str, Any]
_ROLLING = re.compile(r"\s*rolling\s+(\d+)(?:\s+days?)?\s*")
_BOUNDS = ("at_least", "at_most", "within", "growth")
_TESTS = ("above", "below", "at_least", "at_most", "status")
_TIMES = {"response_time": ("leads.created_at", "attempts.happened_at"),
          "resolution_time": ("tickets.opened_at", "tickets.resolved_at"),
          "attempts": ("leads.created_at", "")}  # fmt: skip


def fields_of(data: Data) -> AgreementFields:
    """The fields of an agreement's data, whose keys are all known."""
    effective = data.get("effective")
    days = effective if isinstance(effective, dict) else {"from": effective}
    terms = _mapping(data.get("terms"))
    parties = data.get("parties")
    return AgreementFields(
        agreement=shown(data.get("agreement")),
        title=shown(data.get("title")),
        parties=tuple(shown(p) for p in parties) if isinstance(parties, list) else (),
        first=shown(days.get("from")),
        last=shown(days.get("to")),
        calendar=shown(data.get("calendar")),
        review=_inner(data.get("review"), "every"),
        individuals=_inner(data.get("individuals"), "visible_to"),
        terms=tuple(_term(name, _mapping(term)) for name, term in terms.items()),
        commitments=tuple(
            _commitment(name, _mapping(one), terms)
            for name, one in _mapping(data.get("commitments")).items()
        ),
    )


def _mapping(value: Any) -> Data:
    return value if isinstance(value, dict) else {}


def _inner(value: Any, key: str) -> str:
    """A part that may be written as a word or as a mapping."""
    return shown(value.get(key)) if isinstance(value, dict) else shown(value)


def _term(name: str, term: Data) -> TermFields:
    return TermFields(
        name=name,
        says=shown(term.get("says")),
        table=shown(term.get("table")),
        where=_where(term.get("where")),
        at=shown(term.get("at")),
    )


def _commitment(name: str, data: Data, terms: Data) -> CommitmentFields:
    measure = _mapping(data.get("measure"))
    kind = next((key for key in measure), "count")
    every, days = _every(data.get("every"))
    calendar = data.get("calendar")
    by, calendar_cases, other = _by_column(calendar)
    return CommitmentFields(
        name=name,
        says=shown(data.get("says")),
        promisor=shown(data.get("promisor")),
        promisee=shown(data.get("promisee")),
        kind=kind,
        per=shown(data.get("per")),
        every=every,
        days=days,
        of=_where(data.get("of")),
        excused=_excuses(data.get("excused")),
        calendar=other if isinstance(calendar, dict) else shown(calendar),
        calendar_by=by,
        calendar_cases=calendar_cases,
        prorate=shown(data.get("prorate")),
        owner=shown(data.get("owner")),
        baseline=shown(data.get("baseline")),
        deadline=shown(data.get("deadline")),
        part_of=_inner(data.get("part_of"), "commitment"),
        members=shown(_mapping(data.get("part_of")).get("members")),
        currency=shown(data.get("currency") or _mapping(measure.get("amount")).get("currency")),
        **_objective(_mapping(data.get("objective"))),
        **_measure(kind, measure.get(kind), terms),
    )


def _every(value: Any) -> tuple[str, str]:
    if isinstance(value, dict):
        days = re.sub(r"\D", "", shown(value.get("rolling")))
        return "rolling", days
    match = _ROLLING.fullmatch(shown(value))
    return ("rolling", match[1]) if match else (shown(value), "")


def _by_column(value: Any) -> tuple[str, str, str]:
    """`by`, the cases as lines, and what is for all others."""
    if not isinstance(value, dict):
        return "", "", ""
    cases = [f"{key}: {shown(one)}" for key, one in value.items() if key not in ("by", "else")]
    return shown(value.get("by")), "\n".join(cases), shown(value.get("else"))


def _objective(data: Data) -> dict[str, Any]:
    bound = next((key for key in _BOUNDS if key in data), "at_least")
    varies, cases, other = _by_column(data.get(bound))
    target = other if varies else shown(data.get(bound))
    return {
        "bound": bound,
        "target": target,
        "varies": varies,
        "cases": cases,
        "share": shown(data.get("for")),
    }


def _measure(kind: str, value: Any, terms: Data) -> dict[str, Any]:
    if kind == "count":
        return {"rows": _rows(value, terms)}
    if kind == "amount":
        return _amount(value, terms)
    form = _mapping(value)
    if kind == "ratio":
        of = form.get("of", form.get("numerator"))
        over = form.get("over", form.get("to", form.get("denominator")))
        return {"rows": _rows(of, terms), "over": _rows(over, terms)}
    if kind == "attempts" and not isinstance(value, dict):
        form = {"within": value}
    if kind not in _TIMES:
        return {}
    start, stop = _TIMES[kind]
    pauses = form.get("pauses")
    inner = _mapping(pauses)
    return {
        "start": shown(form.get("from")) or start,
        "stop": shown(form.get("to")) or stop,
        "where": _where(form.get("where")),
        "until": ", ".join(shown(word) for word in form.get("until") or []),
        "window": shown(form.get("within")),
        "pauses": "none" if pauses is False else "where" if inner else "",
        "paused": _where(inner.get("where", inner)),
    }


def _amount(value: Any, terms: Data) -> dict[str, Any]:
    if isinstance(value, dict):
        column = shown(value.get("of") or value.get("column"))
        named = "table" in value or "term" in value
        table, dot, plain = column.partition(".")
        if dot and not named:
            return {"rows": _rows({**value, "table": table}, terms), "column": plain}
        return {"rows": _rows(value, terms), "column": column}
    text = shown(value)
    if text in terms:
        return {"rows": RowsFields(f"term:{text}"), "column": ""}
    table, _, column = text.partition(".")
    return {"rows": RowsFields(f"table:{table}"), "column": column}


def _rows(value: Any, terms: Data) -> RowsFields:
    if not isinstance(value, dict):
        name = shown(value)
        kind = "term" if name in terms else "table"
        return RowsFields(f"{kind}:{name}" if name else "")
    kind = "term" if "term" in value else "table"
    name = shown(value.get(kind))
    return RowsFields(
        what=f"{kind}:{name}" if name else "",
        where=_where(value.get("where")),
        at=shown(value.get("at")),
        distinct=shown(value.get("distinct")),
    )


def _where(value: Any) -> tuple[ConditionFields, ...]:
    found: list[ConditionFields] = []
    for column, condition in _mapping(value).items():
        if condition is None:
            found.append(ConditionFields(column, "unknown"))
        elif isinstance(condition, dict):
            found += [_condition(column, test, one) for test, one in condition.items()]
        else:
            found.append(ConditionFields(column, "is", shown_values(condition)))
    return tuple(found)


def _condition(column: str, test: str, value: Any) -> ConditionFields:
    if test == "known":
        return ConditionFields(column, "known" if value else "unknown")
    if test == "not" and value is None:
        return ConditionFields(column, "known")
    return ConditionFields(column, test, shown_values(value) if test == "not" else shown(value))


def _excuses(value: Any) -> tuple[ExcuseFields, ...]:
    members = value if isinstance(value, list) else [value] if value else []
    return tuple(_excuse(_mapping(one)) for one in members)


def _excuse(data: Data) -> ExcuseFields:
    when = _mapping(data.get("when"))
    test = next((key for key in _TESTS if key in when), "above")
    status = test == "status"
    return ExcuseFields(
        commitment=shown(when.get("commitment")),
        test=shown(when.get("status")) if status else test,
        value="" if status else shown(when.get(test)),
        says=shown(data.get("says")),
    )
