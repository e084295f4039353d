"""What a file that somebody brought most likely is: its table, and mappings that fit it."""

from __future__ import annotations

from selaras.contracts import TABLES
from selaras.errors import InputError
from selaras.evidence.mapping.matching import match_names
from selaras.records.loads.mappings import Preview, known_mappings
from selaras.records.loads.models import Upload


def likely_table(upload: Upload, seen: Preview) -> str:
    """The table whose name the file bears, else the one that finds most and lacks least.

    What a table cannot be without weighs against it as much as what it finds weighs for it.
    """
    name = upload.name.lower().replace("-", "_").replace(" ", "_")
    named = [table for table in TABLES if table in name]

    def fits(table: str) -> tuple[bool, int, int]:
        contract = TABLES[table]
        found = match_names(seen.look.values, contract)
        keys = sum(1 for key in contract.key if key in found)
        lacks = sum(1 for one in contract.columns if one.required and one.name not in found)
        return table in named, keys + len(found) - lacks, -len(contract.columns)

    return max(TABLES, key=fits)


def fitting_mappings(seen: Preview) -> list[str]:
    """Mappings of the workspace whose every column this file has: last month's, most likely."""
    columns = set(seen.look.columns)
    try:
        return [one.name for one in known_mappings() if set(one.columns_read) <= columns]
    except InputError:
        return []
