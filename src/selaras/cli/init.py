"""`selaras init`: a workspace from a template."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def init(
    workspace: Annotated[
        Path, typer.Option("--workspace", help="The folder to make, or to add the files to.")
    ] = Path(),
    template: Annotated[
        str, typer.Option("--template", help="`marketing-sales` or `support`.")
    ] = "marketing-sales",
) -> None:
    """Leave a small export, its mapping, a calendar and a draft agreement in a folder."""
    from selaras.demo.templates import start_workspace

    for name in start_workspace(workspace, template):
        typer.echo(f"wrote {workspace / name}")
    typer.echo("")
    place = shlex.quote(str(workspace))
    typer.echo("Now run:")
    typer.echo(f"  selaras load --workspace {place}")
    typer.echo(f"  selaras lint --workspace {place}")
    typer.echo(f"  selaras evaluate --workspace {place} --as-of 2026-04-11")
