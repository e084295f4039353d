"""`selaras capacity postmortem`: why did a programme fall short, by what was known before?"""

from __future__ import annotations

from pathlib import Path

import typer

from selaras.cli.capacity.reading import books_of
from selaras.cli.formats import Language, Report, spoken_in
from selaras.cli.giving import give


def postmortem(
    programme: str = typer.Argument(
        ..., metavar="PROGRAMME", help="Its programme_id, as in the table programmes."
    ),
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
    as_of: str | None = typer.Option(
        None, "--as-of", help="Instant to look from, ISO 8601; now without it."
    ),
    known_snapshot: str | None = typer.Option(
        None,
        "--known-snapshot",
        help="Snapshot that the approvers saw; without it the newest one of that time.",
    ),
    reservations: Path | None = typer.Option(
        None, "--reservations", help="A CSV of reservations beside those of the workspace."
    ),
    format_: Report = typer.Option(Report.TABLE, "--format", help="How to answer."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file."),
    snapshot: str | None = typer.Option(None, help="Number or id of an older snapshot."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """The three questions, the waterfall, and what was lost; nobody is named in hindsight."""
    from selaras.capacity.postmortem.asking import postmortem_of
    from selaras.workspace import open_workspace
    from selaras.workspace.instants import asked_instant

    place = open_workspace(workspace)
    books = books_of(place, reservations)
    instant = asked_instant(place, as_of)
    found, lost = postmortem_of(place, programme, instant, books, snapshot, known_snapshot)
    spoken = spoken_in(language, place.language)
    if format_ is Report.JSON:
        from selaras.capacity.lost.form import loss_form
        from selaras.capacity.postmortem.form import postmortem_form
        from selaras.ledger.form import to_json

        give(to_json(postmortem_form(found) | {"lost": loss_form(lost)}) + "\n", output)
    elif format_ is Report.HTML:
        from selaras.reports.capacity_postmortem_page import postmortem_page

        give(postmortem_page(found, spoken, lost), output)
    else:
        from selaras.reports.capacity_postmortem_table import postmortem_text

        give(postmortem_text(found, spoken, lost), output)
