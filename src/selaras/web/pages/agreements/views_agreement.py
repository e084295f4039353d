"""An agreement, its versions, and what is different between two of them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from selaras.agreements import diff_versions
from selaras.agreements.change import About, Change
from selaras.records.agreements.adopting import changed_since
from selaras.records.agreements.book import drafts_in_files, force_days
from selaras.records.agreements.ending import open_ending
from selaras.records.agreements.models import (
    CalendarAdoption,
    Enactment,
    Ending,
    Signature,
    Version,
)
from selaras.records.agreements.texts import read_version
from selaras.records.people.scope import Scope
from selaras.records.reader import reader_language
from selaras.web.naming import party_names
from selaras.web.pages.agreements.finding import (
    holding,
    newest_enacted,
    open_proposal_of,
    seen_version,
    seen_versions,
)
from selaras.web.pages.agreements.shown import shown_terms, sides
from selaras.web.person import scope
from selaras.web.place import workspace


@login_required
def agreement(request: HttpRequest, name: str) -> HttpResponse:
    """What both sides owe, as it is in force; or as it is proposed, where nothing is yet."""
    reach = scope(request)
    try:
        versions = seen_versions(name, reach)
    except Http404:
        return _from_file(request, name, reach)
    days = _days(versions)
    newest = newest_enacted(versions) or versions[-1]
    shown = holding(versions, days, workspace().today()) or newest
    proposal = open_proposal_of(shown.agreement)
    if proposal is not None and not reach.sees_agreement(proposal.version.party_slugs):
        proposal = None
    context = _version_context(shown, reach, versions) | {"proposal": proposal}
    if newest != shown:
        first = days.get(newest.pk, (None, None))[0]
        context |= {"coming": newest if first else None, "coming_from": first}
    if proposal is not None:
        signed = {one.party.slug for one in proposal.signatures.all()}
        names = context["names"]
        context["missing"] = [
            names.get(slug, slug) for slug in proposal.version.party_slugs if slug not in signed
        ]
    return render(request, "agreements/agreement.html", context)


@login_required
def version(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One version, whatever became of it."""
    reach = scope(request)
    versions = seen_versions(name, reach)
    shown = seen_version(name, number, reach)
    context = _version_context(shown, reach, versions) | {"one_version": True}
    return render(request, "agreements/agreement.html", context)


@login_required
def versions(request: HttpRequest, name: str) -> HttpResponse:
    """Every version, with what became of it and what it changed."""
    found = seen_versions(name, scope(request))
    days = _days(found)
    proposals: dict[int, Any] = {}
    made = found[0].agreement.proposals.select_related("party", "proposed_by")
    for proposal in made.order_by("id"):
        proposals[proposal.version_id] = proposal
    rows: list[dict[str, Any]] = []
    signed: Version | None = None
    for n, one in enumerate(found):
        before = one.follows or (found[n - 1] if n else None)
        if hasattr(one, "enactment"):
            # what both sides agreed to is read against what they had agreed to before
            before, signed = signed or before, one
        changes = [] if before is None else sentences(before, one)
        rows.append(
            {
                "version": one,
                "proposal": proposals.get(one.pk),
                "days": days.get(one.pk),
                "before": before,
                "changes": changes[:4],
                "more": max(0, len(changes) - 4),
            }
        )
    context = {"agreement": found[0].agreement, "rows": rows[::-1], "shown": found[-1]}
    return render(request, "agreements/versions.html", context)


@login_required
def compare(request: HttpRequest, name: str) -> HttpResponse:
    """What is different between two versions, in sentences."""
    found = {row.number: row for row in seen_versions(name, scope(request))}
    newest = max(found)
    after = found.get(_number(request, "to") or newest)
    before = found.get(_number(request, "from") or max(newest - 1, min(found)))
    if after is None or before is None:
        raise Http404
    changes = diff_versions(read_version(before), read_version(after))
    context = {
        "agreement": before.agreement,
        "shown": after,
        "before": before,
        "after": after,
        "numbers": sorted(found),
        "groups": grouped(changes),
        "count": len(changes),
    }
    return render(request, "agreements/compare.html", context)


