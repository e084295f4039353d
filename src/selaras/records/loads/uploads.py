"""Files that people bring: taken in under a name of ours, looked through, kept, removed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.loads import limits
from selaras.records.loads.access import check_may_load
from selaras.records.loads.hostile import check_file, suffix_of
from selaras.records.loads.models import Upload, random_name
from selaras.records.people.scope import Scope

FOLDER = "uploads"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def uploads() -> QuerySet[Upload]:
    """What was brought, the newest first."""
    return Upload.objects.select_related("brought_by")


def source_of(upload: Upload) -> str:
    """The file as a mapping names it: relative to the workspace."""
    return f"{FOLDER}/{upload.place}/{plain_name(upload.name, upload.suffix)}"


def plain_name(name: str, suffix: str) -> str:
    """What the file is called within its own folder: rows say later that they came from it.

    Small ASCII letters, digits and hyphens alone, whatever its owner calls it.
    """
    stem = name[: -len(suffix)] if name.lower().endswith(suffix) else name
    return f"{slugify(stem)[:60].strip('-_') or 'data'}{suffix}"


def path_of(upload: Upload) -> Path:
    """Where the file lies."""
    return Path(settings.WORKSPACE) / source_of(upload)


def bring_file(actor: Actor, scope: Scope, *, name: str, chunks: Iterable[bytes]) -> Upload:
    """Take in a file: on disk as a whole before anybody is told that it is.

    `name` is what its owner calls it, and is only ever shown. Raises PermissionDenied for one who
    may not load, InputError where it is too large, of another kind, or unsound.
    """
    check_may_load(scope)
    suffix = suffix_of(name)
    place = random_name()
    folder = Path(settings.WORKSPACE) / FOLDER / place
    folder.mkdir(parents=True, mode=0o700)
    try:
        path = folder / plain_name(shown_name(name), suffix)
        size, digest = _write(path, chunks)
        checked = check_file(path, suffix)
        with transaction.atomic():
            upload = Upload.objects.create(
                place=place,
                name=shown_name(name),
                suffix=suffix,
                member=checked.members[0] if checked.members else "",
                form=checked.form,
                bytes=size,
                unpacked_bytes=checked.unpacked_bytes,
                sha256=digest,
                brought_by=actor.person,
            )
            record(actor, "upload.brought", "upload", upload.pk, bytes=size, sha256=digest)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return upload


@transaction.atomic
def remove_upload(actor: Actor, scope: Scope, upload: Upload) -> None:
    """Delete the file; that it was here stays on record. What was loaded of it stays too."""
    check_may_load(scope)
    upload.state = Upload.State.REMOVED
    upload.save(update_fields=["state"])
    record(actor, "upload.removed", "upload", upload.pk, sha256=upload.sha256)
    folder = path_of(upload).parent
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def shown_name(name: str) -> str:
    """The last part of a name, without signs that deceive the eye; never used as a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return _UNPRINTABLE.sub("", last).strip()[:200] or "file"


def _write(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Write a file durably; its size and SHA-256. InputError where it is empty or too large."""
    size, digest = 0, hashlib.sha256()
    draft = path.with_name(".part")
    with draft.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limits.MOST_BYTES:
                raise InputError(
                    _("The file is larger than %(n)s MB.")
                    % {"n": limits.MOST_BYTES // 1024 // 1024},
                    mend=_("Bring it compressed or in parts, or load it on the command line."),
                )
            if shutil.disk_usage(path.parent).free < limits.SPARE_DISK:
                raise InputError(_("There is not enough room on the disk for this file."))
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise InputError(_("The file is empty."))
    draft.rename(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return size, digest.hexdigest()
