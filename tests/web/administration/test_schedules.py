"""Regular work on its page: planned, changed, let rest, done now, and how it went."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.conftest import person, signed_in

from selaras.records.alerts.models import Preference
from selaras.records.audit.models import AuditRow
from selaras.records.people.models import Party, Role
from selaras.records.tasks.models import Schedule, Task
from selaras.workspace import Workspace

PAGE = "/administration/schedules/"


@pytest.fixture
def administrator(home: Party, place: Workspace) -> Client:
    return signed_in(person("ratna", (home.slug, Role.ADMINISTRATOR)))


@pytest.fixture
def planned(db: None) -> Schedule:
    return Schedule.objects.create(
        kind="evaluate", every="day", next_at=timezone.now() + timedelta(hours=5)
    )


def _plan(client: Client, **changes: str) -> Any:
    sent = {"work": "load:leads", "every": "week", "at": "06:15", "weekday": "2"} | changes
    return client.post(PAGE, sent)


def test_work_is_planned_and_replaced_by_another_rhythm(administrator: Client) -> None:
    assert _plan(administrator).status_code == 302
    assert _plan(administrator, every="60").status_code == 302
    (schedule,) = Schedule.objects.all()
    assert (schedule.kind, schedule.mapping, schedule.every, schedule.at) == (
        *("load", "leads", "60"),
        None,  # every hour has no time of day
    )
    actions = AuditRow.objects.filter(action="schedule.saved").values_list("via", flat=True)
    assert list(actions) == ["page", "page"]


def test_form_begins_with_what_is_to_be_changed(administrator: Client) -> None:
    _plan(administrator)
    schedule = Schedule.objects.get()
    text = administrator.get(PAGE, {"of": schedule.pk}).content.decode()
    assert 'value="06:15"' in text
    assert '<option value="load:leads" selected>' in text
    assert '<option value="2" selected>' in text


@pytest.mark.parametrize("changes", [{"work": "load:none"}, {"every": "7"}, {"at": "25:00"}])
def test_what_cannot_be_planned_is_said_in_the_form(
    administrator: Client, changes: dict[str, str]
) -> None:
    answer = _plan(administrator, **changes)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Schedule.objects.exists()


def test_done_now_once_however_often_it_is_pressed(
    administrator: Client, planned: Schedule
) -> None:
    for _ in range(2):
        administrator.post(f"{PAGE}{planned.pk}/", {"do": "run"})
    (task,) = Task.objects.all()
    assert (task.name, task.key, task.person.email) == ("evaluate",) * 2 + ("ratna@example.org",)
    assert "waits to be done" in administrator.get(PAGE).content.decode()


def test_work_that_rests_has_no_turn_until_it_is_taken_up(
    administrator: Client, planned: Schedule
) -> None:
    Schedule.objects.update(next_at=timezone.now() - timedelta(days=9))
    administrator.post(f"{PAGE}{planned.pk}/", {"do": "rest"})
    assert "rests" in administrator.get(PAGE).content.decode()
    administrator.post(f"{PAGE}{planned.pk}/", {"do": "resume"})
    planned.refresh_from_db()
    assert planned.active
    assert planned.next_at > timezone.now()  # what was slept through is not made up for


def test_last_time_is_the_newest_that_is_over(administrator: Client, planned: Schedule) -> None:
    Task.objects.create(name="evaluate", key="evaluate", state="done", finished_at=timezone.now())
    Task.objects.create(
        name="evaluate",
        key="evaluate",
        state="failed",
        finished_at=timezone.now(),
        problem={"en": "There is no evidence.", "id": "Belum ada bukti."},
    )
    text = administrator.get(PAGE).content.decode()
    assert "failed on" in text
    assert "There is no evidence." in text
    assert "done on" not in text


def test_digests_are_counted(administrator: Client, home: Party) -> None:
    for name in ("adi", "budi"):
        Preference.objects.create(person=person(name), digest="daily")
    text = administrator.get(PAGE).content.decode()
    assert "every morning: 2 people" in text


def test_auditor_reads_and_changes_nothing(home: Party, place: Workspace) -> None:
    schedule = Schedule.objects.create(kind="evaluate", every="day", next_at=timezone.now())
    auditor = signed_in(person("dian", (home.slug, Role.AUDITOR)))
    assert "Do it now" not in auditor.get(PAGE).content.decode()
    assert auditor.post(f"{PAGE}{schedule.pk}/", {"do": "remove"}).status_code == 403
    _plan(auditor)
    assert Schedule.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_much_is_planned(
    administrator: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(count):
        Schedule.objects.create(kind="load", mapping=f"m{n}", every="60", next_at=timezone.now())
        Task.objects.create(name="load", key=f"load:m{n}", state="done", finished_at=timezone.now())
    with django_assert_max_num_queries(14):
        administrator.get(PAGE)
