"""`selaras apply`: agreements from files to the database, as drafts, with a plan first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from selaras.cli.formats import Language, TableOrJson, spoken_in

if TYPE_CHECKING:
    from selaras.records.agreements.applying import Planned

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_WORDS = {
    "en": {
        "new": "{name}: new, a draft between {parties} (promises: {n})",
        "amends": "{name}: a draft that amends version {number}",
        "redrafts": "{name}: another text for the draft",
        "unchanged": "{name}: nothing to do, {already} says the same",
        "same": "no promise changes, only how it is written",
        "planned": "This is the plan; nothing was changed.",
        "applied": "Applied: {n}. Propose it on its page: /agreements/",
        "nothing": "Nothing to do.",
    },
    "id": {
        "new": "{name}: baru, draf antara {parties} (janji: {n})",
        "amends": "{name}: draf yang mengubah versi {number}",
        "redrafts": "{name}: teks lain untuk drafnya",
        "unchanged": "{name}: tidak ada yang perlu dilakukan, isinya sama dengan {already}",
        "same": "tidak ada janji yang berubah, hanya cara menulisnya",
        "planned": "Ini rencananya; belum ada yang diubah.",
        "applied": "Diterapkan: {n}. Usulkan di halamannya: /agreements/",
        "nothing": "Tidak ada yang perlu dilakukan.",
    },
}


@app.command()
def apply(
    file: list[Path] = typer.Option(
        ..., "--file", "-f", help="A YAML file, or a folder of them; again for more."
    ),
    plan: bool = typer.Option(False, "--plan", help="Print the plan, and change nothing."),
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
    format_: TableOrJson = typer.Option(TableOrJson.TABLE, "--format", help="How to print."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """Bring agreements from files into the database, as drafts that can be proposed and signed."""
    from selaras.web.start import start

    place = start(workspace)
    from selaras.records.agreements.applying import apply_plan, plan_files
    from selaras.records.audit.actor import command

    planned = plan_files(file)
    if not plan:
        apply_plan(command(), place, planned)
    if format_ is TableOrJson.JSON:
        typer.echo(json.dumps(_form(planned, applied=not plan), indent=2, ensure_ascii=False))
        return
    spoken = spoken_in(language, place.language)
    for one in planned:
        typer.echo("\n".join(_sentences(one, spoken)))
    words = _WORDS[spoken]
    fresh = sum(one.does_something for one in planned)
    ending = words["planned"] if plan else words["applied"].format(n=fresh)
    typer.echo(ending if fresh else words["nothing"])


def _sentences(one: Planned, language: str) -> list[str]:
    words, agreement = _WORDS[language], one.version.agreement
    head = words[one.step.value].format(
        name=one.name,
        n=len(agreement.commitments),
        parties=", ".join(agreement.parties),
        number=one.against.number if one.against else "",
        already=one.already,
    )
    changes = [f"  {change[language]}" for change in one.changes]
    if not changes and one.step.value in ("amends", "redrafts"):
        changes = [f"  {words['same']}"]
    return [head, *changes]


def _form(planned: tuple[Planned, ...], *, applied: bool) -> dict[str, Any]:
    return {
        "applied": applied,
        "agreements": [
            {
                "agreement": one.name,
                "file": str(one.file),
                "step": one.step.value,
                "version": one.version.version,
                "against": one.against.number if one.against else None,
                "changes": [dict(change) for change in one.changes],
            }
            for one in planned
        ],
    }
