"""A reservation, the place it is at, and the balance of each day there."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from selaras.errors import Said


class ReservedPlace(models.Model):
    """A site and product, and the kind and unit of capacity that is reserved there.

    Its row is locked while a reservation is taken, so that two takers wait for each other.
    """

    class Kind(models.TextChoices):
        STOCK = "stock", _("stock")
        HOURS = "hours", _("hours")

    site = models.CharField(max_length=200)
    product = models.CharField(max_length=200)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    unit = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["site", "product", "kind", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "product", "kind", "unit"], name="one_row_a_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.product} ({self.unit or self.kind})"


class Reservation(models.Model):
    """A hold on capacity, or the order it became.

    Stock is taken from `needed_on` on, hours are to be worked by then. Held ones are taken until
    `expires_at` (null: until released), orders until they are released. `key` is what a caller
    sends so that asking twice takes once.
    """

    class State(models.TextChoices):
        HELD = "held", _("held")
        ORDERED = "ordered", _("ordered")
        RELEASED = "released", _("released")
        EXPIRED = "expired", _("expired")

    place = models.ForeignKey(ReservedPlace, on_delete=models.PROTECT, related_name="reservations")
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    needed_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)
    expires_at = models.DateTimeField(null=True)
    holder = models.CharField(max_length=100, blank=True, default="")
    programme = models.CharField(max_length=200, blank=True, default="")
    order = models.CharField(max_length=200, blank=True, default="")
    priority = models.SmallIntegerField(default=0)
    key = models.CharField(max_length=200, null=True, unique=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    snapshot = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["place", "expires_at"],
                condition=Q(state="held"),
                name="holds_by_expiry",
            ),
            models.Index(fields=["holder", "state"], name="by_holder"),
            models.Index(fields=["programme"], name="by_programme"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reserves_something")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} at {self.place} on {self.needed_on} ({self.state})"

    @property
    def takes(self) -> bool:
        """Whether it is in the balance."""
        return self.state in (Reservation.State.HELD, Reservation.State.ORDERED)


_STATES = {
    Reservation.State.HELD.value: "ditahan",
    Reservation.State.ORDERED.value: "dipesan",
    Reservation.State.RELEASED.value: "dilepas",
    Reservation.State.EXPIRED.value: "kedaluwarsa",
}


def state_said(state: str) -> Said:
    """A state, for sentences that are told outside of a page."""
    return Said(state, _STATES[state])


class Balance(models.Model):
    """What is held and ordered at a place for one day: the sum of its reservations."""

    place = models.ForeignKey(ReservedPlace, on_delete=models.CASCADE, related_name="balances")
    day = models.DateField()
    quantity = models.DecimalField(max_digits=20, decimal_places=4, default=0)

    class Meta:
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "day"], name="one_balance_a_day"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="never_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} at {self.place_id} on {self.day}"
