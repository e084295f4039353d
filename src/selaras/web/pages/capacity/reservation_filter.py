"""Which reservations a page or a file shows; the filter stands in the address."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from selaras.records.reservations.models import Reservation, ReservedPlace
from selaras.records.reservations.sought import EVERY, Sought

_MOST_CHOICES = 300
"""Names that a list to choose from holds; where there are more, one is typed."""
_STATES = (
    ("", _("held or ordered")),
    *Reservation.State.choices,
    (EVERY, _("all")),
)


class ReservationFilter(forms.Form):
    """Where, of what, and in which state."""

    site = forms.CharField(label=_("Site"), required=False, max_length=200)
    product = forms.CharField(label=_("Product"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=_STATES)

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        for name in ("site", "product"):
            known = ReservedPlace.objects.order_by(name).values_list(name, flat=True).distinct()
            self._offer(name, list(known[: _MOST_CHOICES + 1]))

    def _offer(self, name: str, known: Iterable[str]) -> None:
        """Names to choose from, and the one asked for, though nothing is reserved there."""
        words = set(known)
        if len(words) > _MOST_CHOICES:
            return
        asked = str(self.data.get(name, ""))
        words |= {asked} - {""}
        choices = [("", _("all")), *((word, word) for word in sorted(words))]
        self.fields[name].widget = forms.Select(choices=choices)

    def sought(self) -> Sought:
        """What is asked for; what takes capacity, anywhere, where the address says nothing that
        can be read."""
        if not self.is_valid():
            return Sought()
        asked = self.cleaned_data
        return Sought(asked["site"], asked["product"], asked["state"])

    def address(self) -> str:
        """The filter as it stands in an address, without the page."""
        kept = QueryDict(mutable=True)
        for name in self.fields:
            if self.data.get(name):
                kept[name] = self.data[name]
        return kept.urlencode()
