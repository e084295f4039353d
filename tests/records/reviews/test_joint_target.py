"""The shared target, from its proposal to the review that its miss asks for."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from tests.records.reviews.conftest import act
from tests.records.reviews.test_life import NAME, called
from tests.web.conftest import person

from selaras.errors import InputError
from selaras.records.feedback.waiting import waiting_for
from selaras.records.people.models import Party, Person, Role
from selaras.records.people.scope import scope_of
from selaras.records.reviews.joint_target import (
    agree_on_joint_target,
    drop_joint_target,
    joint_target,
    propose_joint_target,
)
from selaras.records.reviews.material import version_in_force
from selaras.records.reviews.models import JointTarget
from selaras.records.reviews.shared import missed_targets, standing_of_target, targets_to_agree
from selaras.workspace import Workspace
from selaras.workspace.standing import StandingLedger


def proposed(someone: Person, ledger: StandingLedger, commitment: str) -> JointTarget:
    version = version_in_force(ledger, NAME, date(2026, 4, 11))
    return propose_joint_target(
        act(someone), scope_of(someone), version, commitment=commitment, celebration="Lunch"
    )


def of_state(ledger: StandingLedger, maya: Person, state: str) -> JointTarget | None:
    """A target on the first promise of the ledger that stands so."""
    for commitment in ledger.book.versions[0].agreement.commitments:
        target = proposed(maya, ledger, commitment.name)
        if standing_of_target(target, ledger.recorded).state == state:
            return target
    return None


def test_target_is_shared_once_the_other_side_agrees(
    ledger: StandingLedger, maya: Person, rahmat: Person
) -> None:
    target = proposed(maya, ledger, "first-response")
    assert not target.is_shared
    assert targets_to_agree(scope_of(maya)) == []
    assert targets_to_agree(scope_of(rahmat)) == [target]
    with pytest.raises(PermissionDenied):
        agree_on_joint_target(act(maya), scope_of(maya), target)
    assert agree_on_joint_target(act(rahmat), scope_of(rahmat), target).is_shared
    assert joint_target(NAME) == target


def test_new_proposal_takes_the_place_of_the_old(
    ledger: StandingLedger, maya: Person, rahmat: Person
) -> None:
    agree_on_joint_target(act(rahmat), scope_of(rahmat), proposed(maya, ledger, "first-response"))
    fresh = proposed(rahmat, ledger, "leads-per-rep")
    assert (JointTarget.objects.count(), fresh.is_shared) == (1, False)
    drop_joint_target(act(maya), scope_of(maya), fresh)
    assert joint_target(NAME) is None


def test_target_is_a_promise_of_the_agreement(
    ledger: StandingLedger, maya: Person, home: Party
) -> None:
    with pytest.raises(InputError, match="no commitment"):
        proposed(maya, ledger, "world-peace")
    with pytest.raises(PermissionDenied):
        proposed(person("budi", ("network", Role.MEMBER)), ledger, "first-response")


def test_missed_target_asks_for_a_review_until_one_is_called(
    ledger: StandingLedger, own_place: Workspace, maya: Person, rahmat: Person
) -> None:
    target = of_state(ledger, maya, "missed")
    assert target is not None
    now = own_place.now()

    def proposals() -> list[str]:
        waits = waiting_for(scope_of(maya), now, ledger.recorded)
        return [one.kind for one in waits if one.kind == "proposal"]

    assert proposals() == []  # it is not shared yet
    agree_on_joint_target(act(rahmat), scope_of(rahmat), target)
    assert missed_targets(scope_of(maya), ledger.recorded) == [target]
    assert proposals() == ["proposal"]
    called(rahmat, ledger)
    assert proposals() == []
