"""Which claims can be scored, and what came of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from selaras.capacity.claims.values import Claim, Judged, Standing

_KEPT_WORDS = frozenset(
    ("kept", "keep", "met", "ok", "yes", "y", "true", "pass", "passed", "delivered", "done",
     "success", "won", "ya", "ditepati", "tercapai", "terpenuhi", "berhasil", "benar")
)  # fmt: skip
_BROKEN_WORDS = frozenset(
    ("broken", "missed", "not met", "no", "n", "false", "fail", "failed", "not delivered", "lost",
     "short", "not kept", "tidak", "gagal", "meleset", "dilanggar", "kurang", "salah")
)  # fmt: skip
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Actual:
    """What evidence shows a claim came to: a quantity, and whether tests or demand say so."""

    quantity: float
    source: str


def judge_claims(
    claims: Sequence[Claim], as_of: datetime, actuals: Mapping[str, Actual] | None = None
) -> tuple[Judged, ...]:
    """Every claim with what can be said of it, in the order in which they were stated.

    A claim without a quantity or a deadline cannot be scored, whatever came of it (methods.md §6).
    Its own outcome counts first: a word (kept, missed, ya, tidak …) or the quantity it came to;
    without one, `actuals` by claim id. An outcome that does not say since when it is known is not
    known before the claim is due.
    """
    known = actuals or {}
    ordered = sorted(claims, key=lambda claim: (claim.stated_at, claim.claim_id))
    return tuple(_judge(claim, as_of, known.get(claim.claim_id)) for claim in ordered)


def missing_of(claim: Claim) -> tuple[str, ...]:
    """What a claim lacks to be scored: `quantity`, `deadline`.

    A quantity of nothing, or of less, comes true whatever happens: it claims none.
    """
    lacking = []
    if claim.quantity is None or claim.quantity <= 0:
        lacking.append("quantity")
    if claim.due_at is None:
        lacking.append("deadline")
    return tuple(lacking)


def read_outcome(text: str | None, quantity: float | None) -> tuple[bool | None, float | None]:
    """Whether an outcome says kept, and the quantity it came to; None for what it does not say.

    `1` and `0` are kept and broken, unless the claim itself was of so little.
    """
    if text is None:
        return None, None
    word = " ".join(text.strip().lower().replace("_", " ").split())
    if word in _KEPT_WORDS:
        return True, None
    if word in _BROKEN_WORDS:
        return False, None
    number = _number(word)
    if number is None:
        return None, None
    if number in (0.0, 1.0) and (quantity is None or quantity > 1):
        return number == 1.0, None
    if quantity is None:
        return None, number
    return number >= quantity * (1 - _ROUNDING), number


def _judge(claim: Claim, as_of: datetime, actual: Actual | None) -> Judged:
    lacking = missing_of(claim)
    if lacking:
        return Judged(claim, Standing.UNSCORABLE, missing=lacking)
    assert claim.due_at is not None
    assert claim.quantity is not None
    kept, quantity = read_outcome(claim.outcome, claim.quantity)
    if kept is not None and (claim.judged_at or claim.due_at) <= as_of:
        standing = Standing.KEPT if kept else Standing.BROKEN
        if quantity is None and actual is not None and _reached(claim.quantity, actual) is kept:
            # A quantity that contradicts the word is one of something else.
            quantity = actual.quantity
        return Judged(claim, standing, quantity, "outcome")
    if claim.due_at > as_of:
        return Judged(claim, Standing.PENDING)
    is_misread = kept is None and bool((claim.outcome or "").strip())
    if actual is None:
        return Judged(claim, Standing.UNJUDGED, is_misread=is_misread)
    standing = Standing.KEPT if _reached(claim.quantity, actual) else Standing.BROKEN
    return Judged(claim, standing, actual.quantity, actual.source, is_misread=is_misread)


def _reached(quantity: float, actual: Actual) -> bool:
    return actual.quantity >= quantity * (1 - _ROUNDING)


def _number(word: str) -> float | None:
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return None
