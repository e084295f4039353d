"""The commands, listed without importing them: `selaras --help` has to be quick."""

from __future__ import annotations

import importlib
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "demo": "Simulate a company, load its exports, evaluate and print the ledger.",
    "init": "Make a workspace from a template.",
    "map": "Look at a file and write a first mapping for it.",
    "load": "Load sources into evidence by their mappings.",
    "quarantine": "List rows that did not fit, and replay them.",
    "lint": "Check agreements, calendars and mappings.",
    "diff": "Say in sentences what changed between two versions of an agreement.",
    "apply": "Bring agreements from files into the database, as drafts.",
    "export": "Give the YAML of agreements in the database back.",
    "evaluate": "Hold agreements against evidence: the ledger.",
    "trace": "List the items behind a verdict.",
    "diagnose": "Why there is a gap, and whose story the data support.",
    "attribution": "Which channels brought the deals, under several models.",
    "followup": "How many attempts a lead is worth, and how to spread them.",
    "capacity": "Can we promise this: status, promise, reserve, programme, claims, postmortem.",
    "serve": "Serve the pages, the API and the jobs of a workspace.",
    "worker": "Do the jobs of a workspace in a process of their own.",
    "backup": "Write the whole workspace into one file, also while it is served.",
    "restore": "Make a workspace from a backup.",
    "createadmin": "Make the first administrator.",
    "calendar": "Working time: due, elapsed, show.",
    "evidence": "Snapshots: list, compact, vacuum.",
    "forget": "Delete the name behind a pseudonym.",
    "schema": "Print the JSON Schema of a YAML format.",
}
"""Command name → its one line of help; the module `selaras.cli.<name>` holds `app`."""


class _LazyGroup(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"selaras.cli.{cmd_name}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


app = typer.Typer(
    cls=_LazyGroup,
    name="selaras",
    help="Keeps the promises teams make to each other, held against evidence.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _root(
    ctx: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and end."),
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"selaras {installed('selaras')}")
        raise typer.Exit
