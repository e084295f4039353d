"""What comes before the first verdict, for whoever sets a house up."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from selaras.evidence import open_evidence
from selaras.records.agreements.models import Draft, Version
from selaras.records.people.models import Party, Person
from selaras.records.people.scope import Scope
from selaras.web.place import workspace


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do once, where it is done, and whether it has been."""

    title: str
    says: str
    url: str
    is_done: bool


def first_steps(scope: Scope) -> list[Step]:
    """The steps in their order; none for whoever may not take them."""
    if not scope.administers:
        return []
    return [
        Step(
            _("Say which teams and companies there are"),
            _("An agreement is between two of them."),
            reverse("administration-parties"),
            Party.objects.filter(home=False).count() > 1,
        ),
        Step(
            _("Invite their people"),
            _("Each side has somebody who signs, and members who read and answer."),
            reverse("administration-invitations"),
            Person.objects.count() > 1,
        ),
        Step(
            _("Bring the evidence"),
            _("Upload an export, and say which column is which."),
            reverse("data"),
            not open_evidence(workspace().evidence).is_empty,
        ),
        Step(
            _("Let the two sides agree"),
            _("One writes what is promised, the other answers, both sign. Verdicts follow."),
            reverse("agreements"),
            Draft.objects.exists() or Version.objects.exists(),
        ),
    ]
