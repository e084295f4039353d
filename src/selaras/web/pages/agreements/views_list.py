"""All agreements: what is in force, what waits, what is being written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.agreements import AgreementVersion
from selaras.errors import InputError
from selaras.records.agreements.book import drafts_in_files, signed_book
from selaras.records.agreements.models import Draft, Proposal
from selaras.records.agreements.reach import sees_draft
from selaras.records.people.scope import Scope
from selaras.web.faults import said_of
from selaras.web.naming import party_names
from selaras.web.person import scope
from selaras.web.place import workspace


@dataclass(frozen=True, slots=True)
class Held:
    """An agreement that was signed, by the version that says most about today."""

    version: AgreementVersion
    first: date
    last: date | None
    standing: str
    parties: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.version.agreement.name


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open proposal: who has signed, who has not, and whether one may sign oneself."""

    proposal: Proposal
    signed: tuple[str, ...]
    missing: tuple[str, ...]
    for_me: bool
    comments: int


@login_required
def agreements(request: HttpRequest) -> HttpResponse:
    """Every agreement between one's parties."""
    reach, names = scope(request), party_names()
    held = _held(reach, names)
    waiting = _waiting(reach, names)
    drafts = [
        draft
        for draft in Draft.objects.select_related("party", "changed_by")
        if sees_draft(reach, draft)
    ]
    files, fault = ((), "") if held else _in_files(reach)
    context = {
        "held": [one for one in held if one.standing != "ended"],
        "ended": [one for one in held if one.standing == "ended"],
        "waiting": waiting,
        "for_me": [one for one in waiting if one.for_me],
        "drafts": drafts,
        "files": files,
        "fault": fault,
        "names": names,
        "may_write": bool(reach.members_of) and not reach.reads_only,
    }
    return render(request, "agreements/agreements.html", context)


def _held(reach: Scope, names: dict[str, str]) -> list[Held]:
    today = workspace().today()
    groups: dict[str, list[AgreementVersion]] = {}
    for version in signed_book().versions:
        if reach.sees_agreement(version.agreement.parties):
            groups.setdefault(version.agreement.name, []).append(version)
    return [_standing(versions, today, names) for versions in groups.values()]


def _standing(versions: list[AgreementVersion], today: date, names: dict[str, str]) -> Held:
    """The version in force today; else the one to come; else the last that was."""

    def days(version: AgreementVersion) -> tuple[date, date]:
        return version.in_force_from or date.min, version.in_force_to or date.max

    now = [v for v in versions if days(v)[0] <= today <= days(v)[1]]
    ahead = [v for v in versions if days(v)[0] > today]
    chosen = now[0] if now else min(ahead, key=days) if ahead else max(versions, key=days)
    standing = "force" if now else "ahead" if ahead else "ended"
    parties = tuple(names.get(slug, slug) for slug in chosen.agreement.parties)
    return Held(chosen, days(chosen)[0], chosen.in_force_to, standing, parties)


def _waiting(reach: Scope, names: dict[str, str]) -> list[Waiting]:
    rows = (
        Proposal.objects.filter(state=Proposal.State.OPEN)
        .select_related("agreement", "version", "party", "proposed_by")
        .prefetch_related("signatures__party", "comments")
    )
    return [
        _wait(row, reach, names) for row in rows if reach.sees_agreement(row.version.party_slugs)
    ]


def _wait(row: Proposal, reach: Scope, names: dict[str, str]) -> Waiting:
    signed = [one.party.slug for one in row.signatures.all()]
    missing = [slug for slug in row.version.party_slugs if slug not in signed]
    return Waiting(
        row,
        tuple(names.get(slug, slug) for slug in signed),
        tuple(names.get(slug, slug) for slug in missing),
        any(reach.signs_for(slug) for slug in missing),
        len(row.comments.all()),
    )


def _in_files(reach: Scope) -> tuple[tuple[AgreementVersion, ...], str]:
    """Agreements in the workspace's files, while nothing was signed; and what is wrong there."""
    try:
        book = drafts_in_files(workspace())
    except InputError as error:
        return (), said_of(error) if reach.administers else ""
    return tuple(v for v in book.versions if reach.sees_agreement(v.agreement.parties)), ""
