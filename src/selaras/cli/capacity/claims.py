"""`selaras capacity claims`: how good has each team's word been?"""

from __future__ import annotations

from pathlib import Path

import typer

from selaras.cli.capacity.reading import known_of
from selaras.cli.formats import Language, Report, spoken_in
from selaras.cli.giving import give


def claims(
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
    as_of: str | None = typer.Option(
        None, "--as-of", help="Instant to look from, ISO 8601; now without it."
    ),
    format_: Report = typer.Option(Report.TABLE, "--format", help="How to answer."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file."),
    snapshot: str | None = typer.Option(None, help="Number or id of an older snapshot."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """How often each team's OKs, capacities and forecasts came true, and which cannot be scored."""
    from selaras.capacity.claims.answer import claims_answer
    from selaras.workspace import open_workspace

    place = open_workspace(workspace)
    answer = claims_answer(known_of(place, as_of, snapshot))
    spoken = spoken_in(language, place.language)
    if format_ is Report.JSON:
        from selaras.capacity.claims.form import claims_form
        from selaras.ledger.form import to_json

        give(to_json(claims_form(answer)) + "\n", output)
    elif format_ is Report.HTML:
        from selaras.reports.capacity_claims_page import claims_page

        give(claims_page(answer, spoken), output)
    else:
        from selaras.reports.capacity_claims_table import claims_text

        give(claims_text(answer, spoken), output)
