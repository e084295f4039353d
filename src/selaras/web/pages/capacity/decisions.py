"""Approving or refusing a programme: what the approvers saw is frozen with what they decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from selaras.capacity.claims.credibility import Credibility
from selaras.capacity.postmortem.decision import KIND, decision_record
from selaras.capacity.programmes.answer import ProgrammeAnswer
from selaras.errors import InputError
from selaras.records.answers.keep import keep_answer
from selaras.records.answers.models import KeptAnswer
from selaras.records.audit.actor import Actor
from selaras.records.people.models import Party
from selaras.records.people.scope import Scope

APPROVED, REFUSED = "approved", "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a programme, by whom, and the frozen answer that was seen."""

    programme: str
    decision: str
    note: str
    by: str
    at: datetime
    snapshot: int | None
    answer: KeptAnswer


def may_decide(scope: Scope) -> bool:
    """Heads decide on programmes; nobody who only reads does."""
    return bool(scope.heads) and not scope.reads_only and not scope.is_customer


def decide(
    actor: Actor,
    scope: Scope,
    answer: ProgrammeAnswer,
    word: Credibility,
    *,
    decision: str,
    note: str,
) -> KeptAnswer:
    """Freeze what was seen and decided. Raises InputError for anything but yes or no."""
    if decision not in (APPROVED, REFUSED):
        raise InputError(
            _("%(word)s is no decision.") % {"word": decision[:40] or "—"},
            mend=_("Approve or refuse."),
        )
    frozen = decision_record(answer, word)
    programme = answer.programme
    body: dict[str, Any] = {
        **frozen.body,
        "programme": programme.programme_id,
        "decision": decision,
        "note": note.strip(),
    }
    said = {"approved": ("Approved", "Disetujui"), "refused": ("Refused", "Ditolak")}[decision]
    return keep_answer(
        actor,
        scope,
        kind=KIND,
        body=body,
        snapshot=frozen.snapshot,
        as_of=frozen.as_of,
        versions={},
        parties=_house(scope),
        title={
            "en": f"{said[0]}: {programme.name}. {answer.sentence.en}",
            "id": f"{said[1]}: {programme.name}. {answer.sentence.id}",
        },
    )


def decisions_on(programme_id: str) -> tuple[Decision, ...]:
    """What was decided of a programme, the newest first."""
    found = KeptAnswer.objects.filter(kind=KIND, body__programme=programme_id)
    return tuple(_decision(one) for one in found.select_related("kept_by").order_by("-pk"))


def decisions() -> dict[str, Decision]:
    """Programme → the last decision on it (one query)."""
    found = KeptAnswer.objects.filter(kind=KIND).select_related("kept_by").order_by("pk")
    return {one.body["programme"]: _decision(one) for one in found}


def _decision(one: KeptAnswer) -> Decision:
    return Decision(
        one.body["programme"],
        one.body["decision"],
        one.body.get("note", ""),
        str(one.kept_by or ""),
        one.kept_at,
        one.snapshot,
        one,
    )


def _house(scope: Scope) -> frozenset[str]:
    """Every team of the house reads what was decided on a programme."""
    teams = Party.objects.filter(kind=Party.Kind.TEAM).values_list("slug", flat=True)
    return scope.members_of | frozenset(teams)
