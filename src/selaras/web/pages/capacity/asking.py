"""The form in which a promise is asked for."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from selaras.capacity.choices import HEADROOM
from selaras.capacity.plant import Plant
from selaras.capacity.promise import Question
from selaras.web.pages.capacity.usual import filled, spelled


class PromiseForm(forms.Form):
    """What is to be promised, where and by when."""

    site = forms.ChoiceField(label=_("Site"))
    product = forms.ChoiceField(label=_("Product"))
    # What is too little or too much is said where a quantity is judged, for all who ask.
    quantity = forms.FloatField(
        label=_("Quantity"), widget=forms.NumberInput(attrs={"min": "0.0001", "step": "any"})
    )
    by = forms.DateField(label=_("By when"))
    level = forms.FloatField(label=_("How sure, %"), min_value=50, max_value=99.9)
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, asked: QueryDict | None, plant: Plant) -> None:
        level = {"level": spelled(100 * HEADROOM.service_level)}
        usual = {"quantity": 10, "by": plant.today + timedelta(weeks=4), **level}
        super().__init__(filled(asked, level), initial=usual)
        sites = sorted({place.site for place in plant.places})
        products = sorted({place.product for place in plant.places})
        for name, words in (("site", sites), ("product", products)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(word, word) for word in words]
        self.fields["by"].widget = forms.DateInput(
            attrs={"type": "date", "min": plant.today.isoformat()}, format="%Y-%m-%d"
        )
        self._offer_units(plant)
        for field in self.fields.values():
            field.localize = False

    def _offer_units(self, plant: Plant) -> None:
        """Ask for a unit only where capacity of one product at one site comes in several."""
        alike = Counter((place.site, place.product) for place in plant.places)
        units = sorted(
            {place.unit for place in plant.places if alike[place.site, place.product] > 1}
        )
        if not any(units):
            del self.fields["unit"]
            return
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("the only one there")), *((unit, unit) for unit in units if unit)]

    def question(self) -> Question:
        """What was asked. Only once the form is valid."""
        asked = self.cleaned_data
        return Question(
            asked["site"],
            asked["product"],
            asked["quantity"],
            asked["by"],
            asked["level"] / 100,
            asked.get("unit") or None,
        )

    def address(self) -> str:
        """The question as part of an address."""
        return urlencode({name: self.data.get(name, "") for name in self.fields})
