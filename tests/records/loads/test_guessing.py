"""What a file is, guessed from its columns where its name does not say it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from selaras.evidence.loading.first_mapping import look_at
from selaras.records.loads.guessing import likely_table

FILES = {
    "leads": "Nomor;Dibuat;Asal;Pemilik\nL-1;02/03/2026 08:00;webinar;ani\n",
    "tickets": "number,opened_at,resolved_at,priority,caller_id\nINC1,2026-03-02,2026-03-03,3,c1\n",
    "attempts": "attempt id,lead id,time,outcome\na1,l1,2026-03-02 09:00,no_answer\n",
    "deals": "opportunity_id,account,engage_date,close_date,deal_stage,close_value\n"
    "o1,a,2026-03-02,2026-03-09,won,100\n",
    "spend": "Saluran;Bulan;Biaya\nwebinar;2026-03-01;100\n",
}


@pytest.mark.parametrize("table", FILES)
def test_table_is_told_by_the_columns(table: str, tmp_path: Any) -> None:
    path = tmp_path / "export.csv"
    path.write_text(FILES[table], encoding="utf-8")
    upload: Any = SimpleNamespace(name="export.csv")
    seen: Any = SimpleNamespace(look=look_at(path))
    assert likely_table(upload, seen) == table


def test_a_table_that_the_name_says_comes_first(tmp_path: Any) -> None:
    path = tmp_path / "lead_stages 2026.csv"
    path.write_text(FILES["leads"], encoding="utf-8")
    upload: Any = SimpleNamespace(name=path.name)
    seen: Any = SimpleNamespace(look=look_at(path))
    assert likely_table(upload, seen) == "lead_stages"
