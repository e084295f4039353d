"""Rows of a source that may answer otherwise the second time, kept on disk while a load lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc

from selaras.evidence.loading.batches import RawBatch

_LINE = "line"


def spooled(
    read: Callable[[], Iterator[RawBatch]], folder: Path
) -> Callable[[], Iterator[RawBatch]]:
    """A reader that asks `read` once and afterwards repeats what it said, from `folder`."""
    kept: list[tuple[Path, str, tuple[str, ...]]] = []

    def first() -> Iterator[RawBatch]:
        folder.mkdir(parents=True, exist_ok=True)
        for number, batch in enumerate(read()):
            path = folder / f"{number}.arrow"
            rows = batch.values.append_column(_LINE, pa.array(batch.lines))
            with ipc.new_file(path, rows.schema) as writer:
                writer.write_table(rows)
            kept.append((path, batch.file, batch.columns))
            yield batch

    def again() -> Iterator[RawBatch]:
        for path, file, columns in kept:
            with ipc.open_file(path) as reader:
                rows = reader.read_all()
            lines = rows.column(_LINE).to_numpy()
            yield RawBatch(file, columns, rows.drop_columns([_LINE]), lines)

    return lambda: again() if kept else first()
