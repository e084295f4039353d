"""`selaras capacity status`: headroom by site, product and week."""

from __future__ import annotations

from pathlib import Path

import typer

from selaras.cli.capacity.reading import plant_of
from selaras.cli.formats import Language, Report, spoken_in
from selaras.cli.giving import give


def status(
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
    site: str | None = typer.Option(None, "--site", help="This site alone."),
    product: str | None = typer.Option(None, "--product", help="This product alone."),
    weeks: int = typer.Option(12, "--weeks", min=1, max=104, help="How many weeks to look ahead."),
    service_level: float = typer.Option(
        0.95, "--service-level", help="How sure what is free has to be, between 0 and 1."
    ),
    oversubscription: float = typer.Option(
        1.0, "--oversubscription", help="The most that may be sold for each unit tested."
    ),
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
    """What is claimed, tested, in use, reserved and free, and what no test stands behind."""
    from selaras.capacity.status import status_of
    from selaras.workspace import open_workspace

    place = open_workspace(workspace)
    plant = plant_of(place, as_of, snapshot, reservations)
    answer = status_of(
        plant,
        site=site,
        product=product,
        weeks=weeks,
        service_level=service_level,
        limit=oversubscription,
    )
    spoken = spoken_in(language, place.language)
    if format_ is Report.JSON:
        from selaras.capacity.status_form import status_form
        from selaras.ledger.form import to_json

        give(to_json(status_form(answer)) + "\n", output)
    elif format_ is Report.HTML:
        from selaras.reports.capacity_status_page import status_page

        give(status_page(answer, spoken), output)
    else:
        from selaras.reports.capacity_status_table import status_text

        give(status_text(answer, spoken), output)
