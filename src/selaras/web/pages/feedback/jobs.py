"""Small wins, taken from what the touches show after each evaluation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from selaras.agreements.values import AgreementVersion
from selaras.errors import EvidenceError, InputError
from selaras.records.audit.actor import Actor
from selaras.records.feedback.wins import take_wins
from selaras.records.people.models import Party
from selaras.records.reviews.material import governs
from selaras.web.jobs import Run, job
from selaras.web.pages.diagnosis.answers import find_answer
from selaras.web.pages.diagnosis.questions import CreditAsked, Moment, this_moment
from selaras.web.pages.diagnosis.reach import is_of_funnel
from selaras.web.pages.diagnosis.working import work_out


@job("wins", title=_("Look for small wins"))
def wins(run: Run) -> dict[str, Any]:
    """Keep the wins that attribution shows, each once, for the agreements on the funnel.

    The answer worked out for it is the one that the page of attribution opens with.
    """
    moment = this_moment()
    told_in = win_agreements(moment.book.versions, moment.as_of.date())
    if not told_in:
        return {"wins": 0}
    run.tell(says={"en": "Looking at which touches brought deals.",
                   "id": "Melihat sentuhan mana yang menghasilkan transaksi."})  # fmt: skip
    found = _found(moment)
    actor = Actor(run.person, "job")
    new = sum(
        take_wins(actor, found, parties=version.agreement.parties, agreement=version.agreement.name)
        for version in told_in
    )
    return {"wins": new}


def _found(moment: Moment) -> list[dict[str, Any]]:
    """The small wins of the usual question, as JSON; none where the evidence cannot tell."""
    question = CreditAsked()
    key = question.key(moment)
    try:
        if find_answer(key) is None:
            work_out(question, moment)
    except (EvidenceError, InputError):
        return []
    answer = find_answer(key)
    return [] if answer is None else list(answer.body["form"]["wins"])


def win_agreements(versions: Iterable[AgreementVersion], day: date) -> list[AgreementVersion]:
    """Agreements in whose feed wins stand: in force on a day, and measured on the funnel.

    All their parties are of the house: a win names a lead, which is nobody else's business.
    """
    house = set(
        Party.objects.filter(Q(home=True) | Q(company__home=True)).values_list("slug", flat=True)
    )
    in_force = {one.agreement.name: one for one in versions if governs(one, day)}
    return [
        version
        for _name, version in sorted(in_force.items())
        if is_of_funnel(version) and house.issuperset(version.agreement.parties)
    ]
