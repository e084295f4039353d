"""`selaras attribution`: what marketing brought, by channel, and how sure that is."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from selaras.cli.formats import Language
from selaras.errors import InputError

if TYPE_CHECKING:
    from selaras.reports.words import Language as Spoken

app = typer.Typer(rich_markup_mode=None)


class Form(StrEnum):
    """How the answer is given."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


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
    format_: Form = typer.Option(Form.TABLE, "--format", help="How to answer."),
    output: Path | None = typer.Option(None, help="Write to this file instead."),
    threads: int | None = typer.Option(None, min=1, help="Threads to use; all without it."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """Share credit for conversions out among channels, models side by side."""
    from selaras.diagnosis.attribution.question import Asked, read_models
    from selaras.diagnosis.attribution.workspace import read_span, workspace_attribution
    from selaras.workspace import open_workspace
    from selaras.workspace.instants import read_instant

    place = open_workspace(workspace)
    start, end = read_span(period, place) if period is not None else (None, None)
    asked = Asked(
        as_of=read_instant(as_of, place.time_zone, option="--as-of"),
        start=start,
        end=end,
        conversion=conversion,
        models=read_models(model or []),
    )
    answer = workspace_attribution(
        place,
        asked,
        snapshot=int(snapshot) if snapshot and snapshot.isdigit() else snapshot,
        threads=threads,
    )
    spoken: Spoken = "id" if (language or place.language) == "id" else "en"
    if format_ is Form.JSON:
        from selaras.diagnosis.attribution.form import attribution_form
        from selaras.ledger.form import to_json

        _give(to_json(attribution_form(answer)) + "\n", output)
    elif format_ is Form.HTML:
        from selaras.reports.attribution_page import render

        _give(render(answer, spoken), output)
    elif output is None:
        from selaras.reports.attribution_table import print_attribution

        print_attribution(answer, spoken)
    else:
        from selaras.reports.attribution_table import attribution_text

        _give(attribution_text(answer, spoken), output)


def _give(text: str, output: Path | None) -> None:
    """To the file, or to standard output."""
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(
            f"It cannot be written: {error.strerror}.",
            file=str(output),
            mend="Name a file in a folder that is there.",
        ) from None
