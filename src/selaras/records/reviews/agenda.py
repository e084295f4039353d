"""What people do with an agenda: put points on it, take them off, put them in order."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.answers.models import KeptAnswer
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.people.scope import Scope
from selaras.records.reviews.drawing import STEP, draw, place_in, put_in_order
from selaras.records.reviews.meetings import check_acts
from selaras.records.reviews.models import AgendaItem, Meeting
from selaras.review.point import Section
from selaras.workspace.standing import StandingLedger

LONGEST = 300


@transaction.atomic
def draw_anew(actor: Actor, scope: Scope, meeting: Meeting, ledger: StandingLedger) -> None:
    """Draw the agenda from the ledger as it stands now."""
    _check(scope, meeting)
    draw(meeting, ledger)
    record(actor, "agenda.drawn", "review", meeting.pk, parties=meeting.slugs,
           snapshot=ledger.snapshot)  # fmt: skip


@transaction.atomic
def put_on_agenda(actor: Actor, scope: Scope, meeting: Meeting, answer: KeptAnswer) -> AgendaItem:
    """Put a kept answer on a review's agenda; it stands there once.

    Raises InputError where the answer belongs to none of the review's parties: the others would
    be shown what is not theirs.
    """
    _check(scope, meeting)
    if set(meeting.slugs).isdisjoint(answer.slugs):
        raise InputError(_("This answer belongs to other parties than the review."))
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    there = list(meeting.items.all())
    key = f"answer/{answer.pk}"
    item = next((one for one in there if one.key == key), None)
    if item is None:
        item = AgendaItem(
            meeting=meeting,
            key=key,
            section=Section.PROMISES.value,
            title=answer.title,
            body={"answer": answer.pk, "kind": answer.kind},
            answer=answer,
            drawn=False,
            added_by=actor.person,
        )
        there.insert(place_in(there, item.section), item)
        put_in_order(there)
    elif item.left_out:
        item.left_out = False
        item.save(update_fields=["left_out"])
    record(actor, "agenda.added", "review", meeting.pk, parties=meeting.slugs, answer=answer.pk)
    return item


@transaction.atomic
def add_point(actor: Actor, scope: Scope, meeting: Meeting, text: str) -> AgendaItem:
    """Put a point of one's own on an agenda."""
    _check(scope, meeting)
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise InputError(_("A point has 1 to %(n)s signs.") % {"n": LONGEST})
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=_end(meeting),
        section=Section.OTHER.value,
        key=f"own/{meeting.items.count()}-{_end(meeting)}",
        title={"en": said, "id": said},
        drawn=False,
        added_by=actor.person,
    )
    record(actor, "agenda.added", "review", meeting.pk, parties=meeting.slugs, item=item.pk)
    return item


@transaction.atomic
def leave_out(actor: Actor, scope: Scope, item: AgendaItem, *, out: bool = True) -> None:
    """Take a point off an agenda, or put it back."""
    _check(scope, item.meeting)
    item.left_out = out
    item.save(update_fields=["left_out"])
    record(actor, "agenda.left_out" if out else "agenda.put_back", "review", item.meeting_id,
           parties=item.meeting.slugs, key=item.key)  # fmt: skip


@transaction.atomic
def move_point(actor: Actor, scope: Scope, item: AgendaItem, *, up: bool) -> None:
    """Move a point past its neighbour."""
    _check(scope, item.meeting)
    there = [one for one in item.meeting.items.all() if not one.left_out or one.pk == item.pk]
    at = next(i for i, one in enumerate(there) if one.pk == item.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(there):
        return
    other = there[to]
    item.position, other.position = other.position, item.position
    if item.position == other.position:
        item.position += -1 if up else 1
    item.save(update_fields=["position"])
    other.save(update_fields=["position"])
    record(actor, "agenda.moved", "review", item.meeting_id, parties=item.meeting.slugs,
           key=item.key, up=up)  # fmt: skip


def _check(scope: Scope, meeting: Meeting) -> None:
    check_acts(scope, meeting.slugs)
    if not meeting.is_open:
        raise InputError(_("The agenda of a review is fixed once it was held or cancelled."))


def _end(meeting: Meeting) -> int:
    return (meeting.items.aggregate(last=Max("position"))["last"] or 0) + STEP
