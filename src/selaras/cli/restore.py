"""`selaras restore`: a workspace from a backup."""

from __future__ import annotations

from pathlib import Path

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def restore(
    backup: Path = typer.Argument(..., help="The file that `selaras backup` wrote."),
    workspace: Path = typer.Option(
        ..., "--workspace", help="The folder to make; nothing is overwritten."
    ),
) -> None:
    """Make a workspace from a backup, having checked every file in it."""
    import os

    from selaras.records.restore import read_backup

    url = os.environ.get("DATABASE_URL", "")
    listed = read_backup(backup, workspace, database_url=url if url.startswith("postgres") else "")
    typer.echo(f"{workspace}: {len(listed['files']):,} files, as of {listed['made_at']}.")
