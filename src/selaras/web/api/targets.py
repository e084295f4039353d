"""The target that both sides of an agreement share, over the API."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.records.reach import within
from selaras.records.reviews.joint_target import (
    agree_on_joint_target,
    drop_joint_target,
    propose_joint_target,
)
from selaras.records.reviews.material import version_in_force
from selaras.records.reviews.models import JointTarget
from selaras.records.reviews.shared import seen_targets, standing_of_target
from selaras.review.joint_target import TargetState
from selaras.web.api.access import actor, scope
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.ledger_now import SeenLedger, seen_ledger
from selaras.web.place import workspace

router = Router(tags=["reviews"])


class TargetOut(Schema):
    """A target: `agreed_for` is empty until another party than `proposed_for` has said yes.

    `standing` says whether it is met by the verdicts on record, from `first` to `last`; null
    while it is not shared. What the celebration is, is told once it is met.
    """

    agreement: str
    parties: list[str]
    commitment: str
    celebration: str
    proposed_for: str
    agreed_for: str
    standing: Literal["met", "missed", "running", "cannot_tell"] | None
    first: date | None
    last: date | None


class TargetIn(Schema):
    """A commitment as the target; the celebration opens once it is met."""

    commitment: str = Field(max_length=100)
    celebration: str = Field("", max_length=300)
    party: str = Field("", max_length=100)


class PartyIn(Schema):
    """For which of one's parties; the first of one's own without it."""

    party: str = Field("", max_length=100)


def target_out(row: JointTarget, ledger: SeenLedger) -> TargetOut:
    found = standing_of_target(row, ledger.whole.recorded) if row.is_shared else None
    period = found.period if found else None
    is_met = found is not None and found.state is TargetState.MET
    return TargetOut(
        agreement=row.agreement, parties=row.parties.split(), commitment=row.commitment,
        celebration=row.celebration if is_met else "",
        proposed_for=row.proposed_for, agreed_for=row.agreed_for,
        standing=found.state.value if found else None,
        first=period.first if period else None, last=period.last if period else None,
    )  # fmt: skip


@router.get("/targets", response=PageOf[TargetOut], summary="Shared targets")
def targets(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Targets of one's agreements, shared or only proposed."""
    ledger = seen_ledger(scope(request))
    return page(seen_targets(scope(request)), asked, lambda row: target_out(row, ledger))


@router.put("/targets/{agreement}", response={200: TargetOut, **REFUSED},
            summary="Propose a shared target")  # fmt: skip
def propose(request: HttpRequest, agreement: str, payload: TargetIn) -> TargetOut:
    """Takes the place of the one before, and is shared once another party has agreed."""
    ledger = seen_ledger(scope(request))
    if agreement not in {one.agreement.name for one in ledger.agreements}:
        raise Http404
    version = version_in_force(ledger.whole, agreement, workspace().today())
    row = propose_joint_target(actor(request), scope(request), version, **payload.dict())
    return target_out(row, ledger)


@router.post("/targets/{agreement}/agree", response={200: TargetOut, **REFUSED},
             summary="Agree to a shared target")  # fmt: skip
def agree(request: HttpRequest, agreement: str, payload: PartyIn) -> TargetOut:
    row = _target(request, agreement)
    agreed = agree_on_joint_target(actor(request), scope(request), row, party=payload.party)
    return target_out(agreed, seen_ledger(scope(request)))


@router.delete("/targets/{agreement}", response={204: None, **REFUSED},
               summary="Share no target any more")  # fmt: skip
def drop(request: HttpRequest, agreement: str) -> Status[None]:
    drop_joint_target(actor(request), scope(request), _target(request, agreement))
    return Status(204, None)


def _target(request: HttpRequest, agreement: str) -> JointTarget:
    found = within(JointTarget.objects.all(), scope(request)).filter(agreement=agreement).first()
    if found is None:
        raise Http404
    return found
