"""Which test of a resource counts, and what is wrong with those that do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from selaras.capacity.resources import CapacityTest


class Standing(StrEnum):
    """What stands behind a resource's capacity on a day."""

    TESTED = "tested"
    EXPIRED = "expired"
    FAILED = "failed"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True)
class Proof:
    """The test that counts on a day, or the newest one where none does.

    `capacity` is what is proven: 0 unless the standing is `tested`. `shown` is what the newest
    test showed, even if it has expired since: what is physically there as far as anybody knows.
    `overlapped` is the older test that holds on the same day and showed something else.
    """

    standing: Standing
    test: CapacityTest | None = None
    overlapped: CapacityTest | None = None

    @property
    def shown(self) -> float:
        if self.test is None or self.standing in (Standing.UNTESTED, Standing.FAILED):
            return 0.0
        return self.test.capacity or 0.0

    @property
    def capacity(self) -> float:
        return self.shown if self.standing is Standing.TESTED else 0.0


UNPROVEN = Proof(Standing.UNTESTED)


def standing_on(proof: Proof, day: date) -> Proof:
    """The same proof on a day to come: a test may have expired by then."""
    expires = None if proof.test is None else proof.test.expires_on
    if proof.standing is not Standing.TESTED or expires is None or expires > day:
        return proof
    return replace(proof, standing=Standing.EXPIRED)


def is_usable(test: CapacityTest) -> bool:
    """Whether a test can say anything: it has a capacity, and did not expire before it was made."""
    if test.capacity is None or test.capacity < 0:
        return False
    return test.expires_on is None or test.expires_on > test.tested_on


def proof_on(tests: Sequence[CapacityTest], day: date) -> Proof:
    """What one resource's tests prove on a day.

    The newest test that was made by then counts, whatever older ones said: a failed one takes
    away what an older one had shown. Tests without a usable capacity, and those that expire before
    they were made, count for nothing unless they failed. One that does not say whether it passed
    counts by what it showed.
    """
    made = sorted(
        (t for t in tests if t.tested_on <= day and (is_usable(t) or t.passed is False)),
        key=lambda t: t.tested_at,
    )
    if not made:
        return UNPROVEN
    newest = made[-1]
    if newest.passed is False:
        return Proof(Standing.FAILED, newest)
    if newest.expires_on is not None and newest.expires_on <= day:
        return Proof(Standing.EXPIRED, newest)
    older = [t for t in made[:-1] if t.passed is not False and _holds(t, day)]
    differing = [t for t in older if t.capacity != newest.capacity]
    return Proof(Standing.TESTED, newest, differing[-1] if differing else None)


def _holds(test: CapacityTest, day: date) -> bool:
    return test.expires_on is None or test.expires_on > day
