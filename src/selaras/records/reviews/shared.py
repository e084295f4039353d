"""Shared targets across agreements: which wait for a yes, which were missed and need a review."""

from __future__ import annotations

from collections.abc import Iterable

from selaras.ledger.recorded import RecordedVerdict
from selaras.records.people.scope import Scope
from selaras.records.reach import within
from selaras.records.reviews.joint_target import may_agree
from selaras.records.reviews.material import told_of
from selaras.records.reviews.models import JointTarget, Meeting
from selaras.review.joint_target import TargetStanding, TargetState, target_standing
from selaras.review.standing import standing_of


def seen_targets(scope: Scope) -> list[JointTarget]:
    """Shared and proposed targets of one's agreements."""
    rows = within(JointTarget.objects.select_related("proposed_by", "agreed_by"), scope)
    return list(rows.order_by("agreement"))


def targets_to_agree(scope: Scope) -> list[JointTarget]:
    """Proposed targets that wait for the yes of a party one acts for."""
    return [one for one in seen_targets(scope) if may_agree(scope, one)]


def standing_of_target(target: JointTarget, recorded: Iterable[RecordedVerdict]) -> TargetStanding:
    """Where a target stands by the verdicts on record."""
    return target_standing(standing_of(target.commitment, told_of(recorded, target.agreement)))


def missed_targets(scope: Scope, recorded: Iterable[RecordedVerdict]) -> list[JointTarget]:
    """Shared targets that were missed, where no joint review is called yet.

    Empty without verdicts, and for one who may not call a review.
    """
    told = tuple(recorded)
    if not told:
        return []
    missed = [
        one
        for one in seen_targets(scope)
        if one.is_shared
        and scope.acts_in(one.parties.split())
        and standing_of_target(one, told).state is TargetState.MISSED
    ]
    if not missed:
        return []
    called = set(
        Meeting.objects.filter(
            agreement__in=[one.agreement for one in missed], state=Meeting.State.PLANNED
        ).values_list("agreement", flat=True)
    )
    return [one for one in missed if one.agreement not in called]
