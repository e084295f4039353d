"""A party and a role in it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from selaras.records.people.models import Party, Role


class RoleForm(forms.Form):
    """`customer` is asked for a customer's member of a party that many customers share."""

    party = forms.ModelChoiceField(
        label=gettext_lazy("Party"),
        queryset=Party.objects.all(),
        empty_label=gettext_lazy("choose"),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    customer = forms.CharField(
        label=gettext_lazy("Only of this customer"),
        help_text=gettext_lazy(
            "For a customer’s member of a party that many customers share: the customer’s id in "
            "the evidence."
        ),
        required=False,
        max_length=200,
    )
