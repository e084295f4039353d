"""The ledger as CSV: a row per verdict, the JSON form's keys with the period in two columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from selaras.ledger import Verdict
from selaras.ledger.form import VERDICT_KEYS, verdict_form

COLUMNS = tuple(
    name
    for key in VERDICT_KEYS
    for name in (("period_start", "period_end") if key == "period" else (key,))
)


def ledger_csv(verdicts: Iterable[Verdict], out: TextIO) -> None:
    """Write the header and a row per verdict; null is empty, true and false are words."""
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for verdict in verdicts:
        form = verdict_form(verdict)
        period = form.pop("period")
        row = form | {"period_start": period["start"], "period_end": period["end"]}
        writer.writerow({k: str(v).lower() if isinstance(v, bool) else v for k, v in row.items()})
