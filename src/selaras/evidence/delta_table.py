"""The Delta table under one evidence table: opening a version, its files, writing months."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
from deltalake import DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError

from selaras.contracts import MONTH, Table
from selaras.errors import EvidenceError, said
from selaras.evidence.stored_columns import stored_schema

_CONFIGURATION = {
    # Readers hand plain file lists to an engine's own Parquet reader, which knows no such vectors.
    "delta.enableDeletionVectors": "false",
    # An old snapshot needs the log of its version for as long as a manifest names it.
    "delta.enableExpiredLogCleanup": "false",
    "delta.checkpointInterval": "20",
}
TARGET_FILE_BYTES = 64 * 2**20
"""The writer holds a file in memory until it is whole, so this bounds what a load takes."""
_WRITER = WriterProperties(compression="SNAPPY", max_row_group_size=122_880)


def open_version(path: Path, version: int) -> DeltaTable:
    """Open one version of the Delta table in `path`; EvidenceError where it is gone."""
    try:
        return DeltaTable(str(path), version=version)
    except (DeltaError, TableNotFoundError, OSError) as error:
        raise EvidenceError(
            said(
                "Version {version} of the evidence table in {path} cannot be opened: {error}",
                "Versi {version} dari tabel bukti di {path} tidak dapat dibuka: {error}",
                version=version,
                path=path,
                error=error,
            )
        ) from None


def files_added(delta: DeltaTable) -> pa.Table:
    """A row for each file of a version, with its `path` and what the log says of it."""
    # Not pa.table(…), which looks for pandas and so imports it: a second at the start of a command.
    return pa.RecordBatchReader.from_stream(delta.get_add_actions(flatten=True)).read_all()


def files_by_month(path: Path, version: int) -> dict[str, tuple[str, ...]]:
    """Month → absolute paths of its Parquet files, in one version.

    The log quotes paths as in a URL; they are unquoted here and joined to the folder as it is.
    """
    actions = files_added(open_version(path, version))
    files: dict[str, list[str]] = {}
    months = actions[f"partition.{MONTH}"].to_pylist()
    for name, month in zip(actions["path"].to_pylist(), months, strict=True):
        files.setdefault(month, []).append(str(path / unquote(name)))
    return {month: tuple(sorted(files[month])) for month in sorted(files)}


def prepare(path: Path, table: Table, version: int | None) -> DeltaTable:
    """Open the table for writing, at the content of `version` (None: it is to be new).

    A load that was killed can leave commits behind that no manifest names: they are undone.
    """
    if version is None:
        if path.exists():
            shutil.rmtree(path)
        path.mkdir(parents=True)
        return DeltaTable.create(
            str(path), stored_schema(table), partition_by=MONTH, configuration=_CONFIGURATION
        )
    delta = open_version(path, version)
    newest = DeltaTable(str(path))
    if newest.version() == version:
        return delta
    newest.restore(version)
    return newest


def overwrite_months(
    delta: DeltaTable, rows: pa.RecordBatchReader, months: Iterable[str] | None
) -> int:
    """Replace the rows of `months` (None: of the whole table, schema included).

    Returns the new version. The rows are streamed; they may hold none of these months, and must
    hold no others.
    """
    if months is None:
        write_deltalake(
            delta,
            rows,
            mode="overwrite",
            schema_mode="overwrite",
            target_file_size=TARGET_FILE_BYTES,
            writer_properties=_WRITER,
        )
    else:
        listed = ", ".join(f"'{month}'" for month in sorted(months))
        write_deltalake(
            delta,
            rows,
            mode="overwrite",
            predicate=f"{MONTH} IN ({listed})",
            target_file_size=TARGET_FILE_BYTES,
            writer_properties=_WRITER,
        )
    delta.update_incremental()
    return int(delta.version())
