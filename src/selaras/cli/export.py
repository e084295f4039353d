"""`selaras export`: the YAML of agreements, as it was proposed and signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from selaras.cli.giving import give
from selaras.errors import InputError, said
from selaras.workspace import open_workspace

if TYPE_CHECKING:
    from selaras.workspace import Workspace

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def export(
    name: str | None = typer.Argument(None, help="The agreement; all of them without it."),
    version: str | None = typer.Option(
        None,
        "--version",
        help="Its number, the beginning of its hash, or `draft`; what was signed last without it.",
    ),
    output: Path | None = typer.Option(
        None, "--output", "-o", help="Write to this file; to this folder without a name."
    ),
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
) -> None:
    """Give the YAML of an agreement back, to the letter."""
    from selaras.records.presence import may_have
    from selaras.web.start import start

    has_records = may_have(open_workspace(workspace), "agreements_agreement")
    place = start(workspace, migrate=not has_records)
    texts = _texts(place, name, version)
    if name is not None or len(texts) == 1:
        give(next(iter(texts.values())), output)
        return
    if output is None:
        raise InputError(
            said(
                "There are {n} agreements: {names}.",
                "Ada {n} kesepakatan: {names}.",
                n=len(texts),
                names=", ".join(texts),
            ),
            mend=said(
                "Name one, or write all into a folder: --output DIR.",
                "Sebut satu, atau tulis semuanya ke sebuah folder: --output DIR.",
            ),
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            said(
                "It cannot be made: {why}.", "Folder tidak dapat dibuat: {why}.", why=error.strerror
            ),
            file=str(output),
        ) from None
    for one, text in texts.items():
        give(text, output / f"{one}.yaml")
        typer.echo(str(output / f"{one}.yaml"))


def _texts(place: Workspace, name: str | None, version: str | None) -> dict[str, str]:
    """Name → YAML of what is asked for; InputError where there is nothing."""
    from selaras.records.agreements.models import Agreement, Draft
    from selaras.records.agreements.versions import find_version

    if name is None and version is not None:
        raise InputError(
            said(
                "--version needs the name of an agreement.",
                "--version memerlukan nama kesepakatan.",
            )
        )
    if name is not None:
        if version == "draft" or not Agreement.objects.filter(name=name).exists():
            return {name: _draft(name)}
        return {name: find_version(name, version).text}
    names = Agreement.objects.filter(versions__isnull=False).distinct()
    texts = {one.name: find_version(one.name, None).text for one in names}
    for draft in Draft.objects.exclude(name__in=texts).filter(party=None):
        texts[draft.name] = draft.text
    if not texts:
        raise InputError(
            said("The database holds no agreement yet.", "Basis data belum menyimpan kesepakatan."),
            file=str(place.root),
            mend=said(
                "Bring some in with `selaras apply -f agreements/`.",
                "Masukkan dengan `selaras apply -f agreements/`.",
            ),
        )
    return dict(sorted(texts.items()))


def _draft(name: str) -> str:
    from selaras.records.agreements.models import Draft

    drafts = list(Draft.objects.filter(name=name).select_related("party").order_by("id"))
    if not drafts:
        raise InputError(
            said(
                "There is no agreement or draft {name!r}.",
                "Tidak ada kesepakatan atau draf {name!r}.",
                name=name,
            )
        )
    from_files = [draft for draft in drafts if draft.party is None]
    return (from_files or drafts)[0].text
