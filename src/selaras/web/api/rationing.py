"""Trying out how scarce capacity may be shared, over the API."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from selaras.capacity.choices import RATIONING
from selaras.capacity.rationing_simulation import Holder, trials_form, try_policies
from selaras.web.api.access import ASKING
from selaras.web.api.capacity import CapacityOut, house_alone
from selaras.web.api.errors import REFUSED

router = Router(tags=["capacity"])


class HolderIn(Schema):
    """Who asks, for how much a week on average, and how it ranks under `priority`."""

    name: str = Field(min_length=1, max_length=100)
    mean: float = Field(ge=0)
    priority: int = Field(0, ge=-1000, le=1000)


class RationingIn(Schema):
    """What is free each week, and who asks for it."""

    capacity: float = Field(ge=0)
    holders: list[HolderIn] = Field(min_length=1, max_length=50)
    weeks: int = Field(RATIONING.draws, ge=1, le=2000)
    seed: int = Field(RATIONING.seed, ge=0, le=2**31)


@router.post("/capacity/rationing", auth=ASKING, response={200: CapacityOut, **REFUSED},
             summary="Try how scarce capacity may be shared")  # fmt: skip
def ration(request: HttpRequest, payload: RationingIn) -> CapacityOut:
    """First come, priority and fair shares on the same simulated weeks; `in_force` is the policy by
    which reservations are taken here."""
    house_alone(request)
    holders = [Holder(one.name, one.mean, priority=one.priority) for one in payload.holders]
    tried = try_policies(holders, payload.capacity, weeks=payload.weeks, seed=payload.seed)
    return CapacityOut(answer=trials_form(tried))
