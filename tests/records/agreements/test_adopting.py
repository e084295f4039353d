"""A calendar is adopted by signature: changed later, it changes nothing that was signed."""

from __future__ import annotations

from tests.records.agreements.conftest import TEXT, proposed

from selaras.calendars import find_calendar
from selaras.ledger.evaluate import _as_adopted
from selaras.records.agreements.adopting import changed_since
from selaras.records.agreements.book import signed_book
from selaras.records.agreements.models import CalendarAdoption
from selaras.records.agreements.signing import sign
from selaras.records.audit.actor import Actor
from selaras.workspace import Workspace

OFFICE = """\
calendar: ours
time_zone: Asia/Jakarta
week: {mon-fri: [09:00-17:00]}
"""


def _sign(maya: Actor, sari: Actor, place: Workspace, text: str) -> None:
    proposal = proposed(maya, place, text)
    for actor, party in ((maya, "marketing"), (sari, "sales")):
        sign(actor, place, proposal.pk, party=party, hash=proposal.version.hash)


def test_what_was_adopted_is_used_after_the_file_has_changed(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    place.calendars.mkdir()
    file = place.calendars / "ours.yaml"
    file.write_text(OFFICE)
    before = find_calendar("ours", (place.calendars,)).version
    _sign(maya, sari, place, TEXT.replace("jakarta-office", "ours"))
    assert changed_since(place, list(CalendarAdoption.objects.all())) == ()
    file.write_text(OFFICE.replace("09:00", "10:00"))
    (version,) = signed_book().versions

    def today(name: str) -> object:
        return find_calendar(name, (place.calendars,))

    assert _as_adopted(version, today)("ours").version == before
    assert changed_since(place, list(CalendarAdoption.objects.all())) == ("ours",)


def test_a_new_version_adopts_the_calendar_as_it_is_then(
    maya: Actor, sari: Actor, place: Workspace
) -> None:
    place.calendars.mkdir()
    file = place.calendars / "ours.yaml"
    file.write_text(OFFICE)
    text = TEXT.replace("jakarta-office", "ours")
    _sign(maya, sari, place, text)
    file.write_text(OFFICE.replace("09:00", "10:00"))
    _sign(maya, sari, place, text.replace("2026-04-01", "2026-07-01"))
    first, second = signed_book().versions
    assert dict(first.adopted)["ours"].version != dict(second.adopted)["ours"].version
    assert dict(second.adopted)["ours"].version == find_calendar("ours", (place.calendars,)).version
