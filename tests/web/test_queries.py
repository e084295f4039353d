"""Every page asks the database little, no more for three things than for one, and is small."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.access_matrix import API, ROWS
from tests.web.access_world import AGREEMENT, World, make_world
from tests.web.conftest import person, signed_in

from selaras.records.agreements.commenting import comment
from selaras.records.agreements.models import Proposal
from selaras.records.alerts.models import Channel, Notice
from selaras.records.answers.keep import keep_answer
from selaras.records.audit.actor import Actor
from selaras.records.feedback.give import give_feedback
from selaras.records.feedback.wins import tell_win
from selaras.records.loads.models import Load, Upload
from selaras.records.people.invitations import invite
from selaras.records.people.models import Party, Role
from selaras.records.people.scope import scope_of
from selaras.records.people.tokens import make_token
from selaras.records.reviews.agenda import add_point
from selaras.records.reviews.meetings import call_meeting
from selaras.records.reviews.models import Meeting
from selaras.records.reviews.outcomes import decide, give_action
from selaras.records.tasks.models import Schedule, Task
from selaras.web.book import book
from selaras.web.place import workspace
from selaras.workspace import Workspace
from selaras.workspace.standing import standing_ledger

MOST_QUERIES = 20
MOST_BYTES = 100_000
ROLES = ("administrator", "head")
LEAVE = ("account_logout", "openid_connect_login", "openid_connect_callback")


@pytest.fixture
def world(home: Party, place: Workspace) -> World:
    caches["default"].clear()
    return make_world(home, place)


def add_another(world: World, home: Party, number: int) -> None:
    """One more of everything that pages list."""
    head, administrator = world.people["head"], world.people["administrator"]
    assert head is not None
    assert administrator is not None
    _more_people(world, home, number)
    _more_reviews(head, number)
    actor = Actor(head, "page")
    for one in Proposal.objects.filter(state="open"):
        comment(actor, workspace(), one.pk, text=f"Why {number}?")
    for someone in (head, administrator):
        Notice.objects.create(person=someone, key=f"n{number}", kind="review", link="/reviews/",
                              says={"en": "Hello", "id": "Halo"})  # fmt: skip
        Channel.objects.create(person=someone, service="json", name=f"c{number}", address="x")
        Task.objects.create(name="evaluate", person=someone)
        make_token(
            *(Actor(someone, "page"), someone),
            name=f"t{number}",
            scopes=frozenset({"read"}),
            days=1,
        )
    Schedule.objects.create(
        kind=Schedule.Kind.LOAD, mapping=f"m{number}", next_at=workspace().now()
    )
    Load.objects.create(kind="load", person=head, via="page")
    Upload.objects.create(
        name=f"leads-{number}.csv", suffix=".csv", form="csv", bytes=1,
        sha256=f"{number:064d}", brought_by=administrator,
    )  # fmt: skip


def _more_people(world: World, home: Party, number: int) -> None:
    administrator = Actor(world.people["administrator"], "page")
    for slug, role in (("sales", Role.MEMBER), ("marketing", Role.HEAD)):
        person(f"more-{slug}-{number}", (slug, role), ("network", Role.MEMBER))
    Party.objects.create(slug=f"team-{number}", name=f"Team {number}", company=home)
    invite(administrator, email=f"m{number}@example.org", party=home, role=Role.HEAD)


def _more_reviews(head: object, number: int) -> None:
    actor, scope = Actor(head, "page"), scope_of(head)  # type: ignore[arg-type]
    whole, now = standing_ledger(workspace(), book()), workspace().now()
    version = next(v for v in whole.book.versions if v.agreement.name == AGREEMENT)
    starts = now + timedelta(days=4 + number)
    called = call_meeting(actor, scope, version, whole, starts_at=starts)
    for meeting in (called, Meeting.objects.order_by("pk")[0]):
        add_point(actor, scope, meeting, f"Point {number}")
        decide(actor, scope, meeting, f"We do {number}.")
        due_on = now.date() + timedelta(days=7)
        give_action(actor, scope, meeting, text=f"Call {number}", owner=head, due_on=due_on)  # type: ignore[arg-type]
    keep_answer(
        *(actor, scope),
        kind="verdict",
        body={"sentence": {"en": f"It is {number}", "id": f"Ia {number}"}},
        snapshot=whole.snapshot,
        as_of=now,
        versions={AGREEMENT: str(version.version)},
        parties=version.agreement.parties,
        title=f"Why {number}",
        agreement=AGREEMENT,
    )
    give_feedback(
        *(actor, scope),
        about="lead",
        about_id=f"L-{number}",
        from_party="sales",
        to_party="marketing",
        text="A student.",
        due_at=now + timedelta(days=2),
        agreement=AGREEMENT,
        now=now,
    )
    tell_win(
        *(actor, scope),
        text=f"Won {number}",
        parties=version.agreement.parties,
        happened_on=now.date(),
    )


def _paths(world: World) -> list[str]:
    pages = [
        reverse(row.name, kwargs=world.objects[row.of] if row.of else None)
        for row in ROWS
        if row.post is None and row.name not in LEAVE
    ]
    reads = [
        row.path.format(**world.values)
        for row in API
        # answers are worked out beside the pages, which ask less until one is there
        if row.method == "get" and not row.path.startswith("/api/answers/now/")
    ]
    return list(dict.fromkeys([*pages, *reads]))


def _asked(client: Client, world: World) -> dict[str, tuple[int, HttpResponse]]:
    """Queries by path, on a second look: what a first one keeps is not what is counted."""
    found = {}
    for path in _paths(world):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        found[path] = len(captured), answer
    return found  # type: ignore[return-value]


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_pages_ask_little_and_no_more_for_three_than_for_one(
    role: str, world: World, home: Party
) -> None:
    someone = world.people[role]
    assert someone is not None
    client = signed_in(someone)
    add_another(world, home, 1)
    one = _asked(client, world)
    for number in (2, 3):
        add_another(world, home, number)
    three = _asked(client, world)
    wrong = []
    for path, (queries, answer) in three.items():
        if queries > MOST_QUERIES:
            wrong.append(f"{path}: {queries} queries")
        if queries > one[path][0]:
            wrong.append(f"{path}: {one[path][0]} queries for one, {queries} for three")
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        size = len(b"".join(answer))
        if is_page and size > MOST_BYTES:
            wrong.append(f"{path}: {size} bytes")
    assert "\n".join(wrong) == ""
