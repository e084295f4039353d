"""Agreements as YAML: the text that reads back to the same version."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from selaras.agreements.fields import show_percent
from selaras.agreements.measures import ONCE_A_PERIOD, PAUSED, default_at, default_sum_time
from selaras.agreements.reading import parse_agreement
from selaras.agreements.source import Place, Source
from selaras.agreements.values import (
    Agreement,
    AgreementVersion,
    Amount,
    Attempts,
    CalendarChoice,
    Commitment,
    Condition,
    Count,
    Every,
    Excuse,
    GrowthObjective,
    Measure,
    NumberObjective,
    Operator,
    Predicate,
    Ratio,
    ResolutionTime,
    ResponseTime,
    Schedule,
    Term,
    Varies,
    VisibleTo,
    WithinObjective,
)
from selaras.agreements.version import version_of
from selaras.agreements.yaml_text import write_flow, write_yaml
from selaras.calendars.duration import Duration
from selaras.contracts import TABLES
from selaras.errors import InputError, InternalError

Form = dict[str, Any]
_BLOCKS = frozenset({"terms", "commitments", "excused"})
_NOWHERE = Place(Source(None, None))


def export_agreement(agreement: Agreement | AgreementVersion) -> str:
    """The YAML of an agreement; reading it gives the same version.

    InternalError where the values are such that YAML cannot say them (a share of one third).
    """
    if isinstance(agreement, AgreementVersion):
        agreement = agreement.agreement
    text = write_yaml(_agreement(agreement), _BLOCKS)
    try:
        same = parse_agreement(text).version == version_of(agreement)
    except InputError as error:
        raise InternalError(f"{agreement.name} cannot be written as YAML: {error}") from None
    if not same:
        raise InternalError(f"{agreement.name} holds what YAML cannot say exactly.")
    return text


def measure_text(measure: Measure, terms: Sequence[Term]) -> str:
    """A measure on one line, as its YAML has it: `count: mql`."""
    return _one_line(_measure(measure, terms))


def term_text(term: Term) -> str:
    """A term on one line, as its YAML has it."""
    return _one_line(_term(term))


def where_text(predicate: Predicate) -> str:
    """Conditions on one line, as their YAML has them."""
    return _one_line(_where(predicate, None) or {})


def _one_line(form: Form) -> str:
    return write_flow(form)[1:-1]


def _agreement(agreement: Agreement) -> Form:
    effective: Form = {"from": agreement.effective_from, "to": agreement.effective_to}
    return _written(
        agreement=agreement.name,
        title=agreement.title,
        parties=list(agreement.parties),
        effective=_written(**effective),
        calendar=agreement.calendar,
        review=agreement.review_every and {"every": agreement.review_every},
        individuals=_individuals(agreement),
        terms={term.name: _term(term) for term in agreement.terms} or None,
        commitments={c.name: _commitment(c, agreement) for c in agreement.commitments},
    )


def _written(**parts: Any) -> Form:
    """The parts that say something, under their names in YAML (`from_` is `from`)."""
    return {name.rstrip("_"): part for name, part in parts.items() if part is not None}


def _individuals(agreement: Agreement) -> Form | None:
    if agreement.individuals is VisibleTo.OWN_TEAM:
        return None
    return {"visible_to": agreement.individuals.value}


def _term(term: Term) -> Form:
    return _written(
        table=term.table, where=_where(term.where, term.table), at=term.at, says=term.says
    )


def _commitment(commitment: Commitment, agreement: Agreement) -> Form:
    every = commitment.every
    return _written(
        says=commitment.says,
        promisor=commitment.promisor,
        promisee=commitment.promisee,
        measure=_measure(commitment.measure, agreement.terms),
        of=_where(commitment.of, None),
        per=commitment.per,
        every=str(every) if every.every is Every.ROLLING else every.every.value,
        objective=_objective(commitment),
        currency=commitment.currency,
        prorate=commitment.prorate and commitment.prorate.value,
        calendar=_calendar(commitment.calendar),
        excused=[_excuse(excuse) for excuse in commitment.excused] or None,
        owner=commitment.owner,
        baseline=commitment.baseline,
        deadline=commitment.deadline,
        part_of=_part_of(commitment),
    )


def _measure(measure: Measure, terms: Sequence[Term]) -> Form:
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
    return _written(**named, where=_where(own, measure.table)), term


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
    return _written(
        from_=str(measure.start),
        to=str(measure.stop),
        where=_where(measure.where, measure.stop.table),
        until=list(measure.until) or None,
    )


def _resolution_time(measure: ResolutionTime) -> Form:
    has_pauses = "ticket_id" in TABLES[measure.start.table].column_names
    pauses: Form | bool | None = None
    if has_pauses and measure.pauses != PAUSED:
        pauses = _where(measure.pauses, "ticket_events") or False
    return _written(
        from_=str(measure.start),
        to=str(measure.stop),
        where=_where(measure.where, measure.start.table),
        pauses=pauses,
        until=list(measure.until) or None,
    )


def _attempts(measure: Attempts) -> Form:
    start = str(measure.start)
    return _written(
        from_=None if start == "leads.created_at" else start,
        within=str(measure.within),
        until=list(measure.until) or None,
        where=_where(measure.where, "attempts"),
    )


def _where(predicate: Predicate, table: str | None) -> Form | None:
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


def _objective(commitment: Commitment) -> Form:
    objective = commitment.objective
    if isinstance(objective, GrowthObjective):
        return {"growth": _percent(objective.growth), "over": "previous"}
    share = None if objective.share == 1 else _percent(objective.share)
    if isinstance(objective, WithinObjective):
        return _written(within=_schedule(objective.within, False), for_=share)
    return _written(
        **{objective.direction.value: _schedule(objective.target, _is_share(commitment))},
        for_=share,
    )


def _is_share(commitment: Commitment) -> bool:
    """Whether a ratio's targets read better as percents."""
    objective = commitment.objective
    if not isinstance(commitment.measure, Ratio) or not isinstance(objective, NumberObjective):
        return False
    targets = [target for _, target in objective.target.cases]
    if objective.target.otherwise is not None:
        targets.append(objective.target.otherwise)
    return all(target <= 1 for target in targets)


def _schedule(schedule: Schedule[Any], percent: bool) -> Any:
    def show(target: Any) -> Any:
        if isinstance(target, Duration):
            return str(target)
        return show_percent(target) if percent else target

    if schedule.varies is Varies.NOTHING:
        return show(schedule.otherwise)
    cases = {key: show(target) for key, target in schedule.cases}
    otherwise = {} if schedule.otherwise is None else {"else": show(schedule.otherwise)}
    return {"by": schedule.varies.value, **cases, **otherwise}


def _percent(share: Fraction) -> str:
    return show_percent(Decimal(share.numerator) / Decimal(share.denominator))


def _calendar(choice: CalendarChoice | None) -> str | Form | None:
    if choice is None or choice.by is None:
        return None if choice is None else choice.otherwise
    return {"by": choice.by, **dict(choice.cases), "else": choice.otherwise}


def _excuse(excuse: Excuse) -> Form:
    when = excuse.when
    bound: Form = {"status": when.status}
    if when.operator is not None:
        bound = {when.operator.value: when.bound}
    return _written(when={"commitment": when.commitment, **bound}, says=excuse.says)


def _part_of(commitment: Commitment) -> str | Form | None:
    if commitment.members is None:
        return commitment.part_of
    return {"commitment": commitment.part_of, "members": commitment.members}
