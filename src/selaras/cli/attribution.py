"""`selaras attribution`: what marketing brought, by channel, and how sure that is."""

from __future__ import annotations

from pathlib import Path

import typer

from selaras.cli.formats import Language, Report, spoken_in
from selaras.cli.giving import give

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def attribution(
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
    as_of: str | None = typer.Option(
        None, "--as-of", help="Instant to look from, ISO 8601; now without it."
    ),
    period: str | None = typer.Option(
        None, help="Conversions of FROM/TO, both days included; all without it."
    ),
    model: list[str] | None = typer.Option(
        None,
        help="first, last, linear, u, w, decay, markov-1, markov-2 or shapley; again for more; "
        "all without it.",
    ),
    conversion: str = typer.Option(
        "won", help="What counts as converted: won (deals), or a stage such as sql."
    ),
    snapshot: str | None = typer.Option(None, help="Number or id of an older snapshot."),
    format_: Report = typer.Option(Report.TABLE, "--format", help="How to answer."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file."),
    threads: int | None = typer.Option(None, min=1, help="Threads to use; all without it."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """Share credit for conversions out among channels, models side by side."""
    from selaras.diagnosis.attribution.question import Asked, read_models
    from selaras.diagnosis.attribution.workspace import workspace_attribution
    from selaras.workspace import open_workspace
    from selaras.workspace.instants import asked_instant
    from selaras.workspace.spans import read_days

    place = open_workspace(workspace)
    zone = place.time_zone
    start, end = read_days(period, zone, option="--period") if period else (None, None)
    asked = Asked(
        as_of=asked_instant(place, as_of),
        start=start,
        end=end,
        conversion=conversion,
        models=read_models(model or []),
    )
    answer = workspace_attribution(
        place,
        asked,
        snapshot=snapshot,
        threads=threads,
    )
    spoken = spoken_in(language, place.language)
    if format_ is Report.JSON:
        from selaras.diagnosis.attribution.form import attribution_form
        from selaras.ledger.form import to_json

        give(to_json(attribution_form(answer)) + "\n", output)
    elif format_ is Report.HTML:
        from selaras.reports.attribution_page import render

        give(render(answer, spoken), output)
    elif output is None:
        from selaras.reports.attribution_table import print_attribution

        print_attribution(answer, spoken)
    else:
        from selaras.reports.attribution_table import attribution_text

        give(attribution_text(answer, spoken), output)
