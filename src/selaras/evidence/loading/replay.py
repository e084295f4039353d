"""Replaying quarantine: kept raw rows once more through the (mended) mapping."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

import duckdb

from selaras.contracts import FILE, LINE, TABLES
from selaras.evidence.literals import files_sql, text_sql
from selaras.evidence.loading import reasons
from selaras.evidence.loading.batches import BrokenLine, RawBatch
from selaras.evidence.loading.completeness import instant_of
from selaras.evidence.loading.delimited import fields_of
from selaras.evidence.loading.intake import Intake, take_in
from selaras.evidence.loading.keys import key_sql, standing_rows_sql
from selaras.evidence.loading.load import Part, counts_of, typing_database
from selaras.evidence.loading.marks import original
from selaras.evidence.loading.misfits import QuarantinedRow
from selaras.evidence.loading.quarantine import Quarantine
from selaras.evidence.loading.records import as_text, batch_of, json_object
from selaras.evidence.loading.report import LoadReport
from selaras.evidence.loading.rows import Pseudonymise
from selaras.evidence.mapping.values import (
    CsvForm,
    FileSource,
    Mapping,
    Repeated,
    SqlSource,
)
from selaras.evidence.staging import Staged, staging_folder
from selaras.evidence.store import Evidence
from selaras.evidence.stored_columns import staged_types

_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class _Replayed:
    intake: Intake
    part: Part
    ids: tuple[str, ...]


def replay(
    evidence: Evidence,
    mappings: Sequence[Mapping],
    *,
    loaded_at: datetime,
    pseudonymise: Pseudonymise,
) -> LoadReport:
    """Load the quarantined rows of `mappings` that fit now, and leave the others.

    A row does not undo what came later: where the mapping says that the first or last row of a
    key counts, and evidence holds one of the same file or folder that does, the replayed one is
    merged. By its place, that is, since what `order_by` said of rows is not kept.
    How far sources are complete does not change.
    """
    quarantine = Quarantine(evidence.root)
    quarantine.expire(loaded_at)
    with staging_folder(evidence.root) as work, typing_database(work) as con:
        replayed = []
        for mapping in mappings:
            for table in _tables_of(quarantine, mapping):
                part = replace(mapping, tables=tuple(t for t in mapping.tables if t.table == table))
                rows = [row for row in quarantine.rows(mapping.name) if row.table == table]
                intake = take_in(
                    con,
                    mapping=part,
                    batches=partial(_batches, part, rows),
                    folder=work / f"{mapping.name}-{table}",
                    pseudonymise=pseudonymise,
                    at=loaded_at,
                )
                ids = tuple(row.id for row in rows)
                replayed.append(_Replayed(intake, _part(con, evidence, intake, table), ids))
        result = evidence.commit([one.part.staged for one in replayed], loaded_at)
        for one in replayed:
            quarantine.settle(one.intake.mapping.name, one.ids, one.intake.misfit_paths)
    counts = counts_of([one.intake for one in replayed], [one.part for one in replayed], result)
    return LoadReport(result.snapshot, loaded_at, counts)


def _tables_of(quarantine: Quarantine, mapping: Mapping) -> list[str]:
    """Tables with rows here that the mapping still feeds, in a fixed order."""
    fed = {table.table for table in mapping.tables}
    return sorted({row.table for row in quarantine.rows(mapping.name)} & fed)


def _batches(mapping: Mapping, rows: Sequence[QuarantinedRow]) -> Iterator[RawBatch]:
    """Rows of one file and header together, in their order; lines cut anew where possible."""
    groups: dict[tuple[str, tuple[str, ...]], list[QuarantinedRow]] = {}
    for row in rows:
        groups.setdefault((row.file, row.columns), []).append(row)
    for (file, columns), members in groups.items():
        ordered = iter(sorted(members, key=lambda row: row.line))
        while part := list(islice(ordered, _ROWS)):
            values, lines, broken = [], [], []
            for row in part:
                cut = _values(mapping, row)
                if cut is None:
                    broken.append(BrokenLine(row.line, row.text or "", row.reason))
                else:
                    values.append(cut)
                    lines.append(row.line)
            yield batch_of(file, columns, values, lines, tuple(broken))


def _values(mapping: Mapping, row: QuarantinedRow) -> list[str | None] | None:
    form = mapping.source.csv if isinstance(mapping.source, FileSource) else CsvForm()
    if row.values is None:
        return _object_values(row) if row.reason == reasons.NOT_JSON else _cut(row, form)
    if row.reason != reasons.UNDECODABLE or form.encoding is None:
        return list(row.values)
    return [_decoded(value, form.encoding) for value in row.values]


def _object_values(row: QuarantinedRow) -> list[str | None] | None:
    """The values of a line of JSON that somebody put right; None if it is still no object."""
    record = json_object((row.text or "").encode())
    return None if record is None else [as_text(record.get(name)) for name in row.columns]


def _cut(row: QuarantinedRow, form: CsvForm) -> list[str | None] | None:
    """The fields of a broken line by the mapping's form of today; None if it is still broken."""
    if form.delimiter is None or row.text is None:
        return None
    try:
        fields = next(fields_of(row.text, form), [])
    except csv.Error:
        return None
    return list(fields) if len(fields) == len(row.columns) else None


