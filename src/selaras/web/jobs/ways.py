"""The ways by which a message goes out: e-mail by Django's connection, chats by apprise."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.core.mail import EmailMessage, get_connection

from selaras.errors import InputError
from selaras.records.alerts.channels import check_address
from selaras.records.alerts.models import Delivery
from selaras.records.sealing import unseal
from selaras.web.jobs.letter import Letter


class Permanent(Exception):  # noqa: N818 - it names what kind of failure it is
    """It will not work however often it is tried."""

    def __init__(self, says: dict[str, str]) -> None:
        super().__init__(says["en"])
        self.says = says


class Passing(Exception):  # noqa: N818
    """It did not work now, and may later."""

    def __init__(self, says: dict[str, str]) -> None:
        super().__init__(says["en"])
        self.says = says


class Way(Protocol):
    """Something that a message can be handed to."""

    def send(self, letter: Letter) -> None:
        """Hand it over. Raises Permanent, or anything else for what may pass."""


@contextmanager
def way_of(delivery: Delivery) -> Iterator[Way]:
    """The way of a message, opened: what can fail before anything was said, fails here."""
    if delivery.channel is None:
        connection = get_connection(fail_silently=False)
        connection.open()
        try:
            yield _Mail(delivery.person.email, connection)
        finally:
            connection.close()
    else:
        yield _Chat(_address(delivery))


class _Mail:
    def __init__(self, address: str, connection: object) -> None:
        self._address = address
        self._connection = connection

    def send(self, letter: Letter) -> None:
        message = EmailMessage(
            letter.subject,
            letter.text,
            to=[self._address],
            headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
            connection=self._connection,
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            if all(500 <= code < 600 for code, _ in error.recipients.values()):
                raise Permanent(
                    {
                        "en": "The mail server knows no such address.",
                        "id": "Server surel tidak mengenal alamat ini.",
                    }
                ) from None
            raise
        except smtplib.SMTPDataError as error:
            if 500 <= error.smtp_code < 600:
                raise Permanent(
                    {
                        "en": f"The mail server refused the message ({error.smtp_code}).",
                        "id": f"Server surel menolak pesan ini ({error.smtp_code}).",
                    }
                ) from None
            raise


class _Chat:
    def __init__(self, address: str) -> None:
        self._address = address

    def send(self, letter: Letter) -> None:
        import apprise  # noqa: PLC0415 - it takes half a second

        chat = apprise.Apprise()
        chat.add(self._address)
        if not chat.notify(title=letter.subject, body=letter.text, body_format="text"):
            raise Passing(
                {
                    "en": "The chat did not take the message.",
                    "id": "Layanan obrolan tidak menerima pesan.",
                }
            )


def _address(delivery: Delivery) -> str:
    assert delivery.channel is not None
    try:
        address = unseal(delivery.channel.address)
        check_address(address)
    except InputError as error:
        raise Permanent(
            {"en": str(error), "id": "Alamat obrolan ini tidak dapat dipakai lagi; isi kembali."}
        ) from None
    return address
