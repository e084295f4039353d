"""How e-mail is sent: one address of a mail server, as Django's settings."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from selaras.errors import InputError, said

_BACKENDS = "django.core.mail.backends"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Django's settings for e-mail."""

    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False
    folder: str = ""


def mail_server(url: str) -> MailServer:
    """What `SELARAS_EMAIL_URL` says.

    `smtp://user:password@host:587` (with STARTTLS; `?tls=no` without), `smtps://…:465` (TLS from
    the start), `file:///folder` (each message a file, for trying it out), `console:` or nothing
    (printed where the server was started). Raises InputError, which does not repeat the address.
    """
    if not url or url.startswith("console:"):
        return MailServer(f"{_BACKENDS}.console.EmailBackend")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _unreadable() from None
    if parts.scheme == "file" and parts.path:
        return MailServer(f"{_BACKENDS}.filebased.EmailBackend", folder=unquote(parts.path))
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise _unreadable()
    implicit = parts.scheme == "smtps"
    plain = parse_qs(parts.query).get("tls") == ["no"]
    return MailServer(
        f"{_BACKENDS}.smtp.EmailBackend",
        host=parts.hostname,
        port=port or (465 if implicit else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=not implicit and not plain,
        use_ssl=implicit,
    )


def _unreadable() -> InputError:
    return InputError(
        said(
            "SELARAS_EMAIL_URL is not the address of a mail server.",
            "SELARAS_EMAIL_URL bukan alamat server surel.",
        ),
        mend=said(
            "Write smtp://user:password@mail.example.com:587, with special signs as %40 and such.",
            "Tulis smtp://user:password@mail.example.com:587, dengan tanda khusus seperti %40.",
        ),
    )
