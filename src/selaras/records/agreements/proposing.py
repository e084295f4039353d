"""Proposing: a party puts a text before the others, takes it back, or answers with another."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.agreements.checking import check_text
from selaras.records.agreements.drafting import check_name, locked_draft
from selaras.records.agreements.models import Draft, Proposal
from selaras.records.agreements.moment import local_day
from selaras.records.agreements.reach import party_of, reach_of, require_acts_for
from selaras.records.agreements.telling import tell_of_proposal, tell_of_withdrawal
from selaras.records.agreements.versions import keep_version, locked_agreement, open_proposal
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.workspace import Workspace


@transaction.atomic
def propose(
    actor: Actor,
    workspace: Workspace,
    draft_id: int,
    *,
    revision: int,
    party: str | None = None,
    message: str = "",
    at: datetime | None = None,
) -> Proposal:
    """Put a draft's text before the other parties, for good: it becomes a version.

    Parameters
    ----------
    revision
        The draft's as it was read; InputError where it has been changed since.
    party
        On whose behalf; needed for a draft that came from a file alone.
    at
        When; the workspace's now without it.

    Raises
    ------
    InputError
        For a text with errors, a party that nobody knows, a text that was signed before, and
        where another proposal is open that this one does not answer.
    PermissionDenied
        For those who do not write for the party.
    """
    at = at or workspace.now()
    draft = locked_draft(actor, draft_id)
    if draft.revision != revision:
        raise InputError(
            _("The draft has been changed since you read it."),
            mend=_("Read it again, then propose it."),
        )
    slug = draft.party.slug if draft.party else party or ""
    require_acts_for(actor, slug)
    checked = check_text(draft.text, workspace)
    if checked.version is None or not checked.is_sound:
        first = checked.errors[0]
        raise InputError(first.sentence, line=first.line, mend=first.mend)
    values = checked.version.agreement
    check_name(values.name)
    if slug not in values.parties:
        raise InputError(
            _("%(party)s is not a party of this agreement.") % {"party": slug or "—"},
            mend=_("Add it to the parties, or let one of them propose it."),
        )
    for word in values.parties:
        party_of(word)
    today = local_day(workspace, values, at)
    if values.effective_to is not None and values.effective_to < today:
        raise InputError(
            _("It ends on %(day)s, which has passed: it could never take force.")
            % {"day": date_format(values.effective_to, "j F Y")},
            mend=_("Let it end later."),
        )
    agreement = locked_agreement(values.name)
    before = open_proposal(agreement)
    _check_place(before, draft)
    version = keep_version(
        agreement, checked.version, draft.text, at=at, by=actor.person, follows=draft.follows
    )
    if hasattr(version, "enactment"):
        raise InputError(
            _("This is version %(n)s word for word, which was signed before.")
            % {"n": version.number},
            mend=_("Change what is to be different; at the least, the day from which it holds."),
        )
    if before is not None:
        _close(before, Proposal.State.ANSWERED, actor, at)
    proposal = Proposal.objects.create(
        agreement=agreement,
        version=version,
        party=party_of(slug),
        proposed_by=actor.person,
        proposed_at=at,
        message=message.strip(),
        answers=before,
    )
    draft.delete()
    action = "agreement.proposed" if before is None else "agreement.answered"
    record(
        actor, action, "agreement", agreement.name, parties=values.parties,
        at=at.isoformat(), party=slug, version=version.number, hash=version.hash,
        proposal=proposal.pk, **({} if before is None else {"answers": before.version.number}),
    )  # fmt: skip
    tell_of_proposal(proposal)
    return proposal


def _check_place(before: Proposal | None, draft: Draft) -> None:
    """InputError where another proposal is open that the draft's writer may not have read."""
    if before is None or draft.answers_id == before.pk:
        return
    raise InputError(
        _("%(party)s has proposed version %(n)s meanwhile, which waits for signatures.")
        % {"party": before.party, "n": before.version.number},
        mend=_("Read it, and answer it with a proposal of yours: your draft is kept."),
    )


@transaction.atomic
def answer_open(actor: Actor, draft_id: int) -> Draft:
    """Let a draft take the place of the proposal that is open now, having read it."""
    draft = locked_draft(actor, draft_id)
    agreement = locked_agreement(draft.name)
    draft.answers = open_proposal(agreement)
    draft.revision += 1
    draft.save(update_fields=["answers", "revision"])
    return draft


@transaction.atomic
def withdraw(
    actor: Actor, workspace: Workspace, proposal_id: int, *, at: datetime | None = None
) -> Proposal:
    """Take a proposal back before every party has signed it: the party that made it may.

    Raises PermissionDenied for others, and InputError where it is no longer open.
    """
    at = at or workspace.now()
    proposal = locked_proposal(proposal_id)
    if not reach_of(actor).acts_for(proposal.party.slug):
        raise PermissionDenied
    require_open(proposal)
    _close(proposal, Proposal.State.WITHDRAWN, actor, at)
    record(
        actor, "agreement.withdrawn", "agreement", proposal.agreement.name,
        parties=proposal.version.party_slugs, at=at.isoformat(), party=proposal.party.slug,
        version=proposal.version.number, hash=proposal.version.hash, proposal=proposal.pk,
    )  # fmt: skip
    tell_of_withdrawal(proposal)
    return proposal


def _close(proposal: Proposal, state: str, actor: Actor, at: datetime) -> None:
    proposal.state, proposal.closed_at, proposal.closed_by = state, at, actor.person
    proposal.save(update_fields=["state", "closed_at", "closed_by"])


def locked_proposal(proposal_id: int) -> Proposal:
    """A proposal with its agreement held until the transaction ends; InputError without one."""
    found = Proposal.objects.filter(pk=proposal_id).values_list("agreement__name", flat=True)
    name = found.first()
    if name is None:
        raise InputError(_("There is no such proposal."))
    locked_agreement(name)
    return (
        Proposal.objects.select_related("agreement", "version", "party", "closed_by")
        .prefetch_related("signatures__party", "signatures__person")
        .get(pk=proposal_id)
    )


def require_open(proposal: Proposal) -> None:
    """InputError, in words that say what became of it, unless a proposal is open."""
    if proposal.is_open:
        return
    said = {
        Proposal.State.SIGNED: _("Version %(n)s has been signed by everyone already."),
        Proposal.State.WITHDRAWN: _("%(party)s has taken version %(n)s back."),
        Proposal.State.ANSWERED: _("Version %(n)s was answered with another proposal."),
    }[Proposal.State(proposal.state)]
    raise InputError(
        said % {"n": proposal.version.number, "party": proposal.party},
        mend=_("Look at the agreement as it is now."),
    )
