"""The places one can go to: what stands in the menu, in which order."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the menu: its path, its word, its mark, and who it is not for."""

    path: str
    word: str | Promise
    mark: str
    for_customers: bool = True
    for_overseers: bool = False


PLACES = (
    Place("/", _("Today"), "today"),
    Place("/ledger/", _("Ledger"), "ledger"),
    Place("/agreements/", _("Agreements"), "agreements"),
    Place("/diagnosis/", _("Diagnosis"), "diagnosis", for_customers=False),
    Place("/capacity/", _("Capacity"), "capacity", for_customers=False),
    Place("/reviews/", _("Joint review"), "reviews"),
    Place("/feedback/", _("Feedback"), "feedback"),
    Place("/data/", _("Data"), "data", for_customers=False),
    Place("/administration/", _("Administration"), "administration", for_overseers=True),
)
