"""Answers that are kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.records.answers.conftest import act
from tests.web.conftest import AS_OF, person

from selaras.errors import EvidenceError, InputError, InternalError
from selaras.evidence import open_evidence
from selaras.records.answers.keep import keep_answer, seen_answers
from selaras.records.answers.models import KeptAnswer
from selaras.records.audit.models import AuditRow
from selaras.records.people.models import Party, Person, Role
from selaras.records.people.scope import scope_of
from selaras.workspace import Workspace


def keep(someone: Person, **changes: Any) -> KeptAnswer:
    asked: dict[str, Any] = {
        "kind": "diagnosis",
        "body": {"sentence": {"en": "Because.", "id": "Karena."}, "gap": 1.5},
        "snapshot": 1,
        "as_of": AS_OF,
        "versions": {"marketing-sales": "abc"},
        "parties": ("marketing", "sales"),
        "title": {"en": "Why?", "id": "Mengapa?"},
        "agreement": "marketing-sales",
    } | changes
    return keep_answer(act(someone), scope_of(someone), **asked)


def test_answer_is_kept_with_its_snapshot(own_place: Workspace, maya: Person) -> None:
    snapshot = open_evidence(own_place.evidence).snapshot()
    kept = keep(maya, snapshot=snapshot.id)
    assert (kept.snapshot, kept.is_intact) == (snapshot.number, True)
    assert [(pin.snapshot, pin.reason) for pin in open_evidence(own_place.evidence).pins()] == [
        (snapshot.number, f"answer {kept.pk}")
    ]
    assert AuditRow.objects.get(action="answer.kept").object_id == str(kept.pk)


def test_kept_answer_never_changes(own_place: Workspace, maya: Person) -> None:
    kept = keep(maya)
    with pytest.raises(InternalError):
        kept.save()
    with pytest.raises(InternalError):
        kept.delete()
    KeptAnswer.objects.filter(pk=kept.pk).update(body={"gap": 2})
    assert not KeptAnswer.objects.get(pk=kept.pk).is_intact


def test_answer_is_kept_by_members_alone(own_place: Workspace, maya: Person) -> None:
    for name, role in (("budi", ("network", Role.MEMBER)), ("dian", ("nusantara", Role.AUDITOR))):
        with pytest.raises(PermissionDenied):
            keep(person(name, role))


def test_answers_are_seen_by_their_parties(
    own_place: Workspace, maya: Person, rahmat: Person, home: Party
) -> None:
    kept = keep(maya)
    mine = keep(maya, parties=("marketing",))
    auditor = person("dian", ("nusantara", Role.AUDITOR))
    stranger = person("budi", ("network", Role.MEMBER))
    seen = {
        someone.name: set(seen_answers(scope_of(someone)).values_list("pk", flat=True))
        for someone in (maya, rahmat, auditor, stranger)
    }
    both = {kept.pk, mine.pk}
    assert seen == {"Maya": both, "Rahmat": {kept.pk}, "Dian": both, "Budi": set()}


def test_party_whose_name_begins_like_another_sees_nothing(
    own_place: Workspace, home: Party, maya: Person
) -> None:
    Party.objects.create(slug="market", name="Market", company=home)
    keep(maya)
    assert not seen_answers(scope_of(person("adi", ("market", Role.MEMBER)))).exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"body": {"x": float("nan")}}, InputError),
        ({"body": {"x": object()}}, InputError),
        ({"body": {"x": "y" * 2_100_000}}, InputError),
        ({"title": {"en": " "}}, InputError),
        ({"snapshot": 99}, EvidenceError),
    ],
)
def test_answer_that_cannot_be_kept_is_refused_as_a_whole(
    own_place: Workspace, maya: Person, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        keep(maya, **changes)
    assert KeptAnswer.objects.count() == 0
