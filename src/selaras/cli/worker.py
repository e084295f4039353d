"""`selaras worker`: the jobs of a workspace, in a process of their own."""

from __future__ import annotations

from pathlib import Path

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def worker(
    workspace: Path = typer.Option(Path(), "--workspace", help="The workspace's folder."),
    workers: int = typer.Option(2, "--workers", min=1, help="Threads that do the jobs."),
) -> None:
    """Do the jobs of a workspace beside `selaras serve --no-workers` or another server."""
    from selaras.web.serve import work

    work(workspace, workers=workers)