@login_required
def yaml(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The text, to the letter."""
    row = seen_version(name, number, scope(request))
    answer = HttpResponse(row.text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="agreement-{row.pk}-v{row.number}.yaml"'
    return answer


def grouped(changes: tuple[Change, ...]) -> list[tuple[str, list[str]]]:
    """Changes by what they are about: the agreement and its words first, then each promise."""
    groups: dict[str, list[str]] = {}
    for change in changes:
        about = change.name if change.about is About.COMMITMENT else ""
        sentence = change.sentence(reader_language())
        sentence = sentence.removeprefix(f"{change.name}: ")
        groups.setdefault(about, []).append(sentence[:1].upper() + sentence[1:])
    return sorted(groups.items(), key=lambda group: group[0] != "")


def sentences(before: Version, after: Version) -> list[str]:
    return [
        change.sentence(reader_language())
        for change in diff_versions(read_version(before), read_version(after))
    ]


def _version_context(shown: Version, reach: Scope, found: tuple[Version, ...]) -> dict[str, Any]:
    names = party_names()
    version = read_version(shown)
    parties = shown.party_slugs
    enactment = getattr(shown, "enactment", None)
    signatures = Signature.objects.filter(proposal__version=shown).select_related("party", "person")
    last_signed = newest_enacted(found)
    ending = open_ending(last_signed.enactment) if last_signed is not None else None
    first, last = _days(found).get(shown.pk, (None, None))
    today = workspace().today()
    adoptions = CalendarAdoption.objects.filter(enactment=enactment).defer("resolved")
    calendars = list(adoptions) if enactment is not None else []
    return {
        "agreement": shown.agreement,
        "shown": shown,
        "values": version.agreement,
        "names": names,
        "parties": [names.get(slug, slug) for slug in parties],
        "sides": sides(version, names),
        "terms": shown_terms(version),
        "signatures": list(signatures) if enactment is not None else [],
        "enactment": enactment,
        "first": first,
        "last": last,
        "today": today,
        "ending": ending,
        "may_agree": ending is not None and _may_agree(ending, reach, parties),
        "may_take_back": ending is not None and reach.signs_for(ending.party.slug),
        "calendars": calendars,
        "changed": changed_since(workspace(), calendars) if last is None or last >= today else (),
        "may_write": reach.acts_in(parties),
        "may_sign": any(reach.signs_for(slug) for slug in parties),
        "older": len(found) > 1,
    }


def _may_agree(ending: Ending, reach: Scope, parties: tuple[str, ...]) -> bool:
    """Whether one signs for a party that neither gave the notice nor agreed to it."""
    agreed = {one.party.slug for one in ending.signatures.all()} | {ending.party.slug}
    return any(reach.signs_for(slug) for slug in parties if slug not in agreed)


def _days(found: tuple[Version, ...]) -> dict[int, Any]:
    """Version → its days in force."""
    rows = list(
        Enactment.objects.filter(agreement=found[0].agreement)
        .select_related("version")
        .prefetch_related("endings")
    )
    days = force_days(rows)
    return {row.version_id: days[row.pk] for row in rows if row.pk in days}


def _number(request: HttpRequest, key: str) -> int | None:
    text = request.GET.get(key, "")
    return int(text) if text.isdigit() and len(text) < 9 else None


def _from_file(request: HttpRequest, name: str, reach: Scope) -> HttpResponse:
    """An agreement that is only in a file yet: read as it will be brought in."""
    for found in drafts_in_files(workspace()).versions:
        agreement = found.agreement
        if agreement.name == name and reach.sees_agreement(agreement.parties):
            names = party_names()
            context = {
                "name": name,
                "values": agreement,
                "names": names,
                "parties": [names.get(slug, slug) for slug in agreement.parties],
                "sides": sides(found, names),
                "terms": shown_terms(found),
                "mine": [slug for slug in agreement.parties if reach.acts_for(slug)],
            }
            return render(request, "agreements/in_file.html", context)
    raise Http404
