"""Groups as whole numbers, for rows that several commitments count: texts are slow to group by."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _

from selaras.calendars.grid import arrow_column, arrow_texts
from selaras.errors import InputError
from selaras.ledger.items.grouped import NAMELESS, grouped_items, words_table
from selaras.ledger.items.placed import owning_tables
from selaras.ledger.items.subject import locate, nameless
from selaras.ledger.question import Question
from selaras.ledger.reading import Reading

LEAST_READERS = 3
"""Numbering looks through a column once: for fewer commitments than this, counting texts is less
work."""
_MOST_TEXTS = 5_000
_TABLE = "leads"
"""Rows of other tables have no number of their own, and are not numbered by group either."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The texts that a group may have, by number, and the same as `word` and `number`."""

    texts: tuple[str, ...]
    rows: ir.Table


def texts_of(question: Question, items: ir.Table) -> tuple[str, ...] | None:
    """What the numbers in `subject` of items stand for; None where these are texts."""
    per = question.commitment.per
    if per is None or not items["subject"].type().is_integer():
        return None
    found = _numbering(question.reading, per)
    assert found is not None
    return found.texts


def numbered_groups(question: Question, started: Hashable) -> dict[str, ir.Table]:
    """The groups that rows which a question starts from are to be numbered by, with their words.

    `started` says which rows these are. None, where numbers would not pay, and where some question
    chooses its calendar by a text of the row.
    """
    reading, foreseen = question.reading, question.reading.foreseen.get(started)
    if foreseen is None or foreseen.readers < LEAST_READERS or foreseen.chooses:
        return {}
    if foreseen.table != _TABLE or not reading.numbers("lead_id"):
        return {}
    words: dict[str, ir.Table] = {}
    for per in sorted(foreseen.groups):
        numbering = _numbering(reading, per)
        if numbering is None:
            return {}  # what one of them counts by a text, none can do without the texts
        words[per] = numbering.rows
    return words


def numbered_items(
    reading: Reading, items: ir.Table, groups: dict[str, ir.Table], texts: tuple[str, ...]
) -> ir.Table:
    """Items with the number of each of the groups in place of the columns `texts`, kept."""
    words = {words_table(place): rows for place, rows in enumerate(groups.values())}
    tables = {**owning_tables(reading, _TABLE, *groups), **words, "items": items}
    shape: dict[str, Any] = {"table": _TABLE, "groups": tuple(groups), "texts": texts}
    return reading.engine.derive(grouped_items, tables, {}, keep=True, **shape)


def _numbering(reading: Reading, per: str) -> Numbering | None:
    key = ("numbering", per)
    if key not in reading.relations:
        reading.relations[key] = _number(reading, per)
    found: Numbering | None = reading.relations[key]
    return found


def _number(reading: Reading, per: str) -> Numbering | None:
    """Every text that a group may have; None where it is unknown, or has too many."""
    try:
        sources = _sources(reading, per)
    except InputError:
        return None  # whose question it is will say so
    if any(not reading.has(table) for table, _column in sources):
        return None
    columns = [
        reading.table(table).select(word=_[column].cast("string")) for table, column in sources
    ]
    every = ibis.union(*columns, distinct=True) if len(columns) > 1 else columns[0].distinct()
    found = reading.engine.to_arrow(every.limit(_MOST_TEXTS)).column("word").to_pylist()
    if len(found) == _MOST_TEXTS:
        return None
    texts = sorted(text for text in found if text is not None)
    numbers = np.arange(len(texts), dtype=np.int32) + NAMELESS + 1
    words = pa.table({"word": arrow_texts(texts), "number": arrow_column(numbers)})
    return Numbering((nameless(per), *texts), reading.engine.register("words", words))


def _sources(reading: Reading, per: str) -> list[tuple[str, str]]:
    """The columns that a lead's group is read from."""
    if per != "rep":
        return [locate(reading, _TABLE, per)]
    assigned = [("assignments", "person_id")] if reading.has("assignments") else []
    return [(_TABLE, "owner"), *assigned]
