"""`selaras serve`: the pages, for people without a terminal."""

from __future__ import annotations

from pathlib import Path

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    workspace: Path = typer.Option(Path(), "--workspace", help="The workspace's folder."),
    port: int = typer.Option(8000, "--port", min=1, max=65535, help="The port to listen on."),
    host: str = typer.Option("127.0.0.1", "--host", help="The address to listen on."),
    threads: int = typer.Option(8, "--threads", min=1, help="Requests answered at once."),
    workers: int = typer.Option(2, "--workers", min=1, help="Threads that do the jobs."),
    no_workers: bool = typer.Option(
        False, "--no-workers", help="Leave the jobs to `selaras worker`."
    ),
) -> None:
    """Serve the pages, the API and the jobs of a workspace, in one process."""
    from selaras.web.serve import serve as serve_pages

    serve_pages(
        workspace, host=host, port=port, threads=threads, workers=0 if no_workers else workers
    )