def _decoded(value: str | None, encoding: str) -> str | None:
    """A value read as UTF-8 anew, from its bytes in the encoding that is stated now."""
    if value is None:
        return None
    raw = original(value)
    try:
        return value if raw is None else raw.decode(encoding)
    except UnicodeDecodeError:
        return value


def _part(con: duckdb.DuckDBPyConnection, evidence: Evidence, intake: Intake, table: str) -> Part:
    """What is committed: settled rows that do not undo later ones; completeness as it was."""
    mapping = intake.mapping
    reached = None if mapping.complete_to is None else instant_of(mapping.complete_to, mapping)
    if not evidence.is_empty and table in evidence.snapshot().tables:
        reached = evidence.snapshot().sources(table).get(mapping.name, reached)
    settled = intake.settled[table]
    paths = settled.paths
    standing = standing_rows_sql(evidence, TABLES[table], mapping.name)
    rule = mapping.tables[0].repeated
    if standing is not None and paths and rule is not Repeated.REFUSE:
        path = paths[0].with_name("not-undone.parquet")
        before = _before(mapping.source, ">" if rule is Repeated.LAST else "<")
        intake.tallies[table].merged += _leave_out(con, table, before, paths, standing, path)
        paths = (path,)
    return Part(Staged(table, mapping.name, paths, "changes", reached))


def _before(source: FileSource | SqlSource, sign: str) -> str:
    """SQL of whether a row `s` of evidence goes before `n`: by file, in a folder, then by line."""
    same = f"s.{FILE} = n.{FILE} AND s.{LINE} {sign} n.{LINE}"
    if isinstance(source, FileSource) and source.pattern is not None:
        return f"(s.{FILE} {sign} n.{FILE} OR {same})"
    return f"({same})"


def _leave_out(
    con: duckdb.DuckDBPyConnection,
    table: str,
    goes_before: str,
    paths: Sequence[Path],
    standing: str,
    path: Path,
) -> int:
    """Write the rows of `paths` that no row of evidence `goes_before`; how many do not come."""
    contract = TABLES[table]
    columns = ", ".join(f'"{name}"' for name in staged_types(contract))
    rows = f"SELECT {columns}, {key_sql(contract)} AS _key FROM read_parquet({files_sql(paths)})"
    con.execute(
        f"COPY (SELECT {columns} FROM ({rows}) n WHERE NOT EXISTS (SELECT 1 FROM"
        f" (SELECT {key_sql(contract)} AS _key, {FILE}, {LINE} FROM ({standing})) s"
        f" WHERE s._key = n._key AND {goes_before}))"
        f" TO {text_sql(path)} (FORMAT parquet)"
    )
    before, after = (
        con.execute(f"SELECT count(*) FROM read_parquet({files_sql(files)})").fetchone()
        for files in (paths, [path])
    )
    return int(before[0]) - int(after[0]) if before and after else 0
