"""What is said of an instant that is in no zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from selaras.errors import InputError, said
from selaras.errors.offsets import check_offset


def test_instant_without_an_offset_is_refused_by_its_name_in_both_languages() -> None:
    with pytest.raises(InputError) as refused:
        check_offset(datetime(2026, 4, 1), said("The as-of", "As-of"))
    assert refused.value.told_in("en") == (
        "The as-of 2026-04-01T00:00:00 has no offset. Write one, as in 2026-04-01T00:00+07:00."
    )
    assert refused.value.told_in("id") == (
        "As-of 2026-04-01T00:00:00 tidak memiliki selisih zona waktu. "
        "Tuliskan, seperti pada 2026-04-01T00:00+07:00."
    )


def test_aware_instant_is_let_through() -> None:
    check_offset(datetime(2026, 4, 1, tzinfo=UTC), "loaded_at")
