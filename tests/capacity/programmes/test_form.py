"""What is kept of a programme's tests can be read again."""

from __future__ import annotations

from datetime import UTC, date, datetime

from selaras.capacity.programmes import bearing
from selaras.capacity.programmes.form import read_test
from selaras.capacity.programmes.form import test_form as form_of


def test_a_test_is_read_as_it_was_kept() -> None:
    at = datetime(2026, 4, 20, 3, tzinfo=UTC)
    on, until = date(2026, 4, 20), "2027-04-20"
    kept = bearing.Test("Abepura", "Fibre", "R1", 110.0, at, on, "loop", "p-1", until, "tested")
    assert read_test(form_of(kept)) == kept
    bare = read_test({"resource_id": "R1"})
    assert (bare.capacity, bare.tested_at, bare.tested_on, bare.standing) == (None, None, None, "")
