"""The demo's agreements as its people live them: some signed, one that waits for a signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from selaras.agreements import Agreement, Commitment, export_agreement
from selaras.agreements.reading import agreement_files, read_agreement
from selaras.agreements.values import NumberObjective, Schedule, WithinObjective
from selaras.calendars import Duration, read_duration
from selaras.errors import InputError, said
from selaras.records.agreements.commenting import comment
from selaras.records.agreements.drafting import start_draft
from selaras.records.agreements.models import Enactment, Proposal, Version
from selaras.records.agreements.proposing import propose
from selaras.records.agreements.signing import sign
from selaras.records.audit.actor import Actor
from selaras.records.people.models import Person, Role
from selaras.workspace import Workspace

_ZONE = ZoneInfo("Asia/Jakarta")
_AMENDED = "marketing-sales"
_FROM, _TO = date(2026, 6, 1), date(2027, 5, 31)
_SAID = {
    "question": {
        "en": "Agreed in principle. Can we write down that a rejected lead comes back with a "
        "reason? It is what we learn from.",
        "id": "Pada prinsipnya setuju. Bisakah ditulis bahwa prospek yang ditolak kembali dengan "
        "alasannya? Dari situ kami belajar.",
    },
    "message": {
        "en": "Ramadan is over and two reps are new: we bring more, if leads are called sooner.",
        "id": "Ramadan usai dan ada dua tenaga baru: kami bisa membawa lebih banyak, asalkan "
        "prospek dihubungi lebih cepat.",
    },
    "doubt": {
        "en": "Three hours works in Jakarta. Jayapura has a single rep until July: can it stay at "
        "four hours there until then?",
        "id": "Tiga jam bisa di Jakarta. Jayapura hanya punya satu tenaga sampai Juli: bisakah di "
        "sana tetap empat jam sampai saat itu?",
    },
}


@transaction.atomic
def sign_demo_agreements(workspace: Workspace) -> None:
    """Let the demo's people sign its agreements, and leave one amendment waiting.

    People are found by their memberships: each party of the files needs one who signs for it.
    Does nothing where there are versions already. Raises InputError where somebody is missing.
    """
    if Version.objects.exists():
        return
    for file in agreement_files(workspace.agreements):
        _sign(workspace, file)
    if (workspace.agreements / f"{_AMENDED}.yaml").is_file():
        _amend(workspace)


def _sign(workspace: Workspace, file: Path) -> None:
    version = read_agreement(file)
    agreement = version.agreement
    parties = agreement.parties
    people = {slug: _signer(slug) for slug in parties}
    first, others = parties[0], parties[1:]
    at = _clock(agreement.effective_from)
    proposal = _propose(
        workspace, people[first], first, agreement.name, file.read_text(encoding="utf-8"), at(16, 9)
    )
    if agreement.name == _AMENDED:
        comment(
            people[others[0]],
            workspace,
            proposal.pk,
            text=_SAID["question"][workspace.language],
            at=at(13, 14),
        )
    for n, slug in enumerate((*others, first)):
        sign(
            people[slug],
            workspace,
            proposal.pk,
            party=slug,
            hash=proposal.version.hash,
            at=at(9 - n, 10 + n),
        )


def _amend(workspace: Workspace) -> None:
    enacted = Enactment.objects.select_related("version").get(agreement__name=_AMENDED)
    before = read_agreement(workspace.agreements / f"{_AMENDED}.yaml").agreement
    parties = before.parties
    people = {slug: _signer(slug) for slug in parties}
    at = _clock(date(2026, 5, 16))
    draft = start_draft(
        people[parties[0]],
        workspace,
        name=_AMENDED,
        party=parties[0],
        text=export_agreement(amended(before)),
        follows=enacted.version,
        at=at(6, 16),
    )
    proposal = propose(
        people[parties[0]],
        workspace,
        draft.pk,
        revision=draft.revision,
        message=_SAID["message"][workspace.language],
        at=at(5, 10),
    )
    sign(
        people[parties[0]],
        workspace,
        proposal.pk,
        party=parties[0],
        hash=proposal.version.hash,
        at=at(5, 11),
    )
    comment(
        people[parties[1]],
        workspace,
        proposal.pk,
        text=_SAID["doubt"][workspace.language],
        commitment="first-response",
        at=at(3, 15),
    )


def amended(before: Agreement) -> Agreement:
    """What Marketing proposes for the second half of the year: more leads for sooner calls."""
    commitments = tuple(_amended(commitment) for commitment in before.commitments)
    return replace(before, effective_from=_FROM, effective_to=_TO, commitments=commitments)


def _amended(commitment: Commitment) -> Commitment:
    objective = commitment.objective
    if commitment.name == "leads-per-rep" and isinstance(objective, NumberObjective):
        asked = objective.target.otherwise or Decimal(1)
        more = Decimal(round(asked * Decimal("1.2")))
        return replace(
            commitment,
            objective=replace(objective, target=Schedule(more)),
            baseline=asked,
            says=f"Every rep gets at least {more} MQLs a month.",
        )
    if commitment.name == "first-response" and isinstance(objective, WithinObjective):
        return replace(
            commitment,
            objective=replace(objective, within=Schedule(_three_hours())),
            says="A person answers a lead within three working hours.",
        )
    return commitment


def _three_hours() -> Duration:
    return read_duration("3 business hours")


def _propose(
    workspace: Workspace, actor: Actor, party: str, name: str, text: str, at: datetime
) -> Proposal:
    draft = start_draft(actor, workspace, name=name, party=party, text=text, at=at)
    return propose(actor, workspace, draft.pk, revision=draft.revision, at=at)


def _clock(day: date) -> Callable[[int, int], datetime]:
    """Instants so many days before a day, at an hour of the working day."""

    def at(days_before: int, hour: int) -> datetime:
        return datetime.fromordinal(day.toordinal() - days_before).replace(hour=hour, tzinfo=_ZONE)

    return at


def _signer(party: str) -> Actor:
    found = Person.objects.filter(
        memberships__party__slug=party,
        memberships__role__in=(Role.SIGNER, Role.HEAD),
        is_active=True,
    )
    person = found.order_by("pk").first()
    if person is None:
        raise InputError(
            said(
                "Nobody signs for {party} yet.",
                "Belum ada yang menandatangani untuk {party}.",
                party=party,
            ),
            mend=said("Make a signer of it first.", "Tetapkan penanda tangannya dahulu."),
        )
    return Actor(person, "page")
