"""Ending an agreement that is in force: by everyone's yes, or by notice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.agreements.models import Agreement, Enactment, Ending, EndingSignature
from selaras.records.agreements.moment import local_day
from selaras.records.agreements.reach import party_of, reach_of, require_signs_for
from selaras.records.agreements.telling import (
    tell_of_agreed_end,
    tell_of_ending,
    tell_of_notice_taken_back,
)
from selaras.records.agreements.texts import read_version
from selaras.records.agreements.versions import locked_agreement
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.workspace import Workspace

NOTICE_DAYS = 30
"""Days after which one party's notice ends an agreement without the others (*choice*)."""


@transaction.atomic
def give_notice(
    actor: Actor,
    workspace: Workspace,
    name: str,
    *,
    party: str,
    last_day: date,
    reason: str,
    at: datetime | None = None,
) -> Ending:
    """A party's signer gives notice that the agreement is to end after `last_day`.

    Raises PermissionDenied for those who do not sign for it, InputError where nothing is in force,
    the day has passed, no reason is given, or a notice was given already.
    """
    at = at or workspace.now()
    require_signs_for(actor, party)
    agreement = locked_agreement(name)
    enactment = newest_enactment(agreement)
    version = enactment.version
    if party not in version.party_slugs:
        raise PermissionDenied
    today = local_day(workspace, read_version(version).agreement, at)
    if last_day < today:
        raise InputError(
            _("%(day)s has passed: what was promised until today stands.")
            % {"day": date_format(last_day, "j F Y")},
            mend=_("Write %(day)s or later.") % {"day": date_format(today, "j F Y")},
        )
    if not reason.strip():
        raise InputError(_("A notice gives its reason."))
    if open_ending(enactment) is not None:
        raise InputError(
            _("Notice was given already."), mend=_("Look at the agreement as it is now.")
        )
    ending = Ending.objects.create(
        agreement=agreement,
        enactment=enactment,
        party=party_of(party),
        person=actor.person,
        reason=reason.strip(),
        given_at=at,
        asked_day=last_day,
        notice_day=today + timedelta(days=NOTICE_DAYS),
    )
    _tell(actor, "agreement.notice_given", ending, at, party=party, last_day=str(ending.last_day))
    tell_of_ending(ending)
    return ending


@transaction.atomic
def agree_to_end(
    actor: Actor, workspace: Workspace, ending_id: int, *, party: str, at: datetime | None = None
) -> Ending:
    """Another party's signer agrees; with the last of them it ends on the day that was asked."""
    at = at or workspace.now()
    require_signs_for(actor, party)
    ending = _locked(ending_id)
    slugs = set(ending.enactment.version.party_slugs)
    if party not in slugs or party == ending.party.slug:
        raise PermissionDenied
    _require_standing(ending)
    signed = set(ending.signatures.values_list("party__slug", flat=True))
    if party in signed:
        return ending
    EndingSignature.objects.create(
        ending=ending, party=party_of(party), person=actor.person, signed_at=at
    )
    if {*signed, party, ending.party.slug} >= slugs:
        today = local_day(workspace, read_version(ending.enactment.version).agreement, at)
        ending.agreed_at = at
        ending.asked_day = max(ending.asked_day, today)
        ending.save(update_fields=["agreed_at", "asked_day"])
        tell_of_agreed_end(ending, actor.person)
    _tell(actor, "agreement.end_agreed", ending, at, party=party, last_day=str(ending.last_day))
    return ending


@transaction.atomic
def take_notice_back(
    actor: Actor, workspace: Workspace, ending_id: int, *, at: datetime | None = None
) -> Ending:
    """The party that gave notice takes it back, while the agreement still holds."""
    at = at or workspace.now()
    ending = _locked(ending_id)
    if not reach_of(actor).signs_for(ending.party.slug):
        raise PermissionDenied
    _require_standing(ending)
    if ending.agreed_at is not None:
        raise InputError(
            _("Everyone has agreed to the end already."), mend=_("Propose a new version.")
        )
    if ending.last_day < local_day(workspace, read_version(ending.enactment.version).agreement, at):
        raise InputError(_("It has ended already."), mend=_("Propose a new version."))
    ending.taken_back_at = at
    ending.save(update_fields=["taken_back_at"])
    _tell(actor, "agreement.notice_taken_back", ending, at, party=ending.party.slug)
    tell_of_notice_taken_back(ending, actor.person)
    return ending


def newest_enactment(agreement: Agreement) -> Enactment:
    """What was enacted last; InputError where nothing was signed."""
    found: Enactment | None = agreement.enactments.select_related("version").order_by("-id").first()
    if found is None:
        raise InputError(_("Nothing is in force under this name."))
    return found


def open_ending(enactment: Enactment) -> Ending | None:
    """The notice that stands on a version, if there is one."""
    return (
        enactment.endings.filter(taken_back_at__isnull=True)
        .select_related("party", "person")
        .prefetch_related("signatures__party")
        .first()
    )


def _locked(ending_id: int) -> Ending:
    ending = Ending.objects.select_related("agreement").filter(pk=ending_id).first()
    if ending is None:
        raise InputError(_("There is no such notice."))
    locked_agreement(ending.agreement.name)
    return Ending.objects.select_related("agreement", "enactment__version", "party").get(
        pk=ending_id
    )


def _require_standing(ending: Ending) -> None:
    if ending.taken_back_at is not None:
        raise InputError(_("This notice was taken back."))


def _tell(actor: Actor, action: str, ending: Ending, at: datetime, **facts: str) -> None:
    version = ending.enactment.version
    record(
        actor, action, "agreement", ending.agreement.name, parties=version.party_slugs,
        at=at.isoformat(), version=version.number, **facts,
    )  # fmt: skip
