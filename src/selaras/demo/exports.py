"""What the systems of Nusantara Net export: six systems, six habits of writing a CSV.

The CRM writes local times of the head office without an offset, the HR list and the sales pipeline
are semicolon files with Indonesian headers and amounts as `18.500.000`, the phone system writes
UTC, the helpdesk writes dd/mm/yyyy. A few lines of each are broken, as they are in real exports:
`BROKEN_LINES` says which, so that a load can be held against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from selaras.demo.company import Company
from selaras.demo.export_tables import TABLES, Export
from selaras.demo.network_exports import write_network
from selaras.demo.simulate_network import simulate_network
from selaras.demo.spend import Spending

EXPORTS = "exports"
"""The folder of a workspace that exports are written to."""
BROKEN_LINES: dict[str, tuple[str, ...]] = {
    "crm/leads.csv": (
        # a day that does not exist, and a lead without an id
        "NN-L-X00001|2026-02-30 10:15:00|Google Ads|always-on|-|-|Warm|sme|Jakarta|18000000|IDR",
        "|2026-03-04 11:02:41|Referral|always-on|-|-|Hot|corporate|Makassar|95000000|IDR",
    ),
    # a stage that nobody agreed on
    "crm/lead_history.csv": ("NN-L-000000017|Stage|Parked|2026-03-11 16:20:09|-|-",),
    # an amount that is still a word
    "crm/peluang.csv": (
        "NN-D-X00001|NN-L-000000021|-|Fibre 100|Cikini|2026-04-02 09:30:00|-|Terbuka|menyusul|IDR"
        "|-|-|-",
    ),
    # a time that only a person understands
    "telephony/activities.csv": ("NN-A-X00001|NN-L-000000017|kemarin sore|-|call|no_answer|N",),
    # 31 April
    "helpdesk/tickets.csv": ("T-X00001|31/04/2026 10:00|Hotel Nirwana|Jakarta|Tagihan|P3|-|-|-",),
}
"""Lines that no mapping can read, by file, with `|` between the fields."""


@dataclass(frozen=True, slots=True)
class Written:
    """Rows and bytes of one export, the broken lines included, the header not."""

    file: str
    rows: int
    size: int


def write_exports(companies: Company | Iterable[Company], folder: Path) -> tuple[Written, ...]:
    """Write the exports of one branch, or of all of them one after the other, under `folder`.

    The same companies give the same bytes. Holds one branch in memory at a time.
    """
    branches = (companies,) if isinstance(companies, Company) else companies
    spending = Spending()
    rows: dict[str, int] = {}
    with ExitStack() as stack:
        writers: dict[str, csv.CSVWriter] = {}
        for number, company in enumerate(branches):
            spending.add(company)
            if number == 0:
                rows |= write_network(simulate_network(company), folder)
            for export in TABLES:
                table = export.rows(company)
                if number == 0:
                    writers[export.file] = stack.enter_context(_open(export, table, folder))
                    table = _with_broken_lines(export.file, table)
                writers[export.file].write_table(table)
                rows[export.file] = rows.get(export.file, 0) + table.num_rows
    rows[spending.file] = spending.write(folder)
    return tuple(
        Written(file, count, (folder / file).stat().st_size) for file, count in rows.items()
    )


def _open(export: Export, table: pa.Table, folder: Path) -> csv.CSVWriter:
    path = folder / export.file
    path.parent.mkdir(parents=True, exist_ok=True)
    quoting = "needed" if export.quoted else "none"
    options = csv.WriteOptions(
        delimiter=export.delimiter, quoting_style=quoting, quoting_header=quoting
    )
    return csv.CSVWriter(str(path), table.schema, write_options=options)


def _with_broken_lines(file: str, table: pa.Table) -> pa.Table:
    lines = BROKEN_LINES.get(file, ())
    if not lines:
        return table
    columns = zip(*(line.split("|") for line in lines), strict=True)
    arrays = [pa.array(column, pa.string()) for column in columns]
    broken = pa.Table.from_arrays(arrays, schema=table.schema)
    middle = table.num_rows // 2
    return pa.concat_tables([table.slice(0, middle), broken, table.slice(middle)])
