"""`selaras backup`: a whole workspace in one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def backup(
    workspace: Path = typer.Option(Path(), "--workspace", help="The workspace's folder."),
    output: Path | None = typer.Option(
        None, "--output", help="The file to write; a dated one in this folder without it."
    ),
) -> None:
    """Write the database, the evidence and the settings into one file, also while it is served.

    The file holds secrets and names: keep it as safe as the workspace.
    """
    import os

    from selaras.records.backup import write_backup
    from selaras.workspace import open_workspace

    place = open_workspace(workspace)
    target = output or Path(f"selaras-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar.gz")
    url = os.environ.get("DATABASE_URL", "")
    listed = write_backup(place, target, database_url=url if url.startswith("postgres") else "")
    size = sum(entry["bytes"] for entry in listed["files"].values())
    typer.echo(f"{target}: {len(listed['files']):,} files, {size / 1e6:,.1f} MB.")
