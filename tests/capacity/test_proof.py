"""Which test counts."""

from __future__ import annotations

from datetime import timedelta

from selaras.capacity.proof import Standing, proof_on

from .plants import TODAY, proven

OLDER, NEWER = TODAY - timedelta(days=200), TODAY - timedelta(days=20)


def test_no_test_proves_nothing() -> None:
    proof = proof_on((), TODAY)
    assert (proof.standing, proof.capacity, proof.shown) == (Standing.UNTESTED, 0.0, 0.0)


def test_the_newest_test_counts_and_a_differing_older_one_is_named() -> None:
    older, newer = proven(capacity=180.0, on=OLDER), proven(capacity=120.0, on=NEWER)
    proof = proof_on((newer, older), TODAY)
    assert (proof.capacity, proof.overlapped) == (120.0, older)


def test_a_test_counts_up_to_the_day_before_it_expires() -> None:
    test = proven(expires_on=TODAY)
    assert proof_on((test,), TODAY - timedelta(days=1)).standing is Standing.TESTED
    proof = proof_on((test,), TODAY)
    assert (proof.standing, proof.capacity, proof.shown) == (Standing.EXPIRED, 0.0, 100.0)


def test_a_failed_newer_test_takes_away_what_an_older_one_showed() -> None:
    proof = proof_on((proven(on=OLDER), proven(on=NEWER, passed=False)), TODAY)
    assert (proof.standing, proof.capacity, proof.shown) == (Standing.FAILED, 0.0, 0.0)


def test_a_test_that_expired_before_it_was_made_proves_nothing() -> None:
    test = proven(on=NEWER, expires_on=NEWER - timedelta(days=1))
    assert proof_on((test,), TODAY).standing is Standing.UNTESTED


def test_a_test_without_a_capacity_or_with_one_below_nothing_proves_nothing() -> None:
    assert proof_on((proven(capacity=None),), TODAY).standing is Standing.UNTESTED
    assert proof_on((proven(capacity=-5.0),), TODAY).standing is Standing.UNTESTED


def test_a_test_to_come_is_not_looked_at() -> None:
    later = proven(capacity=500.0, on=TODAY + timedelta(days=1))
    assert proof_on((proven(), later), TODAY).capacity == 100.0


def test_a_test_that_does_not_say_whether_it_passed_counts_by_what_it_showed() -> None:
    assert proof_on((proven(passed=None),), TODAY).capacity == 100.0
