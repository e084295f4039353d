"""Taking a key, and keeping the answer under it, in the transaction of what it answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from selaras.errors import InputError, InternalError, said
from selaras.records.idempotency.models import KeptReply
from selaras.records.people.models import Person
from selaras.records.sealing import seal, unseal

KEPT = timedelta(days=2)
"""How long a key is remembered (*choice*)."""
LONGEST = 200


def take_key(person: Person, key: str, digest: str) -> tuple[KeptReply, bool]:
    """The reply under a person's key, and whether it is new: nothing was answered yet.

    To be called in the transaction of the write: whoever comes second waits for it. Raises
    InputError for a key that is none, and for one that came with another request.
    """
    if not connection.in_atomic_block:
        raise InternalError("A key is taken outside of a transaction.")
    if not key.isprintable() or not 1 <= len(key) <= LONGEST:
        raise InputError(
            said("The Idempotency-Key cannot be used.", "Idempotency-Key ini tidak dapat dipakai."),
            mend=said(
                "Send 1 to {most} printable signs.",
                "Kirim 1 sampai {most} karakter yang dapat dicetak.",
                most=LONGEST,
            ),
        )
    reply, new = KeptReply.objects.get_or_create(
        person=person, key=key, defaults={"digest": digest}
    )
    if not new and reply.digest != digest:
        raise InputError(
            said(
                "This Idempotency-Key came with another request before.",
                "Idempotency-Key ini sebelumnya datang bersama permintaan lain.",
            ),
            mend=said(
                "Use a new key for a new request.", "Pakai kunci baru untuk permintaan baru."
            ),
        )
    return reply, new


def keep_answer(reply: KeptReply, status: int, body: str) -> None:
    """Keep what was answered, encrypted (it may hold a secret), for who asks again by the key."""
    KeptReply.objects.filter(pk=reply.pk).update(status=status, body=seal(body))


def kept_answer(reply: KeptReply) -> str:
    """What was answered. Raises InputError where the house's secret has changed since."""
    return unseal(reply.body)


def forget_old(now: datetime) -> None:
    """Forget keys that were used long ago."""
    KeptReply.objects.filter(made_at__lt=now - KEPT).delete()
