"""Giving feedback, answering it, taking it back."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.alerts.notices import tell
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.feedback.models import Feedback
from selaras.records.people.models import Party
from selaras.records.people.scope import Scope
from selaras.records.reach import joined, within
from selaras.records.reviews.members import leading
from selaras.review.words import day_words

LONGEST = 4000


def seen_feedback(scope: Scope) -> QuerySet[Feedback]:
    """Feedback between parties of which one is a person's own, the newest first."""
    return within(Feedback.objects.select_related("written_by", "answered_by"), scope)


@transaction.atomic
def give_feedback(
    actor: Actor,
    scope: Scope,
    *,
    about: str,
    about_id: str,
    from_party: str,
    to_party: str,
    text: str,
    due_at: datetime,
    agreement: str = "",
    now: datetime | None = None,
) -> Feedback:
    """Say something to another party about a lead, a source, an asset or a promise.

    `due_at` is when an answer is expected, later than `now` (the clock, unless stated). Raises
    PermissionDenied for one who does not act for `from_party`, InputError for what is not clear.
    """
    if not scope.acts_for(from_party):
        raise PermissionDenied("Only a member of a party gives its feedback.")
    moment = now or timezone.now()
    if about not in Feedback.About.values:
        raise InputError(
            _("Feedback is about one of %(known)s.") % {"known": ", ".join(Feedback.About.values)}
        )
    if from_party == to_party:
        raise InputError(_("Feedback goes to another party."))
    if not Party.objects.filter(slug=to_party).exists():
        raise InputError(_("There is no party %(slug)s.") % {"slug": repr(to_party)})
    if not about_id.strip() or len(about_id) > 300:
        raise InputError(_("Say which one it is about: its id has 1 to 300 signs."))
    if due_at <= moment:
        raise InputError(_("The deadline has passed already."), mend=_("Choose a later day."))
    made = Feedback.objects.create(
        about=about,
        about_id=about_id.strip(),
        agreement=agreement,
        from_party=from_party,
        to_party=to_party,
        parties=joined([from_party, to_party]),
        text=_said(text),
        written_by=actor.person,
        written_at=moment.astimezone(UTC),
        due_at=due_at.astimezone(UTC),
    )
    record(actor, "feedback.given", "feedback", made.pk, parties=[from_party, to_party],
           about=about, about_id=made.about_id, due_at=made.due_at.isoformat())  # fmt: skip
    _tell_who_is_asked(actor, made)
    return made


@transaction.atomic
def answer_feedback(
    actor: Actor, scope: Scope, feedback: Feedback, text: str, *, now: datetime | None = None
) -> Feedback:
    """Answer on behalf of the party that was asked."""
    if not scope.acts_for(feedback.to_party):
        raise PermissionDenied("Only a member of the party that was asked answers.")
    feedback = _waiting(feedback)
    feedback.state = Feedback.State.ANSWERED
    feedback.answer = _said(text)
    feedback.answered_by = actor.person
    feedback.answered_at = (now or timezone.now()).astimezone(UTC)
    feedback.save()
    record(actor, "feedback.answered", "feedback", feedback.pk, parties=feedback.parties.split(),
           late=feedback.was_late)  # fmt: skip
    _tell_who_asked(feedback)
    return feedback


@transaction.atomic
def withdraw_feedback(actor: Actor, scope: Scope, feedback: Feedback) -> Feedback:
    """Take back what nobody has answered yet."""
    if not scope.acts_for(feedback.from_party):
        raise PermissionDenied("Only a member of the party that gave it takes it back.")
    feedback = _waiting(feedback)
    feedback.state = Feedback.State.WITHDRAWN
    feedback.save(update_fields=["state"])
    record(actor, "feedback.withdrawn", "feedback", feedback.pk, parties=feedback.parties.split())
    return feedback


def _tell_who_is_asked(actor: Actor, feedback: Feedback) -> None:
    due = day_words(localtime(feedback.due_at).date())
    tell(
        leading([feedback.to_party], actor.person),
        key=f"feedback-{feedback.pk}",
        kind="feedback",
        says={
            "en": f"An answer on {feedback.about_id} is expected by {due.en}.",
            "id": f"Jawaban tentang {feedback.about_id} ditunggu sampai {due.id}.",
        },
        link=feedback.get_absolute_url(),
        parties=feedback.parties.split(),
    )


def _tell_who_asked(feedback: Feedback) -> None:
    if feedback.written_by is None:
        return
    tell(
        [feedback.written_by],
        key=f"feedback-{feedback.pk}-answered",
        kind="feedback",
        says={
            "en": f"Your feedback on {feedback.about_id} is answered.",
            "id": f"Umpan balik Anda tentang {feedback.about_id} sudah dijawab.",
        },
        link=feedback.get_absolute_url(),
        parties=feedback.parties.split(),
    )


def _waiting(feedback: Feedback) -> Feedback:
    fresh = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if not fresh.is_waiting:
        raise InputError(
            _("This feedback is %(state)s already.") % {"state": fresh.get_state_display()}
        )
    return fresh


def _said(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise InputError(_("It has 1 to %(n)s signs.") % {"n": LONGEST})
    return said
