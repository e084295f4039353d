"""Instants as people write them on a command line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from selaras.contracts.reach import check_year
from selaras.errors import InputError, said
from selaras.workspace.folder import Workspace


def read_instant(text: str, zone: ZoneInfo, *, option: str) -> datetime:
    """An ISO 8601 instant.

    Without an offset it is local to `zone`; a date alone is that day's midnight. Raises
    InputError naming the option it came by.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            said(
                "{option} {text!r} is not an instant.",
                "{option} {text!r} bukan waktu.",
                option=option,
                text=text,
            ),
            mend=said(
                "Write ISO 8601, as in 2026-04-01T09:00+07:00 or 2026-04-01.",
                "Tulis menurut ISO 8601, seperti 2026-04-01T09:00+07:00 atau 2026-04-01.",
            ),
        ) from None
    check_year(instant, option, text)
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=zone)


def asked_instant(workspace: Workspace, text: str | None, *, option: str = "--as-of") -> datetime:
    """The instant to look from: as written (see `read_instant`), else the workspace's now."""
    if text is None:
        return workspace.now()
    return read_instant(text, workspace.time_zone, option=option)
