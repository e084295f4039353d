"""A disk that is full: each library calls it by another exception, a reader by one sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selaras.errors import EvidenceError, SelarasError, said

_FULL = (errno.ENOSPC, errno.EDQUOT)
_SAYINGS = ("no space left on device", "disk quota exceeded", "not enough space on the disk")
"""What the system says of it, as the Delta writer and DuckDB pass it on."""


@contextmanager
def telling_of_room(root: Path) -> Iterator[None]:
    """Tell as an EvidenceError that the disk of `root` filled up while something was written."""
    try:
        yield
    except SelarasError:
        raise
    except Exception as error:
        if not _is_of_room(error):
            raise
        raise EvidenceError(
            said(
                "There is no room left on the disk of {root}: nothing was changed, and what was "
                "kept before stands as it was. Make room, and run it again.",
                "Diska tempat {root} sudah penuh: tidak ada yang berubah, dan yang tersimpan "
                "sebelumnya tetap seperti semula. Kosongkan ruang, lalu jalankan lagi.",
                root=root,
            )
        ) from error


def _is_of_room(error: BaseException | None) -> bool:
    """Whether the error, or one that it came from, is a full disk."""
    if error is None:
        return False
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    text = str(error).lower()
    return any(saying in text for saying in _SAYINGS) or _is_of_room(error.__context__)
