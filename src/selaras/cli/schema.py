"""`selaras schema`: the JSON Schema of a YAML format, for an editor."""

from __future__ import annotations

import json
from enum import StrEnum

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class YamlFormat(StrEnum):
    AGREEMENT = "agreement"
    CALENDAR = "calendar"
    MAPPING = "mapping"
    PROGRAMME = "programme"


@app.command()
def schema(
    format_: YamlFormat = typer.Argument(
        ..., metavar="FORMAT", help="agreement, calendar, mapping or programme."
    ),
) -> None:
    """Print the JSON Schema (draft 2020-12) of a YAML format."""
    if format_ is YamlFormat.AGREEMENT:
        from selaras.agreements.document import json_schema
    elif format_ is YamlFormat.CALENDAR:
        from selaras.calendars.document import json_schema
    elif format_ is YamlFormat.PROGRAMME:
        from selaras.capacity.programmes.document import json_schema
    else:
        from selaras.evidence.mapping import json_schema
    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
