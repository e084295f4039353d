"""`selaras createadmin`: the first administrator."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from selaras.errors import InputError, said

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def createadmin(
    email: str = typer.Option(..., "--email", help="The address to sign in with."),
    name: str = typer.Option(..., "--name", help="The person's name."),
    workspace: Path = typer.Option(Path(), "--workspace", help="The workspace's folder."),
    password_stdin: bool = typer.Option(
        False, "--password-stdin", help="Read the password from standard input; else it is asked."
    ),
) -> None:
    """Make an administrator, who invites everybody else on the pages."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        raise InputError(
            said(
                "There is no terminal to ask for a password on.",
                "Tidak ada terminal untuk menanyakan kata sandi.",
            ),
            mend=said(
                "Pipe it in, with --password-stdin.", "Alirkan lewat pipa, dengan --password-stdin."
            ),
        )
    from selaras.web.start import start

    place = start(workspace)
    from selaras.records.audit.actor import command
    from selaras.records.people.administrators import create_administrator
    from selaras.web.newcomers import welcome

    person = create_administrator(
        command(), email=email, name=name, password=password, company=place.name
    )
    welcome(person, "command", language=place.language)
    typer.echo(f"{name} can sign in with {email}.")
