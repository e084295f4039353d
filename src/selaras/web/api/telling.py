"""How somebody wants to be told, over the API."""

from __future__ import annotations

from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.records.alerts.channels import add_channel, remove_channel
from selaras.records.alerts.models import Channel, Preference
from selaras.records.alerts.notices import preference_of
from selaras.records.alerts.preferences import SWITCHES, save_preference
from selaras.web.api.access import actor, person
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.work import TaskOut, task_out
from selaras.web.jobs.trials import send_trial

router = Router(tags=["me"])


class TellingIn(Schema):
    """When, of what and by which way. `quiet` is a calendar whose working time is kept to."""

    at_once: bool = True
    email: bool = True
    at_risk: bool = True
    missed: bool = True
    kept: bool = True
    about: Literal["all", "own"] = "all"
    digest: Literal["none", "daily", "weekly"] = "none"
    quiet: str = Field("", max_length=100)


class ChannelOut(Schema):
    """A chat that one is told in; its address is never told again."""

    id: int
    service: str
    name: str
    active: bool


class ChannelIn(Schema):
    """The address as Apprise writes it, such as `tgram://bot-token/chat-id`."""

    name: str = Field("", max_length=80)
    address: str = Field(max_length=500)


def _telling(row: Preference) -> TellingIn:
    names = (*SWITCHES, "about", "digest", "quiet")
    return TellingIn(**{name: getattr(row, name) for name in names})


def _channel(row: Channel) -> ChannelOut:
    return ChannelOut(id=row.pk, service=row.service, name=row.name, active=row.active)


@router.get("/me/notifications", response=TellingIn, summary="How I am told")
def telling(request: HttpRequest) -> TellingIn:
    return _telling(preference_of(person(request)))


@router.put("/me/notifications", response={200: TellingIn, **REFUSED}, summary="Say how to tell me")
def tell(request: HttpRequest, payload: TellingIn) -> TellingIn:
    switches = {name: getattr(payload, name) for name in SWITCHES}
    saved = save_preference(
        actor(request), person(request), switches=switches, about=payload.about,
        digest=payload.digest, quiet=payload.quiet,
    )  # fmt: skip
    return _telling(saved)


@router.post("/me/notifications/trial", response={202: TaskOut, **REFUSED},
             summary="Send me a trial message")  # fmt: skip
def trial(request: HttpRequest) -> Status[TaskOut]:
    """By each way that I chose."""
    return Status(202, task_out(send_trial(person(request))))


@router.get("/me/channels", response=PageOf[ChannelOut], summary="Chats I am told in")
def channels(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    return page(person(request).channels.order_by("id"), asked, _channel)


@router.post("/me/channels", response={201: ChannelOut, **REFUSED}, summary="Tell me in a chat")
def add(request: HttpRequest, payload: ChannelIn) -> Status[ChannelOut]:
    return Status(201, _channel(add_channel(actor(request), person(request), **payload.dict())))


@router.delete("/me/channels/{channel_id}", response={204: None, **REFUSED},
               summary="Tell me there no longer")  # fmt: skip
def remove(request: HttpRequest, channel_id: int) -> Status[None]:
    if not remove_channel(actor(request), person(request), channel_id):
        raise Http404
    return Status(204, None)
