"""What a load or a replay did, as it is printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from selaras.errors import Said, said, said_in
from selaras.errors.sentences import figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selaras.evidence.loading import LoadReport
    from selaras.evidence.loading.report import TableCount
    from selaras.reports.words import Language

_NAMES = (said("mapping", "pemetaan"), said("table", "tabel"))
_COUNTS = {
    "read": said("read", "dibaca"),
    "inserted": said("inserted", "baru"),
    "updated": said("updated", "berubah"),
    "unchanged": said("unchanged", "tetap"),
    "restored": said("restored", "kembali"),
    "merged": said("merged", "digabung"),
    "filtered": said("filtered", "dilewati"),
    "quarantined_rows": said("quarantined", "dikarantina"),
    "deleted": said("deleted", "dihapus"),
}
"""What is counted of a table → the head of its column."""


def print_json(report: LoadReport) -> None:
    """The report with stable names."""
    typer.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))


def print_report(report: LoadReport, language: Language) -> None:
    """A table of the counts, what was quarantined, and what came of it."""
    from rich.table import Table

    from selaras.reports.terminal import terminal

    console = terminal(160)
    table = Table(box=None, pad_edge=False)
    for name in _NAMES:
        table.add_column(said_in(name, language))
    for head in _COUNTS.values():
        table.add_column(said_in(head, language), justify="right")
    for count in report.counts:
        numbers = (said_in(figure(getattr(count, name)), language) for name in _COUNTS)
        table.add_row(count.mapping, count.table, *numbers)
    console.print(table)
    for sentence in _told(report):
        console.print(said_in(sentence, language))


def _told(report: LoadReport) -> Iterator[Said]:
    for count in report.counts:
        yield from _told_of(count)
    if any(count.quarantined for count in report.counts):
        yield said(
            "`selaras quarantine` lists those rows.",
            "`selaras quarantine` menampilkan baris-baris itu.",
        )
    if report.snapshot is None:
        yield said(
            "Nothing changed: no new snapshot.", "Tidak ada yang berubah: tidak ada potret baru."
        )
    else:
        yield said("Snapshot {number}.", "Potret {number}.", number=report.snapshot)


def _told_of(count: TableCount) -> Iterator[Said]:
    place = {"mapping": count.mapping, "table": count.table}
    for reason, rows in count.quarantined:
        yield said(
            "{mapping}, {table}: {rows} quarantined, {reason}",
            "{mapping}, {table}: {rows} dikarantina, {reason}",
            rows=figure(rows),
            reason=reason,
            **place,
        )
    if count.deletions_held_back:
        why = said(
            "quarantined lines without a readable key may hold any row",
            "baris karantina yang kuncinya tidak terbaca bisa berisi baris mana saja",
        )
        if not count.read:
            why = said("the source holds no row at all", "sumbernya tidak berisi satu baris pun")
        yield said(
            "{mapping}, {table}: nothing was taken for deleted, since {why}",
            "{mapping}, {table}: tidak ada yang dianggap dihapus, karena {why}",
            why=why,
            **place,
        )
