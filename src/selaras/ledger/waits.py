"""How long items waited: what survival curves are drawn from, by subject and by period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _

from selaras.agreements.values import Attempts, ResolutionTime, ResponseTime
from selaras.evidence.array_values import values_of
from selaras.evidence.engines.compiled import Numbers
from selaras.ledger.estimate import RELEASED, Waits, Wholes, joined, pooled
from selaras.ledger.gather import Gathered, Memory, is_settled
from selaras.ledger.items.judged import BROKEN, EXEMPT, KEPT, OPEN, UNWATCHED
from selaras.ledger.items.rows import started_past
from selaras.ledger.numbered import texts_of
from selaras.ledger.question import Question
from selaras.ledger.reach import reach_of
from selaras.ledger.relation import judged_relation, waits_axis
from selaras.ledger.tally import Cell, in_words
from selaras.ledger.target import Tenure

_MOST_KEPT = 200_000
"""Of one period at one moment: as bytes they are read sooner than they are found again."""
_CAUSES = {KEPT: 1, EXEMPT: 2, BROKEN: 0, OPEN: 0}


def read_waits(
    question: Question,
    tenure: Tenure,
    due: int,
    wanted: Iterable[int],
    past: Iterable[int],
    gathered: Mapping[int, Gathered],
    memory: Memory,
) -> tuple[dict[Cell, Waits], dict[int, Waits]]:
    """Waits of each subject in the wanted periods, and of all subjects together in the past ones.

    Parameters
    ----------
    due
        The allowance on the axis of the waits (see `allowance_of`).
    wanted, past
        Indexes of periods.
    memory
        What settled periods in the past held is not asked again.
    """
    known = {i: w for i in past if (w := memory.recall_waits(question, i, due)) is not None}
    asked = {*wanted, *(i for i in past if i not in known)}
    by_cell = _by_cell(question.only(asked), tenure, due)
    for index in sorted(asked.intersection(past)):
        here = [own for cell, own in by_cell.items() if cell[0] == index]
        known[index] = pooled(here, due)
        if known[index].is_told and is_settled(question, index, gathered[index]):
            memory.keep_waits(question, index, known[index], reach_of(question, index, None))
    return by_cell, known


def started_after(
    question: Question, tenure: Tenure, at: datetime, indexes: Iterable[int]
) -> dict[Cell, int]:
    """How many items of each subject and period are seen to have started after an instant."""
    asked = question.only(indexes)
    measure = question.commitment.measure
    assert isinstance(measure, Attempts | ResponseTime | ResolutionTime)
    if not question.may_see_past(at, measure.start):
        return {}
    items = judged_relation(asked, tenure)
    found = question.reading.engine.to_arrow(started_past(items, at))
    subjects = in_words(found.column("subject").to_pylist(), texts_of(question, items))
    cells = zip(found.column("period").to_pylist(), subjects, strict=True)
    return dict(zip(cells, found.column("items").to_pylist(), strict=True))


def _by_cell(question: Question, tenure: Tenure, due: int) -> dict[Cell, Waits]:
    """Waits of each subject and active period; the engine is asked once for a moment's periods."""

    def grouped(active: Question) -> dict[Cell, Waits]:
        items = waits_axis(active, tenure)
        counted = reading.engine.derive(counted_waits, {"items": items}, {"beyond": due + 1})
        return _split(reading.engine.to_arrow(counted), texts_of(question, items), due)

    reading, cells = question.reading, dict[Cell, Waits]()
    unread = []
    for index in question.active:
        kept = reading.moment.recall(("waits", *question.only([index]).identity))
        if kept is None:
            unread.append(index)
        else:
            cells |= {(index, subject): waits for subject, waits in _apart(kept, due)}
    if not unread:
        return cells
    found = grouped(question.only(unread))
    for index in unread:
        own = {cell[1]: waits for cell, waits in found.items() if cell[0] == index}
        if sum(waits.times.size for waits in own.values()) <= _MOST_KEPT:
            reading.moment.keep(("waits", *question.only([index]).identity), _in_one(own, due))
    return cells | found


def _in_one(own: Mapping[str | None, Waits], due: int) -> list[Any]:
    """Waits by subject as they are kept: subjects, how many numbers each has, and all of these."""
    sizes = [waits.times.size for waits in own.values()]
    return [list(own), sizes, joined(own.values(), due).text]


def _apart(kept: list[Any], due: int) -> Iterator[tuple[str | None, Waits]]:
    subjects, sizes, text = kept
    return zip(subjects, Waits.of(text, due).split(sizes), strict=True)


def counted_waits(tables: Mapping[str, ir.Table], numbers: Numbers, /) -> ir.Table:
    """Judged `items` with an `axis`, counted by period, subject, place on it and `cause` (see
    `Waits`): a number, which an engine groups by sooner than by words.

    What broke is only known to be beyond the due, the number `beyond`; nothing else is. What is
    `past` the horizon is open there.
    """
    items = tables["items"]
    chosen = items.filter(items.judgement.isin(list(_CAUSES)))
    broken = chosen.judgement == BROKEN
    axis = broken.ifelse(numbers["beyond"], ibis.least(chosen.axis, numbers["beyond"] - 1))
    cause = ibis.cases(*((chosen.judgement == word, n) for word, n in _CAUSES.items()))
    if "past" in items.columns:
        past = (chosen.judgement == EXEMPT).ifelse(RELEASED, 0)
        cause = (chosen.past & ~broken).ifelse(past, cause)
    return (
        chosen.mutate(axis=axis, cause=cause.cast("int8"))
        .group_by("period", "subject", "cause", "axis")
        .aggregate(items=_.count())
    )


def _split(found: pa.Table, texts: Sequence[str] | None, due: int) -> dict[Cell, Waits]:
    periods, axis, causes, weights = (
        values_of(found.column(name).cast(pa.int64()), np.int64)
        for name in ("period", "axis", "cause", "items")
    )
    values, subject = _distinct(found.column("subject"))
    subjects = in_words(values, texts)
    numbers, place = np.unique(periods * len(subjects) + subject, return_inverse=True)
    # Who acts at once may be seen to do so before: only what is open may be unwatched.
    times = np.where(
        np.isin(causes, (0, RELEASED)), np.maximum(axis, UNWATCHED), np.maximum(axis, 0)
    )
    # The engine gives them in any order; what is made of them must not hang on it.
    order = np.lexsort((weights, causes, times, place))
    ends = np.searchsorted(place[order], np.arange(numbers.size + 1))
    waits: dict[Cell, Waits] = {}
    for number, a, b in zip(numbers.tolist(), ends[:-1], ends[1:], strict=True):
        index, which = divmod(number, len(subjects))
        own = order[a:b]
        waits[index, subjects[which]] = Waits(times[own], causes[own], weights[own], due)
    return waits


def _distinct(column: pa.ChunkedArray) -> tuple[list[Any], Wholes]:
    """The values of a column, null among them, each once, and which of them each row has."""
    # Nulls are told apart here: filling them later would import pandas.
    coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    which = pa.chunked_array([coded.indices.cast(pa.int64())])
    return coded.dictionary.to_pylist(), values_of(which, np.int64)
