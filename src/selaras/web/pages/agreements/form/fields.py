"""What stands in the form's fields: texts, exactly as they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class ConditionFields:
    """A column held against something: `test` is one of `choices.TESTS`."""

    column: str = ""
    test: str = "is"
    value: str = ""


@dataclass(frozen=True, slots=True)
class RowsFields:
    """Rows that are counted: `what` is `term:NAME` or `table:NAME`."""

    what: str = ""
    where: tuple[ConditionFields, ...] = ()
    at: str = ""
    distinct: str = ""


@dataclass(frozen=True, slots=True)
class ExcuseFields:
    commitment: str = ""
    test: str = "above"
    value: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentFields:
    """One promise. `kind` is the measure's key; the fields of other kinds are kept, and unused."""

    name: str = ""
    says: str = ""
    promisor: str = ""
    promisee: str = ""
    kind: str = "count"
    rows: RowsFields = field(default_factory=RowsFields)
    over: RowsFields = field(default_factory=RowsFields)
    column: str = ""
    start: str = ""
    stop: str = ""
    where: tuple[ConditionFields, ...] = ()
    until: str = ""
    pauses: str = ""
    paused: tuple[ConditionFields, ...] = ()
    window: str = ""
    per: str = ""
    every: str = "month"
    days: str = ""
    bound: str = "at_least"
    target: str = ""
    share: str = ""
    varies: str = ""
    cases: str = ""
    currency: str = ""
    open: str = ""
    more: str = ""
    of: tuple[ConditionFields, ...] = ()
    excused: tuple[ExcuseFields, ...] = ()
    calendar: str = ""
    calendar_by: str = ""
    calendar_cases: str = ""
    prorate: str = ""
    owner: str = ""
    baseline: str = ""
    deadline: str = ""
    part_of: str = ""
    members: str = ""


@dataclass(frozen=True, slots=True)
class TermFields:
    name: str = ""
    says: str = ""
    table: str = ""
    where: tuple[ConditionFields, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True)
class AgreementFields:
    agreement: str = ""
    title: str = ""
    parties: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    calendar: str = ""
    review: str = ""
    individuals: str = ""
    terms: tuple[TermFields, ...] = ()
    commitments: tuple[CommitmentFields, ...] = ()


def read_fields(cls: type[F], posted: Mapping[str, str], prefix: str = "") -> F:
    """The fields that a form sent, under names such as `commitments-0-rows-where-1-column`."""
    hints = get_type_hints(cls)
    found: dict[str, Any] = {}
    for one in fields(cls):  # type: ignore[arg-type]
        name, hint = f"{prefix}{one.name}", hints[one.name]
        if hint is str:
            if name in posted:
                found[one.name] = _as_sent(posted[name])
        elif get_origin(hint) is tuple:
            found[one.name] = _read_list(get_args(hint)[0], posted, name)
        else:
            found[one.name] = read_fields(hint, posted, f"{name}-")
    return cls(**found)


def can_be_sent(form: Any) -> bool:
    """Whether a form comes back from a browser as it is: a text field loses what surrounds it."""
    if isinstance(form, str):
        return form == _as_sent(form)
    if isinstance(form, tuple):
        return all(can_be_sent(one) and one != "" for one in form)
    return all(can_be_sent(getattr(form, one.name)) for one in fields(form))


def _as_sent(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _read_list(kind: type[Any], posted: Mapping[str, str], name: str) -> tuple[Any, ...]:
    numbers = places_of(posted, name)
    if kind is str:
        texts = (posted[f"{name}-{n}"].strip() for n in numbers)
        return tuple(text for text in texts if text)
    return tuple(read_fields(kind, posted, f"{name}-{n}-") for n in numbers)


def places_of(posted: Mapping[str, str], name: str) -> list[int]:
    """The numbers of the members of a list that were sent, in order."""
    start = f"{name}-"
    heads = {key[len(start) :].partition("-")[0] for key in posted if key.startswith(start)}
    return sorted(int(head) for head in heads if head.isdigit() and len(head) < 5)


def done(posted: Mapping[str, str], act: str) -> dict[str, str]:
    """What was sent, after a press of `add:NAME` or `remove:NAME-N`."""
    changed = dict(posted)
    what, _, name = act.partition(":")
    if what == "add":
        number = max(places_of(posted, name), default=-1) + 1
        changed[f"{name}-{number}-{_FIRST.get(name.rpartition('-')[2], 'column')}"] = ""
    elif what == "remove":
        changed = {k: v for k, v in posted.items() if k != name and not k.startswith(f"{name}-")}
    return changed


_FIRST = {"commitments": "name", "terms": "name", "excused": "commitment"}
"""List → a field that makes a new member of it be there; all others hold conditions."""
