"""What Marketing paid for its channels, a row a channel and month: the only export that sums."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from selaras.demo.company import Codes, Company
from selaras.demo.world import CHANNELS, DAYS, FIRST_DAY, seconds

_HEAD_OFFICE_OFFSET = 7 * 3600


class Spending:
    """Leads by channel and month over all branches, and the CSV of what they cost."""

    file = "marketing/ad_spend.csv"

    def __init__(self) -> None:
        self._months = _months()
        self._leads: Codes = np.zeros((len(CHANNELS), len(self._months)), dtype=np.int64)

    def add(self, company: Company) -> None:
        """Count one branch's leads."""
        starts = [seconds(month) - _HEAD_OFFICE_OFFSET for month in self._months]
        month = np.searchsorted(starts, company.leads.created_at, side="right") - 1
        cell = company.leads.channel * len(starts) + np.maximum(month, 0)
        self._leads += np.bincount(cell, minlength=self._leads.size).reshape(self._leads.shape)

    def write(self, folder: Path) -> int:
        """Write the file; the number of rows."""
        lines = ["Channel;Start;End;Amount (IDR)"]
        for position, channel in enumerate(CHANNELS):
            if channel.cost == 0:
                continue
            for month, leads in zip(self._months, self._leads[position], strict=True):
                end = _end(month)
                amount = f"{int(leads) * channel.cost:,}".replace(",", ".")
                lines.append(f"{channel.label};{month:%d/%m/%Y};{end:%d/%m/%Y};{amount}")
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        return len(lines) - 1


def _months() -> list[date]:
    days = [FIRST_DAY + timedelta(days=n) for n in range(DAYS)]
    return [day for day in days if day.day == 1]


def _end(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
