"""`selaras capacity programme`: can the network bear this programme, and where does it break?"""

from __future__ import annotations

from pathlib import Path

import typer

from selaras.cli.capacity.reading import known_of
from selaras.cli.formats import Language, Report, spoken_in
from selaras.cli.giving import give


def programme(
    file: Path = typer.Argument(..., metavar="FILE", help="The programme's YAML."),
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
    as_of: str | None = typer.Option(
        None, "--as-of", help="Instant to look from, ISO 8601; now without it."
    ),
    reservations: Path | None = typer.Option(
        None, "--reservations", help="A CSV of reservations beside those of the workspace."
    ),
    format_: Report = typer.Option(Report.TABLE, "--format", help="How to answer."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file."),
    snapshot: str | None = typer.Option(None, help="Number or id of an older snapshot."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """The chance of running short by site and week, the safe target, and where it breaks first."""
    from selaras.capacity.programmes.answer import programme_answer
    from selaras.capacity.programmes.reading import read_programme
    from selaras.workspace import open_workspace

    place = open_workspace(workspace)
    asked = read_programme(file)
    answer = programme_answer(asked, known_of(place, as_of, snapshot, reservations))
    spoken = spoken_in(language, place.language)
    if format_ is Report.JSON:
        from selaras.capacity.programmes.form import programme_form
        from selaras.ledger.form import to_json

        give(to_json(programme_form(answer)) + "\n", output)
    elif format_ is Report.HTML:
        from selaras.reports.capacity_programme_page import programme_page

        give(programme_page(answer, spoken), output)
    else:
        from selaras.reports.capacity_programme_table import programme_text

        give(programme_text(answer, spoken), output)
