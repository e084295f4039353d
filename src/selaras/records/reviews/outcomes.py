"""What comes of a review: decisions, and actions with an owner and a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.models import Person
from selaras.records.people.scope import Scope
from selaras.records.reach import within
from selaras.records.reviews.meetings import check_acts
from selaras.records.reviews.members import owners
from selaras.records.reviews.models import Action, AgendaItem, Decision, Meeting
from selaras.records.reviews.telling import tell_of_action

LONGEST = 2000


@transaction.atomic
def decide(
    actor: Actor, scope: Scope, meeting: Meeting, text: str, item: AgendaItem | None = None
) -> Decision:
    """Note a decision, on a point of the agenda where one is given."""
    check_acts(scope, meeting.slugs)
    _check_not_cancelled(meeting)
    if item is not None and item.meeting_id != meeting.pk:
        raise InputError(_("That point stands on another agenda."))
    decision = Decision.objects.create(
        meeting=meeting, item=item, text=_said(text, _("A decision")), noted_by=actor.person
    )
    record(actor, "review.decided", "review", meeting.pk, parties=meeting.slugs,
           decision=decision.pk)  # fmt: skip
    return decision


@transaction.atomic
def give_action(
    actor: Actor, scope: Scope, meeting: Meeting, *, text: str, owner: Person, due_on: date
) -> Action:
    """Note who does what by when. The owner belongs to one of the review's parties."""
    check_acts(scope, meeting.slugs)
    _check_not_cancelled(meeting)
    if not owner.is_active or not owners(meeting.slugs).filter(pk=owner.pk).exists():
        raise InputError(
            _("%(who)s belongs to none of the parties.") % {"who": owner},
            mend=_("Choose a member."),
        )
    action = Action.objects.create(
        meeting=meeting,
        agreement=meeting.agreement,
        parties=meeting.parties,
        text=_said(text, _("An action")),
        owner=owner,
        due_on=due_on,
        noted_by=actor.person,
    )
    record(actor, "action.given", "action", action.pk, parties=meeting.slugs, review=meeting.pk,
           owner=owner.pk, due_on=due_on.isoformat())  # fmt: skip
    tell_of_action(actor, action)
    return action


@transaction.atomic
def close_action(
    actor: Actor, scope: Scope, action: Action, *, done: bool, said: str = ""
) -> Action:
    """Say that an action is done, or that it is dropped; dropping needs a reason."""
    check_acts(scope, action.parties.split())
    action = Action.objects.select_for_update().get(pk=action.pk)
    if not action.is_open:
        raise InputError(
            _("This action is %(state)s already.") % {"state": action.get_state_display()}
        )
    if not done and not said.strip():
        raise InputError(_("An action is not dropped without a word."), mend=_("Say why."))
    action.state = Action.State.DONE if done else Action.State.DROPPED
    action.said = said.strip()
    action.closed_at = timezone.now()
    action.closed_by = actor.person
    action.save()
    record(actor, f"action.{action.state}", "action", action.pk, parties=action.parties.split(),
           said=action.said)  # fmt: skip
    return action


@transaction.atomic
def reopen_action(actor: Actor, scope: Scope, action: Action) -> Action:
    """Open an action again that was closed too early."""
    check_acts(scope, action.parties.split())
    action.state = Action.State.OPEN
    action.closed_at = None
    action.closed_by = None
    action.save()
    record(actor, "action.reopened", "action", action.pk, parties=action.parties.split())
    return action


@transaction.atomic
def postpone_action(actor: Actor, scope: Scope, action: Action, due_on: date) -> Action:
    """Give an open action another day."""
    check_acts(scope, action.parties.split())
    if not action.is_open:
        raise InputError(
            _("This action is %(state)s already.") % {"state": action.get_state_display()}
        )
    before, action.due_on = action.due_on, due_on
    action.save(update_fields=["due_on"])
    record(actor, "action.postponed", "action", action.pk, parties=action.parties.split(),
           before=before.isoformat(), due_on=due_on.isoformat())  # fmt: skip
    return action


def seen_actions(scope: Scope) -> QuerySet[Action]:
    """Actions that a person may see, the soonest first."""
    return within(Action.objects.select_related("owner", "meeting"), scope)


def _check_not_cancelled(meeting: Meeting) -> None:
    if meeting.state == Meeting.State.CANCELLED:
        raise InputError(_("This review was cancelled."))


def _said(text: str, what: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise InputError(_("%(what)s has 1 to %(n)s signs.") % {"what": what, "n": LONGEST})
    return said
