"""Reservations: never more than is free, whatever becomes of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.web.conftest import person

from selaras.capacity.rationing import Policy
from selaras.errors import InputError
from selaras.records.audit.actor import Actor, command
from selaras.records.audit.models import AuditRow
from selaras.records.people.models import Party, Role
from selaras.records.reservations.booked import bookings, reserved
from selaras.records.reservations.changing import convert, expire, extend, release
from selaras.records.reservations.models import Balance, Reservation, ReservedPlace
from selaras.records.reservations.taking import Wanted, is_balanced, take, take_rationed

from .places import NOW, day, hours, stock


def _take(quantity: float, after: int = 3, **more: object) -> Reservation:
    given = {"until": NOW + timedelta(days=5)} | more
    allowance = given.pop("allowance", None) or stock()
    return take(command(), allowance, Wanted(quantity, day(after), **given), now=NOW)  # type: ignore[arg-type]


def _balances() -> dict[str, Decimal]:
    return {f"{one.day:%m-%d}": one.quantity for one in Balance.objects.all()}


def test_a_reservation_is_taken_with_its_balance_and_its_audit_row(db: None) -> None:
    made = _take(40, holder="sales", programme="mid-year")
    assert (made.state, made.quantity, made.snapshot) == ("held", Decimal(40), "abc")
    assert Reservation.objects.get(pk=made.pk).place.site == "Abepura"
    assert _balances() == {"06-04": Decimal(40)}
    row = AuditRow.objects.get(action="reservation.taken")
    assert (row.object_id, row.parties) == (str(made.pk), " sales ")
    assert row.facts["quantity"] == "40.0000"


def test_what_does_not_fit_is_refused_and_leaves_nothing(db: None) -> None:
    _take(80)
    with pytest.raises(InputError, match=r"21 ports of Fibre 100 at Abepura .* 20 ports are free"):
        _take(21)
    assert Reservation.objects.count() == AuditRow.objects.count() == 1
    assert _take(20).quantity == 20


def test_an_earlier_day_does_not_take_what_a_later_one_was_promised(db: None) -> None:
    _take(70, after=30)
    with pytest.raises(InputError):
        _take(31, after=2)
    _take(30, after=2)
    with pytest.raises(InputError):
        _take(1, after=50)


def test_hours_that_can_be_worked_before_are_free(db: None) -> None:
    there = hours(10.0)
    _take(55, after=9, allowance=there)  # of the hundred that ten days hold
    _take(45, after=4, allowance=there)
    with pytest.raises(InputError, match="0 hours are free"):
        _take(6, after=4, allowance=there)
    _take(10, after=10, allowance=there)


def test_what_is_in_use_is_not_free(db: None) -> None:
    with pytest.raises(InputError, match="30 ports are free"):
        _take(31, allowance=stock(used=70.0))


def test_the_same_key_takes_once(db: None) -> None:
    first = _take(40, key="order-1")
    assert _take(40, key="order-1").pk == first.pk
    assert _balances() == {"06-04": Decimal(40)}
    with pytest.raises(InputError, match="'order-1' was used for another"):
        _take(41, key="order-1")
    with pytest.raises(InputError, match="'order-1' was used for another"):
        _take(40, key="order-1", allowance=stock(site="Sentani"))


def test_a_hold_that_has_run_out_makes_room_at_once(db: None) -> None:
    first = _take(100)
    later = NOW + timedelta(days=5)
    made = take(command(), stock(), Wanted(60, day(10)), now=later)
    first.refresh_from_db()
    assert (first.state, made.state) == ("expired", "held")
    assert _balances() == {"06-04": Decimal(0), "06-11": Decimal(60)}
    assert AuditRow.objects.filter(action="reservation.expired").count() == 1


def test_holds_are_ended_by_the_regular_work(db: None) -> None:
    _take(10)
    _take(20, allowance=stock(site="Sentani"))
    _take(5, until=NOW + timedelta(days=90))
    assert expire(command(), now=NOW) == 0
    assert expire(command(), now=NOW + timedelta(days=6)) == 2
    assert [one.state for one in Reservation.objects.order_by("id")] == [
        *("expired", "expired", "held"),
    ]
    assert sum(one.quantity for one in Balance.objects.all()) == 5


def test_a_hold_is_extended_and_not_shortened(db: None) -> None:
    made = _take(10)
    until = NOW + timedelta(days=30)
    assert extend(command(), made.pk, until, now=NOW).expires_at == until
    with pytest.raises(InputError, match="later instant"):
        extend(command(), made.pk, NOW + timedelta(days=7), now=NOW)
    with pytest.raises(InputError, match="is expired"):
        extend(command(), made.pk, NOW + timedelta(days=99), now=until)


def test_an_order_stays_until_it_is_released_and_counts_once(db: None) -> None:
    made = _take(10)
    ordered = convert(command(), made.pk, "PO-7", now=NOW)
    assert (ordered.state, ordered.order, ordered.expires_at) == ("ordered", "PO-7", None)
    assert expire(command(), now=NOW + timedelta(days=365)) == 0
    assert _balances() == {"06-04": Decimal(10)}
    release(command(), made.pk, "in use", now=NOW + timedelta(days=9))
    assert _balances() == {"06-04": Decimal(0)}
    with pytest.raises(InputError, match="is released"):
        release(command(), made.pk, now=NOW + timedelta(days=9))
    with pytest.raises(InputError, match="is released"):
        convert(command(), made.pk, "PO-8", now=NOW)


def test_what_is_none_is_refused(db: None) -> None:
    for quantity in (0, -1, float("nan"), float("inf"), 1e15):
        with pytest.raises(InputError):
            _take(quantity)
    with pytest.raises(InputError, match="is past"):
        _take(1, after=-1)
    with pytest.raises(InputError, match="further ahead"):
        _take(1, after=61)
    with pytest.raises(InputError, match="ended already"):
        _take(1, until=NOW)
    with pytest.raises(InputError, match="no reservation 99"):
        release(command(), 99)
    made = _take(1)
    with pytest.raises(InputError, match="No order"):
        convert(command(), made.pk, " ", now=NOW)


def test_a_priority_that_no_column_holds_is_refused(db: None) -> None:
    with pytest.raises(InputError, match="priority is 99999"):
        _take(1, priority=99999)
    assert _take(1, priority=-5).priority == -5


def test_people_reserve_for_their_own_party_alone(db: None, home: Party) -> None:
    ani = person("ani", ("sales", Role.MEMBER))
    auditor = person("eko", ("nusantara", Role.AUDITOR))
    made = take(Actor(ani, "page"), stock(), Wanted(5, day(3), holder="sales"), now=NOW)
    assert made.taken_by == ani
    for who, holder in ((ani, "marketing"), (ani, ""), (auditor, "sales")):
        with pytest.raises(PermissionDenied):
            take(Actor(who, "page"), stock(), Wanted(5, day(3), holder=holder), now=NOW)
    with pytest.raises(PermissionDenied):
        release(Actor(auditor, "page"), made.pk, now=NOW)
    with pytest.raises(PermissionDenied):
        take(Actor(None, "page"), stock(), Wanted(5, day(3)), now=NOW)
    assert release(Actor(ani, "page"), made.pk, now=NOW).state == "released"


def test_scarce_capacity_is_shared_out_by_the_policy(db: None) -> None:
    wishes = [
        Wanted(80, day(3), holder="sales"),
        Wanted(80, day(3), holder="enterprise", priority=2),
        Wanted(10, day(3), holder="reseller"),
    ]

    def shared(policy: Policy, site: str) -> list[int]:
        taken = take_rationed(command(), stock(site=site), wishes, policy, now=NOW)
        return [int(one.quantity) if one else 0 for one in taken]

    assert shared(Policy.FIRST_COME, "a") == [80, 20, 0]
    assert shared(Policy.PRIORITY, "b") == [20, 80, 0]
    assert shared(Policy.FAIR_SHARE, "c") == [45, 45, 10]
    assert all(is_balanced(place) for place in ReservedPlace.objects.all())


def test_bookings_are_what_is_taken_at_an_instant(db: None) -> None:
    _take(10)
    kept = _take(20, after=8, until=NOW + timedelta(days=50))
    there = stock().place
    assert bookings(NOW).total(there) == 30
    assert bookings(NOW + timedelta(days=6)).total(there) == 20  # before anybody ended the first
    release(command(), kept.pk, now=NOW + timedelta(days=7))
    assert bookings(NOW + timedelta(days=8)).total(there) == 0
    assert bookings(NOW + timedelta(days=1)).total(there) == 30  # as it was then
    assert bookings(NOW - timedelta(days=1)).total(there) == 0
    assert bookings(NOW).total(there) == 30


def test_a_hold_that_ran_out_is_over_at_its_hour_whenever_it_was_ended(db: None) -> None:
    _take(10)
    expire(command(), now=NOW + timedelta(days=9))
    there = stock().place
    assert bookings(NOW + timedelta(days=4)).total(there) == 10
    assert bookings(NOW + timedelta(days=6)).total(there) == 0


def test_what_is_for_a_programme_can_be_told_apart(db: None) -> None:
    _take(10, programme="june")
    kept = _take(5, after=8, programme="july")
    _take(20)
    there, found = stock().place, reserved(NOW)
    assert found.total(there) == 35
    assert {name: one.total(there) for name, one in found.by_programme.items()} == {
        "june": 10,
        "july": 5,
    }
    assert (found.without("june").total(there), found.without("none").total(there)) == (25, 35)
    release(command(), kept.pk, now=NOW + timedelta(days=1))
    assert set(reserved(NOW + timedelta(days=2)).by_programme) == {"june"}
    assert set(reserved(NOW).by_programme) == {"june", "july"}


class TestInterleavings(TestCase):
    """Random orders of takes, releases, extensions and orders, on the database itself."""

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["take", "release", "convert", "extend", "wait"]),
                st.integers(0, 30),
                st.decimals(min_value=Decimal("0.1"), max_value=60, places=1),
            ),
            max_size=30,
        )
    )
    def test_never_more_than_is_free(self, acts: list[tuple[str, int, Decimal]]) -> None:
        now, there, made = NOW, stock(), []
        for act, number, quantity in acts:
            try:
                if act == "take":
                    until = now + timedelta(days=1 + number)
                    wanted = Wanted(quantity, day(number), until)
                    made.append(take(command(), there, wanted, now=now).pk)
                elif act == "wait":
                    now += timedelta(days=number / 10)
                elif made:
                    chosen = made[number % len(made)]
                    if act == "release":
                        release(command(), chosen, now=now)
                    elif act == "convert":
                        convert(command(), chosen, "PO", now=now)
                    else:
                        extend(command(), chosen, now + timedelta(days=40), now=now)
            except InputError:
                pass
            for place in ReservedPlace.objects.all():
                assert is_balanced(place)
            assert sum(one.quantity for one in Balance.objects.all()) <= 100
