"""What is kept of reservations is what reading them anew would find, whatever was done."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from numpy.testing import assert_array_equal

from selaras.capacity.reservations import Bookings
from selaras.errors import InputError
from selaras.records.audit.actor import command
from selaras.records.reservations import standing as kept
from selaras.records.reservations.booked import bookings, for_programmes
from selaras.records.reservations.changing import convert, expire, extend, release
from selaras.records.reservations.models import Reservation
from selaras.records.reservations.standing import standing
from selaras.records.reservations.taking import Wanted, take

from .places import NOW, day, stock

ROOT = Path("here")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_kept", {})


def alike(some: Bookings, others: Bookings) -> None:
    assert some.by_place.keys() == others.by_place.keys()
    for place, (days, quantities) in some.by_place.items():
        assert_array_equal(days, others.by_place[place][0])
        assert_array_equal(quantities, others.by_place[place][1])


def _act(draws: random.Random, now: datetime) -> None:
    """Something that somebody does, or tries to."""
    acts = [one.pk for one in Reservation.objects.filter(state="held").order_by("pk")]
    one = draws.choice(acts) if acts else 0
    site = draws.choice(["Abepura", "Sentani", "Waena"])
    wanted = Wanted(
        draws.randint(1, 30),
        day(draws.randint(1, 9)),
        programme=draws.choice(["", "east", "west"]),
        until=now + timedelta(minutes=draws.randint(1, 40)),
    )
    try:
        match draws.randint(0, 6):
            case 0:
                release(command(), one, now=now)
            case 1:
                convert(command(), one, "PO-1", now=now)
            case 2:
                extend(command(), one, now + timedelta(minutes=60), now=now)
            case 3:
                expire(command(), now=now)
            case _:
                take(command(), stock(site=site), wanted, now=now)
    except InputError:
        pass


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_reading_anew_would_find(db: None, seed: int) -> None:
    draws, now = random.Random(seed), NOW
    for _ in range(60):
        now += timedelta(seconds=draws.choice([0, 1, 70, 900]))
        _act(draws, now)
        found = standing(ROOT, now)
        # Within a minute nobody looks for what ran out in it.
        if not _ran_out_between(found.at, now):
            alike(found.bookings, bookings(now))
            own, others = found.bookings.by_programme, for_programmes(now)
            assert own.keys() == others.keys()
            for name, held in own.items():
                alike(held, others[name])


def _ran_out_between(since: datetime, now: datetime) -> bool:
    return Reservation.objects.filter(expires_at__gt=since, expires_at__lte=now).exists()


def test_only_places_that_changed_are_read_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[list[int]] = []

    def balances(at: datetime, ids: Collection[int]) -> list[tuple[int, int, float]]:
        read.append(sorted(ids))
        return original(at, ids)

    original = kept.balances
    # Where rows may come to light out of order, some are looked at again: not those of this test.
    monkeypatch.setattr(kept, "_OVERLAP", 0)
    for site in ("Abepura", "Sentani"):
        take(command(), stock(site=site), Wanted(10, day(3)), now=NOW)
    first = standing(ROOT, NOW)
    monkeypatch.setattr(kept, "balances", balances)
    assert standing(ROOT, NOW) is first
    taken = take(command(), stock(site="Sentani"), Wanted(5, day(3)), now=NOW)
    after = standing(ROOT, NOW)
    assert (read, after.serial) == ([[taken.place_id]], first.serial + 1)
    alike(after.bookings, bookings(NOW))
    convert(command(), taken.pk, "PO-1", now=NOW)
    assert standing(ROOT, NOW).serial == after.serial


def test_holds_that_run_out_are_given_back_within_a_minute(db: None) -> None:
    until = NOW + timedelta(minutes=5)
    take(command(), stock(), Wanted(10, day(3), until=until), now=NOW)
    assert standing(ROOT, NOW).bookings.by_place
    assert standing(ROOT, until + timedelta(minutes=1)).bookings.by_place == {}


def test_what_one_programme_gives_back_and_another_takes_is_seen(db: None) -> None:
    """In all nothing changes, and yet each of them finds something else taken."""
    until = NOW + timedelta(minutes=5)
    east = take(command(), stock(), Wanted(10, day(3), programme="east", until=until), now=NOW)
    before = standing(ROOT, NOW)
    release(command(), east.pk, now=NOW)
    take(command(), stock(), Wanted(10, day(3), programme="west", until=until), now=NOW)
    after = standing(ROOT, NOW)
    alike(after.bookings, before.bookings)
    assert after.serial > before.serial
    assert list(after.bookings.by_programme) == ["west"]


def test_after_very_many_changes_everything_is_read(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_MOST_CHANGES", 2)
    standing(ROOT, NOW)
    for n in range(4):
        take(command(), stock(), Wanted(1, day(n + 1)), now=NOW)
    alike(standing(ROOT, NOW).bookings, bookings(NOW))


def test_a_clock_that_is_held_in_the_past_shows_what_was_taken_then(db: None) -> None:
    take(command(), stock(), Wanted(10, day(3), until=NOW + timedelta(days=9)), now=NOW)
    later = NOW + timedelta(hours=1)
    made = take(command(), stock(), Wanted(7, day(3), until=NOW + timedelta(days=9)), now=later)
    assert standing(ROOT, NOW).is_past
    release(command(), made.pk, now=later)
    take(command(), stock(), Wanted(20, day(4), until=NOW + timedelta(days=9)), now=later)
    alike(standing(ROOT, NOW).bookings, bookings(NOW))
