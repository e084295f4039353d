"""Making a workspace from a backup: a new one, whole, or none."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from selaras.errors import InputError, said
from selaras.records.backup import DUMP, FORMAT, LIST, run_postgres, unwritable

_PIECE = 1024 * 1024


def read_backup(source: Path, target: Path, *, database_url: str = "") -> dict[str, Any]:
    """Make the workspace `target` from the file `source`; what the file's list says.

    Everything is unpacked and its digests are checked beside `target`, which appears as a whole.
    `database_url` is an empty PostgreSQL database, needed where the backup was made of one.

    Raises InputError where `target` holds anything, where the file is not a backup or is damaged,
    and where the database is of another kind, holds anything, or cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(
            said("There is something here already.", "Sudah ada sesuatu di sini."),
            file=str(target),
            mend=said(
                "Restore into a new folder: nothing is ever overwritten.",
                "Pulihkan ke folder baru: tidak pernah ada yang ditimpa.",
            ),
        )
    draft = target.with_name(f"{target.name}.restoring")
    if draft.exists():
        raise InputError(
            said(
                "Another restore left this, or is at work.",
                "Ini ditinggalkan pemulihan lain, atau pemulihan lain sedang berjalan.",
            ),
            file=str(draft),
            mend=said("Remove it if none is.", "Hapus bila tidak ada yang sedang berjalan."),
        )
    try:
        draft.mkdir(parents=True, mode=0o700)
        listed = _unpack(source, draft)
        _check_database(listed, database_url, source)
        if database_url:
            _check_empty(database_url)
            run_postgres(
                ["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction",
                 "--dbname=", str(draft / DUMP)],
                database_url,
            )  # fmt: skip
            (draft / DUMP).unlink()
        if target.exists():
            target.rmdir()
        draft.rename(target)
    except OSError as error:
        raise unwritable(target, error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return listed


def _check_database(listed: dict[str, Any], database_url: str, source: Path) -> None:
    kind = listed["database"]
    if kind == "postgresql" and not database_url:
        raise InputError(
            said(
                "This backup is of a PostgreSQL database.",
                "Cadangan ini dari basis data PostgreSQL.",
            ),
            file=str(source),
            mend=said(
                "Set DATABASE_URL to an empty one.",
                "Arahkan DATABASE_URL ke basis data yang kosong.",
            ),
        )
    if kind == "sqlite" and database_url:
        raise InputError(
            said("This backup is of an SQLite database.", "Cadangan ini dari basis data SQLite."),
            file=str(source),
            mend=said("Unset DATABASE_URL.", "Kosongkan DATABASE_URL."),
        )


_HELD = (
    "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND nspname !~ '^(pg_|information_schema$)'"
)


def _check_empty(database_url: str) -> None:
    held = run_postgres(["psql", "--no-psqlrc", "-At", "-c", _HELD], database_url).strip()
    if held != "0":
        raise InputError(
            said(
                "The database that DATABASE_URL names is not empty.",
                "Basis data yang disebut DATABASE_URL tidak kosong.",
            ),
            mend=said(
                "Name a new one: nothing is ever overwritten.",
                "Sebut yang baru: tidak pernah ada yang ditimpa.",
            ),
        )


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    body = b""
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.isfile() else None
                if stream is None:
                    raise _damaged(source, f"{member.name} is not a plain file")
                if member.name == LIST:
                    body = stream.read()
                    continue
                found[member.name] = _put(stream, _inside(folder, member.name, source))
    except FileNotFoundError:
        raise InputError(
            said("There is no such file.", "Berkas itu tidak ada."), file=str(source)
        ) from None
    except (tarfile.TarError, EOFError, OSError) as error:
        raise _damaged(source, str(error)) from None
    listed = _list(body, source)
    if found != listed["files"]:
        raise _damaged(source, "what is in it is not what its list says")
    return listed


def _list(body: bytes, source: Path) -> dict[str, Any]:
    try:
        listed = json.loads(body)
        if listed["format"] != FORMAT or listed["database"] not in ("sqlite", "postgresql"):
            raise _damaged(source, "it was written by another release")
    except (ValueError, KeyError, TypeError):
        raise _damaged(source, "it has no list, so it was cut short") from None
    return dict(listed)


def _inside(folder: Path, name: str, source: Path) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name:
        raise _damaged(source, f"{name!r} leads out of it")
    return folder.joinpath(*path.parts)


def _put(stream: Any, path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while part := stream.read(_PIECE):
            digest.update(part)
            size += _write(file, part)
    path.chmod(0o600)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _write(file: BinaryIO, part: bytes) -> int:
    return file.write(part)


def _damaged(source: Path, why: str) -> InputError:
    return InputError(
        said(
            "This is no backup of Selaras, or it is damaged: {why}.",
            "Ini bukan cadangan Selaras, atau cadangan yang rusak: {why}.",
            why=why,
        ),
        file=str(source),
    )
