"""What a mapping leaves to a default that a person should know of."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.errors import said
from selaras.evidence.mapping.values import Mapping


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a mapping that is sound; `line` as in InputError."""

    code: str
    sentence: str
    mend: str
    line: int | None = None


def remarks(mapping: Mapping) -> tuple[Remark, ...]:
    """What is worth a second look: unstated export and completeness."""
    found = []
    if not mapping.export_is_stated:
        found.append(
            Remark(
                "export-not-stated",
                said(
                    "Whether the source holds all there is, is not stated: "
                    "rows missing from it stay.",
                    "Apakah sumber memuat semuanya tidak dinyatakan: "
                    "baris yang hilang darinya tetap ada.",
                ),
                said(
                    "Add `export: full` or `export: changes`.",
                    "Tambahkan `export: full` atau `export: changes`.",
                ),
                1,
            )
        )
    if mapping.complete_to is None and any(table.contract.times for table in mapping.tables):
        found.append(
            Remark(
                "completeness-not-stated",
                said(
                    "Up to when the source is complete is not stated: "
                    "the newest time in it is taken.",
                    "Sampai kapan sumber ini lengkap tidak dinyatakan: "
                    "waktu terbaru di dalamnya yang dipakai.",
                ),
                said(
                    "Add `complete_to:`, or pass --complete-to to each load.",
                    "Tambahkan `complete_to:`, atau beri --complete-to pada setiap pemuatan.",
                ),
                1,
            )
        )
    return tuple(found)
