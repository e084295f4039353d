"""Instants as people write them on a command line."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from selaras.errors import InputError
from selaras.workspace.instants import read_instant

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "2201-01-01T00:00+00:00"])
def test_instant_beyond_all_evidence_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"--as-of .* Write a year from 1900 to 2200"):
        read_instant(text, JAKARTA, option="--as-of")


def test_date_is_its_local_midnight() -> None:
    assert read_instant("2026-04-01", JAKARTA, option="--as-of").isoformat() == (
        "2026-04-01T00:00:00+07:00"
    )
