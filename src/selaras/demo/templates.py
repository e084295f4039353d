"""Templates: what `selaras init` leaves in a folder, so that the first verdict is minutes away."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from selaras.demo.workspace_files import package_texts
from selaras.errors import InputError, said

TEMPLATES = ("marketing-sales", "support")


def start_workspace(folder: Path, template: str) -> tuple[str, ...]:
    """Write the files of `template` under `folder`; their places, in order.

    Nothing that exists is overwritten: where any of the files is there already, none is written
    and InputError says which.
    """
    if template not in TEMPLATES:
        raise InputError(
            said(
                "{template!r} is not a template.", "{template!r} bukan templat.", template=template
            ),
            mend=said("Known are {known}.", "Yang dikenal: {known}.", known=", ".join(TEMPLATES)),
        )
    if folder.exists() and not folder.is_dir():
        raise InputError(
            said("This is a file, not a folder.", "Ini berkas, bukan folder."), file=str(folder)
        )
    texts = package_texts(files("selaras.demo") / "templates" / template)
    for name in texts:
        if (folder / name).exists():
            raise InputError(
                said(
                    "This file exists already, and nothing was written.",
                    "Berkas ini sudah ada, dan tidak ada yang ditulis.",
                ),
                file=str(folder / name),
                mend=said(
                    "Name a new folder, or move the file away.",
                    "Sebut folder baru, atau pindahkan berkas itu.",
                ),
            )
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return tuple(texts)
