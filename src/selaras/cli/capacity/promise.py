"""`selaras capacity promise`: can this quantity be promised there by that day?"""

from __future__ import annotations

from pathlib import Path

import typer

from selaras.cli.capacity.reading import plant_of
from selaras.cli.formats import Language, Report, spoken_in
from selaras.cli.giving import give


def promise(
    site: str = typer.Option(..., "--site", help="Where it is wanted, as in resources."),
    product: str = typer.Option(..., "--product", help="What is wanted, as in resources."),
    quantity: float = typer.Option(..., "--quantity", help="How much, in the resource's unit."),
    by: str = typer.Option(..., "--by", help="The day by which, as in 2026-06-30."),
    service_level: float = typer.Option(
        0.95, "--service-level", help="How sure a promise has to be, between 0 and 1."
    ),
    unit: str | None = typer.Option(
        None, "--unit", help="Which unit, where capacity there is in several."
    ),
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
    """Yes, later, less, no or cannot tell: from what was tested, in use and reserved."""
    from selaras.capacity.promise import Question
    from selaras.capacity.promising import by_day
    from selaras.capacity.promising import promise as answer_of
    from selaras.workspace import open_workspace

    place = open_workspace(workspace)
    question = Question(site, product, quantity, by_day(by), service_level, unit)
    answer = answer_of(plant_of(place, as_of, snapshot, reservations), question)
    spoken = spoken_in(language, place.language)
    if format_ is Report.JSON:
        from selaras.capacity.promise_form import promise_form
        from selaras.ledger.form import to_json

        give(to_json(promise_form(answer)) + "\n", output)
    elif format_ is Report.HTML:
        from selaras.reports.capacity_promise_page import promise_page

        give(promise_page(answer, spoken), output)
    else:
        from selaras.reports.capacity_promise_table import promise_text

        give(promise_text(answer, spoken), output)
