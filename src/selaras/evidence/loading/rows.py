"""One table's rows of a batch: typed, their times in UTC, the misfits set apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from selaras.contracts import FILE, LINE, SOURCE, Column, Kind, day_flag
from selaras.contracts.reach import FIRST_YEAR, LAST_YEAR
from selaras.errors import InputError, said
from selaras.evidence.loading import reasons
from selaras.evidence.loading.batches import RawBatch, column_at
from selaras.evidence.loading.keys import key_texts
from selaras.evidence.loading.marks import PATTERN
from selaras.evidence.loading.typed import BLANKS, Typing, typing_of
from selaras.evidence.loading.zones import midnight, to_local, to_utc
from selaras.evidence.mapping.values import ColumnMapping, Mapping, TableMapping
from selaras.evidence.stored_columns import staged_schema

Pseudonymise = Callable[[str, list[str]], list[str]]
"""Kind of id (`person`, `lead`, …) and original ids → a pseudonym for each."""
ORDER = "_by"
_EARLIEST, _LATEST = (
    int(datetime(y, 1, 1, tzinfo=UTC).timestamp()) * 10**6 for y in (FIRST_YEAR, LAST_YEAR + 1)
)
_DAY = 86_400 * 10**6
_ID_KINDS = {
    "lead_id": "lead",
    "ticket_id": "ticket",
    "deal_id": "deal",
    "account": "customer",
    "customer": "customer",
    "person_id": "person",
    "owner": "person",
    "actor": "person",
    "tester": "person",
    "approved_by": "person",
    "resolved_by": "person",
    "our_person": "person",
    "their_person": "person",
}
Mask = npt.NDArray[np.bool_]


def id_kind(column: str) -> str:
    """Of what an id in this column is: the same person has one pseudonym in every table."""
    return _ID_KINDS.get(column, column)


@dataclass(frozen=True, slots=True)
class Misfits:
    """Rows of a batch that do not fit: their positions, reasons, columns and keys.

    A key is the text of `key_text`, None where a part of it could not be read.
    """

    positions: npt.NDArray[np.int64]
    reasons: list[str]
    columns: list[str | None]
    keys: list[str | None]


@dataclass(frozen=True, slots=True)
class TypedBatch:
    """Rows that fit, as `staged_schema` (with ORDER, where asked); misfits; a count of the rest."""

    rows: pa.Table
    misfits: Misfits
    filtered: int


class TableRows:
    """Types the rows of one table, batch by batch. Keeps a database connection of the load."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        mapping: Mapping,
        table: TableMapping,
        pseudonymise: Pseudonymise,
    ) -> None:
        self.con = con
        self.mapping = mapping
        self.table = table
        self.contract = table.contract
        self.pseudonymise = pseudonymise
        self._typings: dict[tuple[str, ...], Typing] = {}

    def type(self, batch: RawBatch) -> TypedBatch:
        """Type a batch; InputError where a column is not in the source or a time has no zone."""
        typed, undecodable = self._typed(batch)
        filtered = typed.column("_filtered").to_numpy().astype(np.bool_)
        filtered[list(undecodable)] = False
        fault = pc.fill_null(typed.column("_fault"), -1).to_numpy().copy()
        fault[list(undecodable)] = 0
        rows = self._staged(typed, batch)
        fits = (fault < 0) & ~filtered
        positions = np.flatnonzero((fault >= 0) & ~filtered)
        keys = key_texts(self.con, rows.take(pa.array(positions)), self.contract)
        faults = self._typing(batch.columns).faults
        found = [
            (reasons.UNDECODABLE, batch.columns[undecodable[i]], None)
            if i in undecodable
            else (*faults[fault[i]], key)
            for i, key in zip(positions.tolist(), keys, strict=True)
        ]
        return TypedBatch(
            rows if fits.all() else rows.filter(pa.array(fits)),
            Misfits(
                positions,
                [reason for reason, _, _ in found],
                [column for _, column, _ in found],
                [key for _, _, key in found],
            ),
            int(filtered.sum()),
        )

    def keys_of(self, batch: RawBatch) -> list[str | None]:
        """The key of every row; None where it cannot be read or `where` leaves the row out."""
        if batch.values.num_rows == 0:
            return []
        typed, _ = self._typed(batch)
        keys = key_texts(self.con, self._staged(typed, batch), self.contract)
        filtered = typed.column("_filtered").to_pylist()
        return [None if out else key for key, out in zip(keys, filtered, strict=True)]

    def _typed(self, batch: RawBatch) -> tuple[pa.Table, dict[int, int]]:
        """What the typing yields, in the batch's order, and rows with bytes that are no text."""
        typing = self._typing(batch.columns)
        raw, undecodable = _cleaned(batch, typing.reads, self.mapping.nulls)
        self.con.register("raw", raw)
        try:
            typed = self.con.execute(typing.sql).to_arrow_table()
        finally:
            self.con.unregister("raw")
        order = typed.column("_row").to_numpy()
        if (np.diff(order) < 0).any():
            typed = typed.take(pa.array(np.argsort(order)))
        return typed, undecodable

    def _typing(self, columns: tuple[str, ...]) -> Typing:
        if columns not in self._typings:
            self._typings[columns] = typing_of(self.mapping, self.table, columns)
        return self._typings[columns]

    def _staged(self, typed: pa.Table, batch: RawBatch) -> pa.Table:
        count = typed.num_rows
        schema = staged_schema(self.contract)
        mapped = {column.column: column for column in self.table.columns}
        made: dict[str, Any] = {
            name: pa.nulls(count, schema.field(name).type) for name in schema.names
        }
        for contract in self.contract.columns:
            if contract.name in mapped:
                made |= self._values(typed, mapped[contract.name], contract)
            elif contract.kind is Kind.TIME:
                made[day_flag(contract.name)] = pa.repeat(pa.scalar(False), count)
        made[SOURCE] = pa.repeat(pa.scalar(self.mapping.name), count)
        made[FILE] = pa.repeat(pa.scalar(batch.file), count)
        made[LINE] = pa.array(batch.lines, pa.int64())
        if self.table.order_by is not None:
            made[ORDER] = typed.column("_order")
            schema = schema.append(pa.field(ORDER, pa.string()))
        return pa.table(made).select(schema.names).cast(schema)

    def _values(
        self, typed: pa.Table, column: ColumnMapping, contract: Column
    ) -> dict[str, pa.Array | pa.ChunkedArray]:
        if contract.kind in (Kind.TIME, Kind.DAY):
            return self._times(typed, column, contract)
        values = typed.column(column.column)
        if column.personal:
            values = self._hidden(values, id_kind(column.column))
        return {column.column: values}

    def _hidden(self, values: pa.ChunkedArray, kind: str) -> pa.Array:
        encoded = pc.dictionary_encode(values.combine_chunks())
        originals = encoded.dictionary.to_pylist()
        hidden = pa.array(self.pseudonymise(kind, originals) if originals else [], pa.string())
        return pa.DictionaryArray.from_arrays(encoded.indices, hidden).dictionary_decode()

    def _times(
        self, typed: pa.Table, column: ColumnMapping, contract: Column
    ) -> dict[str, pa.Array | pa.ChunkedArray]:
        local, has_local = _micros(typed.column(f"{column.column}__local"))
        instant, has_instant = _micros(typed.column(f"{column.column}__instant"))
        is_day = typed.column(f"{column.column}__day").to_numpy()
        is_day = np.where(is_day == np.array(True), True, False) & (has_local | has_instant)
        if contract.kind is Kind.DAY:
            is_day = np.ones_like(is_day)
        zone = column.time_zone
        if zone is None:
            if contract.kind is Kind.TIME and (has_local.any() or (is_day & has_instant).any()):
                raise self._without_zone(column)
            if contract.kind is Kind.DAY and has_instant.any():
                raise self._without_zone(column)
        if zone is not None and (is_day & has_instant).any():
            at = is_day & has_instant
            local[at] = to_local(instant[at], zone)
            has_local, has_instant = has_local | at, has_instant & ~at
        local = np.where(is_day, midnight(local), local)
        if contract.kind is Kind.DAY:
            days = pa.array((local // _DAY).astype(np.int32), mask=~has_local)
            return {column.column: days.cast(pa.date32())}
        if zone is not None:
            instant[has_local] = to_utc(local[has_local], zone)
        known = (has_local | has_instant) & (instant >= _EARLIEST) & (instant < _LATEST)
        times = pa.array(instant, mask=~known).cast(pa.timestamp("us", "UTC"))
        return {column.column: times, day_flag(column.column): pa.array(is_day & known)}

    def _without_zone(self, column: ColumnMapping) -> InputError:
        return InputError(
            said(
                "{column} holds times without an offset, and no time zone is stated.",
                "{column} memuat waktu tanpa selisih zona, dan zona waktu tidak dinyatakan.",
                column=column.column,
            ),
            file=str(self.mapping.file),
            line=column.line,
            mend=said(
                "Add `time_zone: Asia/Jakarta` or another to the mapping.",
                "Tambahkan `time_zone: Asia/Jakarta` atau yang lain pada pemetaan.",
            ),
        )


def _micros(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], Mask]:
    known = column.is_valid().to_numpy().astype(np.bool_)
    return np.array(pc.fill_null(column.cast(pa.int64()), 0).to_numpy(), dtype=np.int64), known


def _cleaned(
    batch: RawBatch, reads: tuple[int, ...], nulls: tuple[str, ...]
) -> tuple[pa.Table, dict[int, int]]:
    """The columns that are read (trimmed, nulls as null), and row → column that is no text."""
    columns: dict[str, Any] = {"_row": pa.array(np.arange(batch.values.num_rows))}
    undecodable: dict[int, int] = {}
    for position in reads:
        values = batch.values.column(column_at(position))
        if not batch.is_clean:
            marked = pc.fill_null(pc.match_substring_regex(values, PATTERN), False)
            for row in np.flatnonzero(marked.to_numpy()).tolist():
                undecodable.setdefault(row, position)
        trimmed = pc.utf8_trim(values, BLANKS)
        nothing = pc.is_in(trimmed, pa.array(nulls, pa.string()))
        columns[f"n{position}"] = pc.if_else(nothing, pa.scalar(None, pa.string()), trimmed)
    return pa.table(columns), undecodable
