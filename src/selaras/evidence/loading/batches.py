"""Rows as they stand in a source: texts, with the place each row came from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from selaras.evidence.loading import reasons


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that could not be cut into the columns there are, and why not."""

    line: int
    text: str
    reason: str = reasons.BROKEN_LINE


@dataclass(frozen=True, slots=True)
class RawBatch:
    """A part of a source.

    Parameters
    ----------
    file
        What `_file` says of its rows.
    columns
        Names as the source has them.
    values
        One text column (`c0`, `c1`, …) per name, null where the source has nothing; bytes that are
        no text stand in it as marks (see `marks`).
    lines
        Place of each row, int64: in text files the line on which it begins, elsewhere the number
        of the record (sheets: the row of the sheet), counted from 1.
    broken
        Lines that lie between these rows and could not be cut into columns.
    is_clean
        True where it is known that no value holds a mark.
    """

    file: str
    columns: tuple[str, ...]
    values: pa.Table
    lines: npt.NDArray[np.int64]
    broken: tuple[BrokenLine, ...] = ()
    is_clean: bool = False


def column_at(position: int) -> str:
    """How the source column at `position` is called in `values`; sources name theirs anyhow."""
    return f"c{position}"
