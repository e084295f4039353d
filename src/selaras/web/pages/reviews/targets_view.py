"""Shared targets as the page of reviews shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selaras.agreements.values import AgreementVersion
from selaras.records.people.scope import Scope
from selaras.records.reviews.joint_target import may_agree
from selaras.records.reviews.material import version_in_force
from selaras.records.reviews.models import JointTarget
from selaras.records.reviews.shared import standing_of_target
from selaras.review.joint_target import TargetStanding, TargetState
from selaras.review.words import Words, period_words
from selaras.web.place import workspace
from selaras.workspace.standing import StandingLedger


@dataclass(frozen=True, slots=True)
class ShownTarget:
    """An agreement and the target its parties share, propose, or could share."""

    version: AgreementVersion
    target: JointTarget | None
    standing: TargetStanding | None
    period: Words | None
    may_agree: bool
    may_act: bool

    @property
    def is_met(self) -> bool:
        return self.standing is not None and self.standing.state is TargetState.MET

    @property
    def is_missed(self) -> bool:
        return self.standing is not None and self.standing.state is TargetState.MISSED


def shown_targets(
    scope: Scope, ledger: StandingLedger, targets: Sequence[JointTarget], only: str = ""
) -> list[ShownTarget]:
    """One line for each agreement that a person sees, those with a target first."""
    by_agreement = {one.agreement: one for one in targets}
    today = workspace().today()
    names = sorted(
        {
            v.agreement.name
            for v in ledger.book.versions
            if scope.sees_agreement(v.agreement.parties) and only in ("", v.agreement.name)
        }
    )
    shown = []
    for name in names:
        version = version_in_force(ledger, name, today)
        target = by_agreement.get(name)
        standing = None
        if target is not None and target.is_shared:
            standing = standing_of_target(target, ledger.recorded)
        period = None
        if standing is not None and standing.period is not None:
            period = period_words(standing.period.first, standing.period.last)
        shown.append(
            ShownTarget(
                version,
                target,
                standing,
                period,
                target is not None and may_agree(scope, target),
                scope.acts_in(version.agreement.parties),
            )
        )
    return sorted(shown, key=lambda one: (one.target is None, one.version.agreement.name))
