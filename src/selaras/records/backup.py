"""Writing a whole workspace into one file, also while it is served and loaded.

The order makes it whole: the database first, then the snapshots' manifests, then the tables' logs,
then the files that those name. Files of evidence never change once they are written, so whatever a
copied log or the copied database speaks of is copied after it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from selaras.errors import InputError, said
from selaras.workspace import Workspace

LIST = "selaras-backup.json"
"""The archive's last member: what is in it, with sizes and digests."""
DATABASE = "selaras.sqlite3"
DUMP = "database.dump"
FORMAT = 1
_LEFT_OUT = frozenset({"_staging", "_traces", "_lock", "_counts.sqlite3", "_verdicts.lock"})
_ENDS_LEFT_OUT = (".tmp", "-wal", "-shm", "-journal", ".lock")


def write_backup(workspace: Workspace, target: Path, *, database_url: str = "") -> dict[str, Any]:
    """Write everything into the new file `target`; what its list says.

    `database_url` is a PostgreSQL database, which is then written by pg_dump. The file holds
    everything there is to know, secrets included, and is readable by its owner alone. Raises
    InputError where `target` exists or cannot be written, and where pg_dump does not work.
    """
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError(
            said("It is there already.", "Berkas ini sudah ada."),
            file=str(target),
            mend=said("Choose another --output.", "Pilih --output lain."),
        ) from None
    except OSError as error:
        raise unwritable(target, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            listed = _write(workspace, file, database_url)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return listed


def _write(workspace: Workspace, file: Any, database_url: str) -> dict[str, Any]:
    entries: dict[str, dict[str, Any]] = {}
    with (
        tempfile.TemporaryDirectory(prefix="selaras-backup-") as scratch,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive,
    ):
        for name, path in _databases(workspace, Path(scratch), database_url):
            entries[name] = _add(archive, name, path)
        for path in ordered_files(workspace.root):
            name = path.relative_to(workspace.root).as_posix()
            try:
                entries[name] = _add(archive, name, path)
            except FileNotFoundError:
                if "evidence" in path.parts:
                    raise InputError(
                        said(
                            "Evidence was vacuumed while it was copied.",
                            "Bukti dibersihkan saat sedang disalin.",
                        ),
                        mend=said("Run it once more.", "Jalankan sekali lagi."),
                    ) from None
        listed = {
            "format": FORMAT,
            "selaras": version("selaras"),
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": "postgresql" if database_url else "sqlite",
            "files": entries,
        }
        body = json.dumps(listed, indent=1, sort_keys=True).encode()
        archive.addfile(_info(LIST, len(body)), io.BytesIO(body))
    return listed


def ordered_files(root: Path) -> list[Path]:
    """The files of a workspace in the order in which they must be copied; databases are not."""
    found = [path for path in _files(root) if path.name != DATABASE]

    def rank(path: Path) -> tuple[int, str]:
        parts = path.relative_to(root).parts
        if "_snapshots" in parts:
            return 0, str(path)
        return (1 if "_delta_log" in parts else 2), str(path)

    return sorted(found, key=rank)


def _files(folder: Path) -> Iterator[Path]:
    """Plain files, no links: a link could lead anywhere."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name in _LEFT_OUT or entry.name.endswith(_ENDS_LEFT_OUT):
            continue
        if entry.name.startswith(".jobs.sqlite3"):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _databases(
    workspace: Workspace, scratch: Path, database_url: str
) -> Iterator[tuple[str, Path]]:
    if database_url:
        dump = scratch / DUMP
        run_postgres(["pg_dump", "--format=custom", "--no-owner", f"--file={dump}"], database_url)
        yield DUMP, dump
    if workspace.database.exists():
        yield DATABASE, _copied(workspace.database, scratch / DATABASE)


def _copied(source: Path, target: Path) -> Path:
    """A consistent copy of an SQLite file that others may be writing to."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as opened,
        closing(sqlite3.connect(target)) as copy,
    ):
        opened.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    return target


def unwritable(target: Path, error: OSError) -> InputError:
    """What to tell where the system would not let a file or folder be written."""
    return InputError(
        said(
            "It cannot be written: {why}.",
            "Berkas tidak dapat ditulis: {why}.",
            why=error.strerror,
        ),
        file=str(target),
    )


def run_postgres(command: list[str], database_url: str) -> str:
    """What one of PostgreSQL's programs says of a database. Raises InputError where it does not
    work.

    The address goes by the environment: arguments can be read by everybody on the machine.
    """
    from dj_database_url import parse  # noqa: PLC0415 - it brings Django's settings

    found = parse(database_url)
    options: dict[str, Any] = found.get("OPTIONS") or {}
    known = {
        "PGHOST": found.get("HOST"), "PGPORT": found.get("PORT"), "PGUSER": found.get("USER"),
        "PGPASSWORD": found.get("PASSWORD"), "PGDATABASE": found.get("NAME"),
        "PGSSLMODE": options.get("sslmode"),
    }  # fmt: skip
    env = os.environ | {name: str(value) for name, value in known.items() if value}
    try:
        done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError:
        raise InputError(
            said(
                "{command} is not on this machine.",
                "{command} tidak ada di mesin ini.",
                command=command[0],
            ),
            mend=said("Install PostgreSQL's client programs.", "Pasang program klien PostgreSQL."),
        ) from None
    except subprocess.CalledProcessError as error:
        lines = error.stderr.strip().splitlines() or ["without a word"]
        told = next((line for line in lines if "error:" in line), lines[-1])
        raise InputError(
            said(
                "{command} did not work: {told}",
                "{command} gagal: {told}",
                command=command[0],
                told=told,
            )
        ) from None
    return done.stdout


def _add(archive: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        reader = _Digesting(file)
        archive.addfile(_info(name, size), reader)
    return {"bytes": size, "sha256": reader.digest.hexdigest()}


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    info.mtime = int(datetime.now(UTC).timestamp())
    return info


class _Digesting:
    """A file that is digested as it is read."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part: bytes = self._file.read(size)
        self.digest.update(part)
        return part
