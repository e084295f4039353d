"""Rows in quarantine, mended by hand: a value put right, a word mapped, and read again."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections import Counter
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from ruamel.yaml import YAML

from selaras.contracts import TABLES
from selaras.errors import InputError
from selaras.evidence.loading import Quarantine, QuarantinedRow, reasons
from selaras.evidence.loading.misfits import SCHEMA
from selaras.evidence.mapping import Mapping
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.loads.access import check_may_load
from selaras.records.loads.mappings import mapping_named, save_changed, text_of
from selaras.records.people.scope import Scope
from selaras.workspace import open_workspace

MOST_WORDS = 50
SCANNED = 5000
"""Rows that are looked through for words to map."""


def quarantine() -> Quarantine:
    """The quarantine of the workspace that is served."""
    return Quarantine(open_workspace(settings.WORKSPACE).evidence)


def find_row(mapping: str, row_id: str) -> QuarantinedRow | None:
    """One row by its id; None where it is not there (any more)."""
    if mapping not in quarantine().mappings():
        return None
    return next((row for row in quarantine().rows(mapping) if row.id == row_id), None)


@transaction.atomic
def mend_row(
    actor: Actor,
    scope: Scope,
    row: QuarantinedRow,
    *,
    values: Sequence[str] | None = None,
    text: str | None = None,
) -> None:
    """Put other values (or, of a broken line, another text) in the place of what stands there.

    It waits for the next replay. The source itself is not changed: say so to whoever keeps it.
    """
    check_may_load(scope)
    raw: object
    if row.values is None:
        if text is None or "\n" in text.strip("\r\n"):
            raise InputError(_("A line is one line."))
        raw = text.strip("\r\n")
    else:
        if values is None or len(values) != len(row.columns):
            raise InputError(_("This row has %(n)s values.") % {"n": len(row.columns)})
        raw = [
            None if given == "" and was is None else given
            for given, was in zip(values, row.values, strict=True)
        ]
    fresh = _changed(row, raw)
    with tempfile.TemporaryDirectory(prefix="selaras-") as folder:
        path = Path(folder) / "mended.parquet"
        pq.write_table(pa.Table.from_pylist([fresh], schema=SCHEMA), path)
        quarantine().settle(row.mapping, [row.id], [path])
    # what stood there may be personal: the audit names the row, not its values
    record(actor, "quarantine.mended", "quarantine", f"{row.mapping}/{row.id}",
           line=row.line, table=row.table, reason=row.reason)  # fmt: skip


@transaction.atomic
def drop_row(actor: Actor, scope: Scope, row: QuarantinedRow) -> None:
    """Throw a row away: it will not be loaded, unless its source brings it again."""
    check_may_load(scope)
    quarantine().drop(row.mapping, [row.id])
    record(actor, "quarantine.dropped", "quarantine", f"{row.mapping}/{row.id}",
           line=row.line, table=row.table, reason=row.reason)  # fmt: skip


def _changed(row: QuarantinedRow, raw: object) -> dict[str, object]:
    identity = json.dumps([row.mapping, row.table, row.file, row.line, "mended", raw])
    return {
        "id": hashlib.sha256(identity.encode()).hexdigest()[:16],
        "mapping": row.mapping,
        "version": row.version,
        "table": row.table,
        "file": row.file,
        "line": row.line,
        "reason": row.reason,
        "column": row.column,
        "columns": json.dumps(list(row.columns), ensure_ascii=False),
        "raw": json.dumps(raw),
        "key": row.key,
        "quarantined_at": row.quarantined_at,
    }


@dataclass(frozen=True, slots=True)
class UnknownWords:
    """Values of one column that are none of its words, how often each, and the words there are."""

    mapping: str
    table: str
    column: str
    values: tuple[tuple[str, int], ...]
    words: tuple[str, ...]


def unknown_words(mapping: Mapping, rows: Sequence[QuarantinedRow]) -> tuple[UnknownWords, ...]:
    """What a value map could mend of `rows`, the most frequent values first."""
    counted: dict[tuple[str, str], Counter[str]] = {}
    sources = {
        (table.table, column.column): column.source
        for table in mapping.tables
        for column in table.columns
    }
    for row in rows:
        source = sources.get((row.table, row.column or ""))
        if row.reason != reasons.NOT_A_WORD or row.values is None or source not in row.columns:
            continue
        value = row.values[row.columns.index(source)]
        counted.setdefault((row.table, row.column or ""), Counter())[value or ""] += 1
    return tuple(
        UnknownWords(mapping.name, table, column, tuple(found.most_common(MOST_WORDS)),
                     TABLES[table].column(column).words)
        for (table, column), found in sorted(counted.items())
    )  # fmt: skip


def waiting_words(name: str) -> tuple[UnknownWords, ...]:
    """What a value map could mend of a mapping's rows in quarantine; nothing of an unknown one."""
    try:
        mapping = mapping_named(name)
    except InputError:
        return ()
    rows = islice(quarantine().rows(name, reasons.NOT_A_WORD), SCANNED)
    return unknown_words(mapping, list(rows))


def map_words(
    actor: Actor, scope: Scope, name: str, table: str, column: str, words: Dictionary[str, str]
) -> Mapping:
    """Add values to a column's value map; everything else in the mapping stays as it is written."""
    check_may_load(scope)
    mapping = mapping_named(name)
    mapped = {(one.table, of.column) for one in mapping.tables for of in one.columns}
    if (table, column) not in mapped:
        raise InputError(
            _("The mapping %(name)s does not fill %(column)s.")
            % {"name": name, "column": f"{table}.{column}"}
        )
    known = TABLES[table].column(column).words
    for word in words.values():
        if word not in known:
            raise InputError(
                _("%(word)s is not a word of %(column)s.")
                % {"word": word, "column": f"{table}.{column}"},
                mend=_("Words are %(known)s.") % {"known": ", ".join(known)},
            )
    text = with_words(text_of(mapping), table, column, words)
    return save_changed(actor, scope, name, text)


def with_words(text: str, table: str, column: str, words: Dictionary[str, str]) -> str:
    """A mapping's YAML with more words in a column's `map`; comments and order are kept."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 200
    document = yaml.load(text)
    columns = _columns_of(document, table)
    entry = columns[column]
    if isinstance(entry, str):
        columns[column] = {"from": entry, "map": dict(words)}
    else:
        entry.setdefault("map", {}).update(words)
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _columns_of(document: dict[str, Any], table: str) -> dict[str, Any]:
    """The columns of one table in a mapping's document, whichever way its tables are written."""
    if document.get("table") == table:
        found = document["columns"]
    else:
        tables = document.get("tables", {})
        if isinstance(tables, dict):
            found = tables[table]["columns"]
        else:
            found = next(one["columns"] for one in tables if one["table"] == table)
    assert isinstance(found, dict)
    return found
