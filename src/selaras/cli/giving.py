"""Where an answer goes: to standard output, or to a file of the user's choice."""

from __future__ import annotations

import sys
from pathlib import Path

from selaras.errors import InputError, said


def give(text: str, output: Path | None) -> None:
    """Write an answer to the file, or to standard output without one.

    Raises InputError where the file cannot be written.
    """
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            said(
                "It cannot be written: {why}.",
                "Berkas tidak dapat ditulis: {why}.",
                why=error.strerror,
            ),
            file=str(output),
            mend=said("Choose another --output.", "Pilih --output lain."),
        ) from None
