"""A trial message by each way that somebody chose to be told by."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction

from selaras.records.alerts.models import Delivery
from selaras.records.alerts.notices import email_ready
from selaras.records.people.models import Person
from selaras.records.tasks.models import Task
from selaras.web.jobs.registry import enqueue


@transaction.atomic
def send_trial(person: Person) -> Task:
    """Put a trial message on its way by each of them."""
    chats = list(person.channels.filter(active=True))
    for channel in [None, *chats] if email_ready() else chats:
        Delivery.objects.create(
            person=person, channel=channel, kind=Delivery.Kind.TRIAL, key=f"trial:{uuid4().hex}"
        )
    return enqueue("deliver", key="deliver")
