"""Agreements as YAML: the text that reads back to the same version."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from selaras.agreements.fields import show_percent
from selaras.agreements.measure_writing import (
    Form,
    measure_form,
    term_form,
    where_form,
    written,
)
from selaras.agreements.reading import parse_agreement
from selaras.agreements.values import (
    Agreement,
    AgreementVersion,
    CalendarChoice,
    Commitment,
    Every,
    Excuse,
    GrowthObjective,
    NumberObjective,
    Ratio,
    Schedule,
    Varies,
    VisibleTo,
    WithinObjective,
)
from selaras.agreements.version import version_of
from selaras.agreements.yaml_text import write_yaml
from selaras.calendars.duration import Duration
from selaras.errors import InputError, InternalError

_BLOCKS = frozenset({"terms", "commitments", "excused"})


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


def _agreement(agreement: Agreement) -> Form:
    effective: Form = {"from": agreement.effective_from, "to": agreement.effective_to}
    return written(
        agreement=agreement.name,
        title=agreement.title,
        parties=list(agreement.parties),
        effective=written(**effective),
        calendar=agreement.calendar,
        review=agreement.review_every and {"every": agreement.review_every},
        individuals=_individuals(agreement),
        terms={term.name: term_form(term) for term in agreement.terms} or None,
        commitments={c.name: _commitment(c, agreement) for c in agreement.commitments},
    )


def _individuals(agreement: Agreement) -> Form | None:
    if agreement.individuals is VisibleTo.OWN_TEAM:
        return None
    return {"visible_to": agreement.individuals.value}


def _commitment(commitment: Commitment, agreement: Agreement) -> Form:
    every = commitment.every
    return written(
        says=commitment.says,
        promisor=commitment.promisor,
        promisee=commitment.promisee,
        measure=measure_form(commitment.measure, agreement.terms),
        of=where_form(commitment.of, None),
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


def _objective(commitment: Commitment) -> Form:
    objective = commitment.objective
    if isinstance(objective, GrowthObjective):
        return {"growth": _percent(objective.growth), "over": "previous"}
    share = None if objective.share == 1 else _percent(objective.share)
    if isinstance(objective, WithinObjective):
        return written(within=_schedule(objective.within, False), for_=share)
    return written(
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
    return written(when={"commitment": when.commitment, **bound}, says=excuse.says)


def _part_of(commitment: Commitment) -> str | Form | None:
    if commitment.members is None:
        return commitment.part_of
    return {"commitment": commitment.part_of, "members": commitment.members}
