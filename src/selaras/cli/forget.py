"""`selaras forget`: delete the name behind a pseudonym."""

# Imports wait for the command that needs them.

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from selaras.errors import InputError, said

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def forget(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The original id, or its pseudonym.")],
    workspace: Annotated[
        Path, typer.Option(help="The workspace's folder.", metavar="DIR")
    ] = Path(),
) -> None:
    """Delete the entry behind an id, and the quarantined rows that hold it; evidence stays.

    Evidence keeps the pseudonym, so that replays give the same, but nobody can tell any more whom
    it stands for. If the id comes again in a later load, it gets a new pseudonym.
    """
    from selaras.evidence.loading import Quarantine
    from selaras.evidence.pseudonyms import Pseudonyms
    from selaras.workspace import open_workspace

    opened = open_workspace(workspace)
    pseudonyms = Pseudonyms(opened.database)
    original = pseudonyms.originals([id_]).get(id_, id_)
    forgotten = pseudonyms.forget(id_, datetime.now(UTC))
    rows = Quarantine(opened.evidence).forget(original)
    if not forgotten and not rows:
        raise InputError(
            said("There is no entry with this id.", "Tidak ada entri dengan id ini."),
            mend=said("It may have been forgotten already.", "Mungkin sudah dilupakan."),
        )
    for entry in forgotten:
        typer.echo(f"Forgotten: the {entry.kind} behind {entry.pseudonym}.")
    if rows:
        typer.echo(f"Deleted from quarantine: {rows} that held the id.")
