"""A missed promise that the other side's conduct excuses (rule 7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from operator import ge, gt, le, lt

from selaras.agreements.values import AgreementVersion, Excuse, ExcuseWhen, Operator
from selaras.ledger.reasons import reason_for
from selaras.ledger.verdict import DECIDED, Status, Verdict

_UNDECIDED = None
Key = tuple[str, str, str, str | None]


def excuse(verdicts: Sequence[Verdict], versions: Sequence[AgreementVersion]) -> list[Verdict]:
    """Verdicts of one agreement with its excuses applied.

    A commitment whose excuse hangs on another one's status is settled after it. The condition
    reads the same subject and period; where the other commitment is not counted per subject, its
    verdict for the whole period holds for all.
    """
    if not any(c.excused for version in versions for c in version.agreement.commitments):
        return list(verdicts)
    settled = {_key(v): v for v in verdicts}
    for version in versions:
        for name in _in_order(version):
            excuses = version.agreement.commitment(name).excused
            if not excuses:
                continue
            for key, verdict in list(settled.items()):
                if verdict.version == version.version and verdict.commitment == name:
                    settled[key] = _excused(verdict, excuses, settled)
    return list(settled.values())


def _key(verdict: Verdict) -> Key:
    return verdict.commitment, *verdict.period.span, verdict.subject


def _in_order(version: AgreementVersion) -> list[str]:
    """Commitments so that each comes after those that its excuses read; lint refuses cycles."""
    order: list[str] = []
    waiting = {
        c.name: {e.when.commitment for e in c.excused} for c in version.agreement.commitments
    }
    while waiting:
        ready = [n for n, needs in waiting.items() if not needs & (waiting.keys() - {n})]
        for name in ready or list(waiting):
            order.append(name)
            del waiting[name]
    return order


def _excused(verdict: Verdict, excuses: Sequence[Excuse], settled: dict[Key, Verdict]) -> Verdict:
    if verdict.status is not Status.MISSED:
        return verdict
    undecided: str | None = None
    for one in excuses:
        key = _key(verdict)
        other = settled.get((one.when.commitment, *key[1:])) or settled.get(
            (one.when.commitment, *key[1:3], None)
        )
        holds = _holds(one.when, other)
        if holds:
            says = one.says or f"{one.when.commitment} {_phrase(one.when)}"
            return verdict.but(status=Status.EXCUSED, reason=reason_for("excused", says=says))
        if holds is None:
            undecided = one.when.commitment
    if undecided is None:
        return verdict
    return _as_open(verdict, undecided, settled)


def _as_open(verdict: Verdict, commitment: str, settled: dict[Key, Verdict]) -> Verdict:
    key = _key(verdict)
    other = settled.get((commitment, *key[1:])) or settled.get((commitment, *key[1:3], None))
    never = other is None or other.status is Status.CANNOT_TELL
    return verdict.but(
        status=Status.CANNOT_TELL if never else Status.RUNNING,
        reason=reason_for("excuse_untold" if never else "excuse_undecided", commitment=commitment),
        final=verdict.final and other is not None and other.final,
    )


def _phrase(when: ExcuseWhen) -> str:
    if when.status is not None:
        return f"was {when.status}"
    assert when.operator is not None
    return f"was {when.operator.value.replace('_', ' ')} {when.bound}"


def _holds(when: ExcuseWhen, other: Verdict | None) -> bool | None:
    """True, false, or None while it is not decided."""
    if other is None:
        return _UNDECIDED
    if when.status is not None:
        if other.status.value == when.status:
            return True
        return False if other.status in DECIDED else _UNDECIDED
    if other.value is None:
        return _UNDECIDED
    assert when.operator is not None
    assert when.bound is not None
    low, high = _reach(other)
    bound = Fraction(when.bound)
    test = {
        Operator.ABOVE: gt,
        Operator.BELOW: lt,
        Operator.AT_LEAST: ge,
        Operator.AT_MOST: le,
    }[when.operator]
    now = bool(test(low, bound))
    if high is not None:
        return now if now == bool(test(high, bound)) else _UNDECIDED
    # It may still rise: what it has reached stays reached, what it is below it may leave.
    grows_into = when.operator in (Operator.ABOVE, Operator.AT_LEAST)
    return now if now == grows_into else _UNDECIDED


def _reach(other: Verdict) -> tuple[Fraction, Fraction | None]:
    """The least and the most that the other's value may end at; None: no bound."""
    assert other.value is not None
    value = Fraction(other.value)
    is_share = other.asked is not None
    if is_share:
        # As with kept / n: what is open or unknown may go either way.
        known = other.kept + other.broken
        loose = other.open + other.unknown
        if other.final and not loose:
            return value, value
        return Fraction(other.kept, known + loose), Fraction(other.kept + loose, known + loose)
    ended = other.horizon is not None and other.horizon >= other.period.end
    if not ended:
        return value, None
    if other.unknown and not isinstance(other.value, Decimal):
        return value, value + other.unknown
    return value, None if other.unknown else value
