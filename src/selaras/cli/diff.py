"""`selaras diff`: say in sentences what changed between two versions of an agreement."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from selaras.cli.formats import Language, TableOrJson
from selaras.errors import InputError, Said, said
from selaras.errors.sentences import counted

if TYPE_CHECKING:
    from selaras.agreements import AgreementVersion, Change

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def diff(
    files: list[Path] = typer.Argument(None, help="The older and the newer agreement."),
    workspace: Path = typer.Option(
        None,
        "--workspace",
        "-w",
        help="Compare the two latest versions of a workspace's agreement.",
    ),
    agreement: str = typer.Option(
        None, "--agreement", help="Which one, where the workspace has several."
    ),
    language: Language = typer.Option(
        None, "--language", help="en or id; the workspace's, else en."
    ),
    format_: TableOrJson = typer.Option(TableOrJson.TABLE, "--format", help="table or json."),
) -> None:
    """Say in sentences what changed between two versions of an agreement."""
    from selaras.agreements import diff_versions, read_agreement

    chosen = language.value if language is not None else "en"
    if files and (workspace is not None or agreement is not None):
        raise InputError(
            said(
                "Two files, or a workspace, say what is compared: not both.",
                "Yang dibandingkan disebut oleh dua berkas, atau oleh ruang kerja: tidak keduanya.",
            ),
            mend=said(
                "Write `selaras diff OLD.yaml NEW.yaml`.",
                "Tulis `selaras diff LAMA.yaml BARU.yaml`.",
            ),
        )
    if files and len(files) != 2:
        raise InputError(
            said(
                "{files} cannot be compared.",
                "{n} berkas tidak dapat dibandingkan.",
                files=counted(len(files), "file"),
                n=len(files),
            ),
            mend=said(
                "Write `selaras diff OLD.yaml NEW.yaml`.",
                "Tulis `selaras diff LAMA.yaml BARU.yaml`.",
            ),
        )
    if files:
        old, new = (read_agreement(path) for path in files)
    else:
        old, new, spoken = _latest_two(workspace or Path(), agreement)
        chosen = language.value if language is not None else spoken
    changes = diff_versions(old, new)
    if format_ is TableOrJson.JSON:
        typer.echo(json.dumps(_form(old, new, changes, chosen), indent=2, ensure_ascii=False))
        return
    for change in changes:
        typer.echo(change.sentence(chosen))  # type: ignore[arg-type]
    if not changes:
        typer.echo(_NOTHING[chosen].format(version=new.version[:12]))


_NOTHING = {
    "en": "Nothing changed: both are version {version}.",
    "id": "Tidak ada yang berubah: keduanya versi {version}.",
}


def _latest_two(root: Path, name: str | None) -> tuple[AgreementVersion, AgreementVersion, str]:
    """The last two versions by their first day, and the workspace's language."""
    from selaras.agreements import read_agreements
    from selaras.workspace import open_workspace

    place = open_workspace(root)
    versions = read_agreements(place.agreements).versions
    counts: dict[str, int] = {}
    for version in versions:
        counts[version.agreement.name] = counts.get(version.agreement.name, 0) + 1
    several = [one for one, number in counts.items() if number > 1]
    if name is None and len(several) == 1:
        name = several[0]
    if name is None or counts.get(name, 0) < 2:
        raise InputError(
            _why_not(name, counts, several),
            file=str(place.agreements),
            mend=said("Write `--agreement {name}`.", "Tulis `--agreement {name}`.", name=several[0])
            if several
            else said("Or compare two files.", "Atau bandingkan dua berkas."),
        )
    old, new = [version for version in versions if version.agreement.name == name][-2:]
    return old, new, place.language


def _why_not(name: str | None, counts: dict[str, int], several: list[str]) -> Said:
    if name is None and several:
        return said(
            "Several agreements have versions to compare: {names}.",
            "Beberapa kesepakatan punya versi untuk dibandingkan: {names}.",
            names=", ".join(several),
        )
    if name is None:
        return said(
            "No agreement here has two versions.",
            "Tidak ada kesepakatan di sini yang memiliki dua versi.",
        )
    if name not in counts:
        return said(
            "There is no agreement {name!r} here, only {known}.",
            "Tidak ada kesepakatan {name!r} di sini, hanya {known}.",
            name=name,
            known=", ".join(counts),
        )
    return said(
        "There is one version of {name!r} here, and nothing to compare it with.",
        "Hanya ada satu versi {name!r} di sini, dan tidak ada pembandingnya.",
        name=name,
    )


def _form(
    old: AgreementVersion, new: AgreementVersion, changes: tuple[Change, ...], language: str
) -> dict[str, Any]:
    return {
        "agreement": new.agreement.name,
        "old": old.version,
        "new": new.version,
        "changes": [
            {
                "about": change.about.value,
                "kind": change.kind.value,
                "name": change.name,
                "field": change.field,
                "before": change.before and change.before[language],  # type: ignore[index]
                "after": change.after and change.after[language],  # type: ignore[index]
                "sentence": change.sentence(language),  # type: ignore[arg-type]
            }
            for change in changes
        ],
    }
