"""Drafts: texts that one party works on before it puts them before the others."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from selaras.agreements.source import parse_source
from selaras.errors import InputError
from selaras.records.agreements.models import Draft, Proposal, Version
from selaras.records.agreements.reach import party_of, reach_of, require_acts_for, writes_draft
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.workspace import Workspace

RESERVED = frozenset({"new", "drafts", "-"})
"""Words that addresses of pages need for themselves."""


@transaction.atomic
def start_draft(
    actor: Actor,
    workspace: Workspace,
    *,
    name: str,
    party: str,
    text: str,
    follows: Version | None = None,
    answers: Proposal | None = None,
    at: datetime | None = None,
) -> Draft:
    """A party's draft of an agreement, made where it has none yet.

    Where it has one already, that one is returned as it is: nothing that somebody wrote is lost.
    Raises PermissionDenied for those who do not write for the party.
    """
    require_acts_for(actor, party)
    check_name(name)
    at = at or workspace.now()
    whose = party_of(party)
    there = Draft.objects.filter(name=name, party=whose).first()
    if there is not None:
        return there
    draft = Draft.objects.create(
        name=name,
        party=whose,
        text=text,
        parties=parties_in(text),
        follows=follows,
        answers=answers,
        changed_at=at,
        changed_by=actor.person,
    )
    record(
        actor, "draft.started", "agreement", name, parties=[party], at=at.isoformat(),
        draft=draft.pk,
    )  # fmt: skip
    return draft


@transaction.atomic
def change_draft(
    actor: Actor, workspace: Workspace, draft_id: int, *, text: str, revision: int
) -> Draft:
    """The draft with another text, right or wrong.

    Raises PermissionDenied for those who may not, and InputError where somebody has changed it
    since `revision`.
    """
    draft = locked_draft(actor, draft_id)
    if draft.revision != revision:
        raise InputError(
            _("%(who)s has changed this draft since you opened it.")
            % {"who": draft.changed_by or _("Somebody")},
            mend=_("Open it again: your text is below, so that you can carry it over."),
        )
    name = name_in(text) or draft.name
    if text == draft.text:
        return draft
    if name != draft.name:
        check_name(name)
        if Draft.objects.filter(name=name, party=draft.party).exclude(pk=draft.pk).exists():
            raise InputError(
                _("There is a draft of %(name)s already.") % {"name": name},
                mend=_("Choose another name."),
            )
    draft.name, draft.text, draft.parties = name, text, parties_in(text)
    draft.revision += 1
    draft.changed_at, draft.changed_by = workspace.now(), actor.person
    draft.save()
    record(
        actor, "draft.changed", "agreement", draft.name, parties=_seen_by(draft),
        at=draft.changed_at.isoformat(), draft=draft.pk, revision=draft.revision,
    )  # fmt: skip
    return draft


@transaction.atomic
def discard_draft(actor: Actor, draft_id: int) -> None:
    """Throw a draft away; PermissionDenied for those who may not."""
    draft = locked_draft(actor, draft_id)
    record(actor, "draft.discarded", "agreement", draft.name, parties=_seen_by(draft))
    draft.delete()


def locked_draft(actor: Actor, draft_id: int) -> Draft:
    """The draft, held until the transaction ends; InputError where it is gone."""
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("party", "changed_by", "follows", "answers")
        .filter(pk=draft_id)
        .first()
    )
    if draft is None:
        raise InputError(_("This draft is gone: it was proposed or thrown away."))
    if not writes_draft(reach_of(actor), draft):
        raise PermissionDenied
    return draft


def check_name(name: str) -> None:
    """InputError for a name that addresses cannot carry."""
    if name in RESERVED or name.startswith(".") or not name.strip():
        raise InputError(
            _("%(name)s cannot be the name of an agreement.") % {"name": name or "—"},
            mend=_("Choose another name."),
        )


def name_in(text: str) -> str | None:
    """The agreement's name in a text that may be wrong; None where there is none to be read."""
    name = _data(text).get("agreement")
    return name if isinstance(name, str) and 0 < len(name) <= 80 and "/" not in name else None


def parties_in(text: str) -> str:
    """The words of the parties in a text that may be wrong, with blanks around them."""
    parties = _data(text).get("parties")
    words = [one for one in parties if isinstance(one, str)] if isinstance(parties, list) else []
    return f" {' '.join(words)} " if words else ""


def _data(text: str) -> dict[str, object]:
    try:
        data = parse_source(text).data
    except InputError:
        return {}
    return data if isinstance(data, dict) else {}


def _seen_by(draft: Draft) -> list[str]:
    return [draft.party.slug] if draft.party else draft.parties.split()
