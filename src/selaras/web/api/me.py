"""Whoever calls: their profile and their tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from selaras.records.people.models import ApiToken
from selaras.records.people.profile import change_profile
from selaras.records.people.tokens import make_token, revoke_token
from selaras.web.api.access import actor, by_token, person
from selaras.web.api.errors import REFUSED
from selaras.web.api.pages import Asked, PageOf, page
from selaras.web.api.people import PersonOut, one_person
from selaras.web.api.seen import one_of

router = Router(tags=["me"])


class ProfileIn(Schema):
    name: str = Field(min_length=1, max_length=120)
    language: Literal["en", "id"]
    time_zone: str = Field(max_length=64)


class TokenOut(Schema):
    """A token; `text` is told once, when it is made, and `hint` is how it ends."""

    id: int
    name: str
    hint: str
    scopes: list[str]
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    text: str | None = None


class TokenIn(Schema):
    """What it is for, what it may do, and for how many days."""

    name: str = Field(min_length=1, max_length=80)
    scopes: list[Literal["read", "write", "administer"]] = Field(min_length=1, max_length=3)
    days: int = Field(90, ge=1, le=366)


def token_out(row: ApiToken, text: str | None = None) -> TokenOut:
    return TokenOut(
        id=row.pk, name=row.name, hint=row.hint, scopes=row.scopes.split(), made_at=row.made_at,
        expires_at=row.expires_at, last_used_at=row.last_used_at, text=text,
    )  # fmt: skip


@router.get("/me", response=PersonOut, summary="Me")
def me(request: HttpRequest) -> PersonOut:
    """Whoever calls."""
    return one_person(person(request).pk)


@router.put("/me", response={200: PersonOut, **REFUSED}, summary="Change my profile")
def change(request: HttpRequest, payload: ProfileIn) -> PersonOut:
    change_profile(actor(request), person(request), **payload.dict())
    return one_person(person(request).pk)


@router.get("/me/tokens", response=PageOf[TokenOut], summary="My tokens")
def tokens(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Tokens of one's own that were not revoked."""
    rows = ApiToken.objects.filter(person=person(request), revoked_at=None)
    return page(rows, asked, token_out)


@router.post("/me/tokens", response={201: TokenOut, **REFUSED}, summary="Make a token")
def make(request: HttpRequest, payload: TokenIn) -> Status[TokenOut]:
    """Only from a session: a token that leaked must not be able to make itself a successor."""
    if by_token(request):
        raise PermissionDenied("A token makes no tokens: sign in on the pages.")
    made = make_token(actor(request), person(request), name=payload.name,
                      scopes=frozenset(payload.scopes), days=payload.days)  # fmt: skip
    return Status(201, token_out(made.token, made.text))


@router.delete("/me/tokens/{token_id}", response={204: None, **REFUSED}, summary="Revoke a token")
def revoke(request: HttpRequest, token_id: int) -> Status[None]:
    """Also the one that calls."""
    mine = ApiToken.objects.filter(person=person(request))
    revoke_token(actor(request), one_of(mine, token_id))
    return Status(204, None)
