"""A missed promise that the other side's conduct excuses (rule 7)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from operator import ge, gt, le, lt

from selaras.agreements.values import AgreementVersion, Excuse, ExcuseWhen, Operator
from selaras.ledger.reasons import reason_for
from selaras.ledger.verdict import DECIDED, Status, Verdict, as_written

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
    undecided: list[ExcuseWhen] = []
    for one in excuses:
        other = _other(verdict, one.when.commitment, settled)
        holds = _holds(one.when, other)
        if holds:
            says = one.says or f"{one.when.commitment} {_phrase(one.when)}"
            return verdict.but(status=Status.EXCUSED, reason=reason_for("excused", says=says))
        if holds is None:
            undecided.append(one.when)
    return _as_open(verdict, undecided, settled) if undecided else verdict


def _as_open(
    verdict: Verdict, undecided: Sequence[ExcuseWhen], settled: dict[Key, Verdict]
) -> Verdict:
    """A miss that may still be excused, or of which it can never be told."""
    others = [(when, _other(verdict, when.commitment, settled)) for when in undecided]
    waiting = [when for when, other in others if other is not None and _may_move(when, other)]
    return verdict.but(
        status=Status.RUNNING if waiting else Status.CANNOT_TELL,
        reason=reason_for(
            "excuse_undecided" if waiting else "excuse_untold",
            commitment=(waiting or undecided)[0].commitment,
        ),
        final=verdict.final and all(o is not None and o.final for _when, o in others),
    )


def _other(verdict: Verdict, commitment: str, settled: dict[Key, Verdict]) -> Verdict | None:
    """Another commitment's verdict on the same subject and period, or on all of that period."""
    key = _key(verdict)
    return settled.get((commitment, *key[1:])) or settled.get((commitment, *key[1:3], None))


def _ended(other: Verdict) -> bool:
    return other.horizon is not None and other.horizon >= other.period.end


def _may_move(when: ExcuseWhen, other: Verdict) -> bool:
    """Whether the other, as it goes on, may still decide a condition that it leaves open now."""
    if when.status is not None or other.value is None:
        return other.status is not Status.CANNOT_TELL
    return other.open > 0 or not _ended(other)


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
    """The least and the most that the other's value may end at; None: no bound.

    Of a period that the evidence begins in, more may have been than is seen.
    """
    assert other.value is not None
    value, ended = Fraction(other.value), _ended(other) and not _is_seen_in_part(other)
    if other.asked is not None:
        # What is still to come may go either way, and so may what is open or unknown.
        sure, n = other.kept, other.n
        return (Fraction(sure, n), Fraction(n - other.broken, n)) if ended else _ANY_SHARE
    if not ended and other.unit == "ratio":
        return Fraction(0), None
    if isinstance(other.value, int):
        return value, value + other.unknown if ended else None
    # Of amounts and ratios the verdict says between what they lie.
    low, high = (as_written(other.low), as_written(other.high)) if other.unknown else (value, value)
    return value if low is None else low, high if ended else None


def _is_seen_in_part(other: Verdict) -> bool:
    """Whether it was decided by what was seen of a period that the evidence begins in."""
    decided = other.status in DECIDED or other.status is Status.EXCUSED
    return decided and not other.final and other.open == 0


_ANY_SHARE = Fraction(0), Fraction(1)
