"""Exports read back as plain columns of text, as somebody with only the files would have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from pyarrow import csv

from selaras.demo.exports import BROKEN_LINES, write_exports
from selaras.demo.simulate import simulate
from selaras.demo.truths import NO_TRUTHS, Truths
from selaras.demo.world import Scale

SCALE = Scale(leads=9_000, reps=9, tickets=4_000)
"""Enough leads that a planted effect stands well clear of chance."""
SEMICOLON = (
    "hr/karyawan.csv",
    "crm/peluang.csv",
    "helpdesk/",
    "marketing/ad_spend.csv",
    "planning/",
)


@dataclass(frozen=True)
class Exported:
    """Columns of one export as numpy arrays of text, without the broken lines."""

    columns: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    def at(self, name: str) -> np.ndarray:
        """A column of local times as datetime64; NaT where there is none."""
        text = np.char.replace(np.char.replace(self[name], "Z", ""), "T", " ")
        return np.where(text == "-", "NaT", text).astype("datetime64[s]")

    def day(self, name: str) -> np.ndarray:
        return self.at(name).astype("datetime64[D]")


def read_export(folder: Path, file: str) -> Exported:
    delimiter = ";" if file.startswith(SEMICOLON) else ","
    options = csv.ConvertOptions(
        column_types=dict.fromkeys(_header(folder / file, delimiter), "string"),
        strings_can_be_null=False,
    )
    table = csv.read_csv(
        folder / file,
        parse_options=csv.ParseOptions(delimiter=delimiter),
        convert_options=options,
    )
    columns = {
        name: np.array(table[name].to_pylist(), dtype=np.str_) for name in table.column_names
    }
    ids = {line.split("|")[0] for line in BROKEN_LINES.get(file, ())}
    first = next(iter(columns.values()))
    sound = ~np.isin(first, list(ids)) if file != "crm/lead_history.csv" else first != ""
    return Exported({name: values[sound] for name, values in columns.items()})


def _header(path: Path, delimiter: str) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [name.strip('"') for name in file.readline().rstrip("\n").split(delimiter)]


@cache
def export(truths: Truths = NO_TRUTHS, seed: int = 11, scale: Scale = SCALE) -> dict[str, Exported]:
    """The exports of one simulated branch, by file."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        written = write_exports(simulate(truths, scale, seed), folder)
        return {one.file: read_export(folder, one.file) for one in written}


def days(first: date, last: date) -> tuple[np.datetime64, np.datetime64]:
    return np.datetime64(first), np.datetime64(last + timedelta(days=1))


def instant(text: str) -> np.datetime64:
    return np.datetime64(datetime.fromisoformat(text))
