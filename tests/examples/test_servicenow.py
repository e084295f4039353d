"""The service desk's log: every figure worked out again from the archive, without the ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from selaras.calendars import Pause, due, elapsed, find_calendar, read_duration

from .workspaces import Example, accounted, month, selaras

LOG = "incident_event_log.csv.zip"
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
MONTHS = ("2016-03-01", "2016-04-01", "2016-05-01")
STATES = {
    "New": False,
    "Active": False,
    "Resolved": False,
    "Closed": False,
    "Awaiting User Info": True,
    "Awaiting Problem": True,
    "Awaiting Vendor": True,
    "Awaiting Evidence": True,
}
"""Whether the clock stands still in a state; -100 is none."""


@dataclass(frozen=True)
class Incident:
    """What the log says of one number; `stopped` are its pauses."""

    number: str
    opened: datetime
    resolved: datetime | None
    priority: str
    stopped: tuple[Pause, ...]
    asked_in: frozenset[str]

    @property
    def month(self) -> str:
        return month(self.opened.date().isoformat())


@pytest.fixture(scope="module")
def log(servicenow: Example) -> list[dict[str, str]]:
    return servicenow.rows(LOG)


@pytest.fixture(scope="module")
def incidents(log: list[dict[str, str]]) -> list[Incident]:
    by_number: dict[str, list[dict[str, str]]] = {}
    for row in log:
        by_number.setdefault(row["number"], []).append(row)
    return [read_incident(number, rows) for number, rows in by_number.items()]


def read_time(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=SAO_PAULO)


def read_incident(number: str, rows: list[dict[str, str]]) -> Incident:
    last, resolved = rows[-1], None
    if last["resolved_at"] != "?":
        resolved = read_time(last["resolved_at"])
    else:
        solved = [row for row in rows if row["incident_state"] == "Resolved"]
        resolved = read_time(solved[-1]["sys_updated_at"]) if solved else None
        last = solved[-1] if solved else last
    asked = [row for row in rows if row["incident_state"] == "Awaiting User Info"]
    return Incident(
        number=number,
        opened=read_time(last["opened_at"]),
        resolved=resolved,
        priority=last["priority"],
        stopped=pauses(rows),
        asked_in=frozenset(month(read_time(r["sys_updated_at"]).date().isoformat()) for r in asked),
    )


def pauses(rows: list[dict[str, str]]) -> tuple[Pause, ...]:
    """From a state in which the clock stands still to the next in which it does not."""
    ordered = sorted(rows, key=lambda r: (read_time(r["sys_updated_at"]), int(r["sys_mod_count"])))
    found: list[Pause] = []
    since: datetime | None = None
    for row in ordered:
        if row["incident_state"] not in STATES:
            continue
        at = read_time(row["sys_updated_at"])
        if STATES[row["incident_state"]]:
            since = since or at
        elif since is not None:
            found.append(Pause(since, at))
            since = None
    return (*found, Pause(since)) if since else tuple(found)


def test_every_row_of_the_log_is_accounted_for(
    servicenow: Example, log: list[dict[str, str]], incidents: list[Incident]
) -> None:
    counts = servicenow.load_again()
    tickets = counts["servicenow-incidents", "tickets"]
    events = counts["servicenow-incidents", "ticket_events"]
    assert (tickets["read"], events["read"]) == (len(log), len(log)) == (119_998, 119_998)
    assert (accounted(tickets), accounted(events)) == (len(log), len(log))
    assert tickets["unchanged"] == len(incidents) == 20_769
    assert tickets["merged"] == len(log) - len(incidents)
    assert events["unchanged"] == len(
        {(row["number"], row["sys_updated_at"], row["sys_mod_count"]) for row in log}
    )
    assert tickets["quarantined"] == events["quarantined"] == {}


def test_the_last_row_of_an_incident_is_what_became_of_it(
    servicenow: Example, incidents: list[Incident]
) -> None:
    words = {"1 - Critical": "critical", "2 - High": "high", "3 - Moderate": "moderate"}
    stored = servicenow.evidence("tickets", "ticket_id", "severity", "resolved_at").to_pylist()
    assert {row["ticket_id"]: (row["severity"], row["resolved_at"]) for row in stored} == {
        i.number: (words.get(i.priority, "low"), i.resolved) for i in incidents
    }
    assert sum(incident.resolved is None for incident in incidents) == 3


def test_a_state_that_means_nothing_leaves_the_clock_as_it_was(
    servicenow: Example, log: list[dict[str, str]]
) -> None:
    stored = servicenow.evidence("ticket_events", "status", "pause", "party").to_pylist()
    unclear = [row for row in stored if row["status"] is None]
    assert unclear == [{"status": None, "pause": None, "party": None}] * 2
    assert sum(row["pause"] is True for row in stored) == sum(
        STATES.get(row["incident_state"], False) for row in log
    )


@pytest.mark.parametrize(
    ("severity", "priority", "hours"),
    [("critical", "1 - Critical", 4), ("high", "2 - High", 8)],
)
def test_resolution_in_working_time_less_pauses(
    servicenow: Example, incidents: list[Incident], severity: str, priority: str, hours: int
) -> None:
    calendar = find_calendar("service-desk", (servicenow.root / "calendars",))
    end = datetime(2017, 2, 16, tzinfo=SAO_PAULO)
    tallies = {first: Counter[str]() for first in MONTHS}
    for incident in incidents:
        if incident.priority != priority or incident.month not in tallies:
            continue
        taken = elapsed(calendar, incident.opened, incident.resolved or end, incident.stopped)
        in_time = taken <= timedelta(hours=hours)
        fate = "broken" if not in_time else "kept" if incident.resolved else "open"
        tallies[incident.month][fate] += 1
    assert sum(tally.total() for tally in tallies.values()) > 200
    verdicts = servicenow.verdicts("resolution")
    for first, tally in tallies.items():
        verdict = verdicts[severity, first]
        assert (verdict["kept"], verdict["broken"], verdict["n"]) == (
            tally["kept"],
            tally["broken"],
            tally.total(),
        )
        is_kept = tally["kept"] * 4 >= tally.total() * 3
        assert verdict["status"] == ("kept" if is_kept else "missed")


def test_resolution_of_low_severity_in_working_days(
    servicenow: Example, incidents: list[Incident]
) -> None:
    calendar = find_calendar("service-desk", (servicenow.root / "calendars",))
    promised = read_duration("10 business days")
    tallies = {first: Counter[bool]() for first in MONTHS}
    for incident in incidents:
        if incident.priority != "4 - Low" or incident.month not in tallies:
            continue
        assert incident.resolved is not None
        last = due(calendar, incident.opened, promised, incident.stopped).instant
        assert last is not None
        tallies[incident.month][incident.resolved <= last] += 1
    verdicts = servicenow.verdicts("resolution")
    assert {first: verdicts["low", first]["kept"] for first in MONTHS} == {
        first: tally[True] for first, tally in tallies.items()
    }
    assert {first: verdicts["low", first]["broken"] for first in MONTHS} == {
        first: tally[False] for first, tally in tallies.items()
    }


def test_pick_up_in_working_hours(
    servicenow: Example, log: list[dict[str, str]], incidents: list[Incident]
) -> None:
    calendar = find_calendar("service-desk", (servicenow.root / "calendars",))
    opened = {i.number: i for i in incidents if i.month == "2016-05-01"}
    begun, ended = dict[str, datetime](), dict[str, datetime]()
    for row in log:
        incident = opened.get(row["number"])
        at = read_time(row["sys_updated_at"])
        if incident is None or at < incident.opened:
            continue
        first = {"Active": begun, "Resolved": ended, "Closed": ended}.get(row["incident_state"])
        if first is not None:
            first[row["number"]] = min(at, first.get(row["number"], at))
    fates = Counter[str]()
    horizon = datetime(2017, 2, 16, tzinfo=SAO_PAULO)
    for number, incident in opened.items():
        start, end = begun.get(number), ended.get(number)
        is_begun = start is not None and (end is None or start <= end)
        until = start if is_begun else end
        taken = elapsed(calendar, incident.opened, until or horizon)
        if taken > timedelta(hours=4):
            fates["broken"] += 1
        else:
            fates["kept" if is_begun else "exempt"] += 1
    verdict = servicenow.verdicts("pick-up")["", "2016-05-01"]
    assert {word: verdict[word] for word in ("kept", "broken", "exempt")} == dict(fates)
    assert verdict["status"] == "missed"


def test_working_time_of_a_sample_is_that_of_the_scalar_calendar(
    servicenow: Example, incidents: list[Incident]
) -> None:
    calendar = find_calendar("service-desk", (servicenow.root / "calendars",))
    known = {incident.number: incident for incident in incidents}
    items = servicenow.trace("service-users", "resolution", "moderate", "2016-04")["items"]
    sample = [item for item in items if item["item"].endswith("7")]
    assert len(sample) > 500
    assert sum(bool(known[item["item"]].stopped) for item in sample) > 50
    for item in sample:
        incident = known[item["item"]]
        assert incident.resolved is not None
        taken = elapsed(calendar, incident.opened, incident.resolved, incident.stopped)
        assert item["elapsed_seconds"] == taken.total_seconds(), item["item"]
        assert item["judgement"] == ("kept" if taken <= timedelta(hours=24) else "broken")


def test_resolution_within_30_days(servicenow: Example, incidents: list[Incident]) -> None:
    tallies = {first: Counter[str]() for first in MONTHS}
    for incident in incidents:
        if incident.month in tallies:
            latest = incident.opened + timedelta(days=30)
            kept = incident.resolved is not None and incident.resolved <= latest
            tallies[incident.month]["kept" if kept else "broken"] += 1
    verdicts = servicenow.verdicts("resolution-within-a-month")
    assert {first: verdicts["", first]["kept"] for first in MONTHS} == {
        first: tally["kept"] for first, tally in tallies.items()
    }
    assert {first: verdicts["", first]["broken"] for first in MONTHS} == {
        first: tally["broken"] for first, tally in tallies.items()
    }


def test_share_of_incidents_that_wait_for_users(
    servicenow: Example, incidents: list[Incident]
) -> None:
    verdicts = servicenow.verdicts("said-at-once")
    opened = Counter(incident.month for incident in incidents)
    until = date(2016, 5, 14).isoformat()
    for first in MONTHS[:2]:
        asked = sum(first in incident.asked_in for incident in incidents)
        verdict = verdicts["", first]
        assert (verdict["kept"], verdict["n"]) == (asked, opened[first])
        assert verdict["status"] == ("kept" if asked * 4 <= opened[first] else "missed")
    # The agreement ends on the day after which no incident is opened.
    assert verdicts["", "2016-05-01"]["period"]["end"].startswith(until)
    assert verdicts["", "2016-05-01"]["n"] == opened["2016-05-01"]


def test_lint_has_nothing_to_say(servicenow: Example) -> None:
    assert selaras("lint", "--workspace", servicenow.root).endswith("0 errors, 0 warnings.\n")
