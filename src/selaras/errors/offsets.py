"""Instants are aware inside: what a caller passes without an offset is refused in one sentence."""

from __future__ import annotations

from datetime import datetime

from selaras.errors import InputError, Said, said


def check_offset(at: datetime, name: str | Said) -> None:
    """InputError, calling the instant by `name`, where it has no offset from UTC."""
    if at.tzinfo is not None:
        return
    raise InputError(
        said(
            "{name} {at} has no offset.",
            "{name} {at} tidak memiliki selisih zona waktu.",
            name=name,
            at=at.isoformat(),
        ),
        mend=said(
            "Write one, as in 2026-04-01T00:00+07:00.",
            "Tuliskan, seperti pada 2026-04-01T00:00+07:00.",
        ),
    )
