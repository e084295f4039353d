"""Reviews as calendar entries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Calendar
from tests.records.reviews.conftest import act
from tests.records.reviews.test_life import AT, called

from selaras.records.people.models import Person
from selaras.records.people.scope import scope_of
from selaras.records.reviews.calendar_file import calendar_file
from selaras.records.reviews.meetings import cancel_meeting, move_meeting
from selaras.records.reviews.models import Meeting
from selaras.workspace.standing import StandingLedger

ADDRESS = "https://selaras.example/"


def event_of(*meetings: Meeting) -> tuple[Calendar, list]:  # type: ignore[type-arg]
    read = Calendar.from_ical(calendar_file(meetings, ADDRESS))
    return read, list(read.walk("VEVENT"))


def test_entry_has_its_zone_and_says_where_and_what(ledger: StandingLedger, maya: Person) -> None:
    meeting = called(maya, ledger)
    read, (event,) = event_of(meeting)
    starts = event["DTSTART"].dt
    assert starts == AT
    assert (starts.utcoffset(), event["DTSTART"].params["TZID"]) == (
        timedelta(hours=7),
        "Asia/Jakarta",
    )
    assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["Asia/Jakarta"]
    assert event["DTEND"].dt - starts == timedelta(minutes=60)
    assert event["URL"] == f"https://selaras.example/reviews/{meeting.pk}/"
    assert event["DTSTAMP"].dt.utcoffset() == timedelta(0)
    assert "What we promise each other" in event["DESCRIPTION"]


def test_same_revision_is_the_same_file(ledger: StandingLedger, maya: Person) -> None:
    meeting = called(maya, ledger)
    assert calendar_file([meeting], ADDRESS) == calendar_file([meeting], ADDRESS)


def test_moved_entry_has_the_same_id_and_a_higher_number(
    ledger: StandingLedger, maya: Person
) -> None:
    meeting = called(maya, ledger)
    _, (before,) = event_of(meeting)
    later = datetime(2026, 5, 7, 3, tzinfo=UTC)
    move_meeting(act(maya), scope_of(maya), meeting, starts_at=later, lasts_minutes=30,
                 place="Merapi; 3rd floor, left", title="")  # fmt: skip
    _, (after,) = event_of(meeting)
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (after["DTSTART"].dt, str(after["LOCATION"])) == (later, "Merapi; 3rd floor, left")


def test_cancelled_entry_says_so(ledger: StandingLedger, maya: Person) -> None:
    meeting = cancel_meeting(act(maya), scope_of(maya), called(maya, ledger))
    _, (event,) = event_of(meeting)
    assert event["STATUS"] == "CANCELLED"


def test_title_cannot_add_lines_of_its_own(ledger: StandingLedger, maya: Person) -> None:
    meeting = called(maya, ledger)
    meeting.title = "A\r\nATTENDEE:mailto:evil@example.org\nB"
    _, (event,) = event_of(meeting)
    assert "ATTENDEE" not in event


def test_all_reviews_lie_in_one_file(ledger: StandingLedger, maya: Person) -> None:
    _, events = event_of(called(maya, ledger), called(maya, ledger))
    assert len({str(event["UID"]) for event in events}) == 2
