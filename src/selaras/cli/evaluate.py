"""`selaras evaluate`: hold agreements against evidence and print the ledger."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from selaras.cli.formats import Format, Language
from selaras.cli.noting import note_evaluated
from selaras.errors import InputError, said

if TYPE_CHECKING:
    from selaras.agreements import Book

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def evaluate(
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
    as_of: str | None = typer.Option(
        None, "--as-of", help="Instant to look from, ISO 8601; now without it."
    ),
    format_: Format = typer.Option(Format.TABLE, "--format", help="How to print."),
    agreement: str | None = typer.Option(None, help="Only this agreement."),
    party: str | None = typer.Option(None, help="Only promises of or to this party."),
    snapshot: str | None = typer.Option(None, help="Number or id of an older snapshot."),
    fail_on: str | None = typer.Option(
        None, "--fail-on", help="End with 1 if a verdict has this status, such as missed."
    ),
    threads: int | None = typer.Option(None, min=1, help="Threads to use; all without it."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """Hold agreements against evidence: who kept what, how sure, and why."""
    from selaras.cli.books import book_of
    from selaras.ledger import Status
    from selaras.workspace import open_workspace
    from selaras.workspace.evaluation import evaluate_workspace, may_keep
    from selaras.workspace.instants import asked_instant

    statuses = [status.value for status in Status]
    if fail_on is not None and fail_on not in statuses:
        raise InputError(
            said(
                "--fail-on {fail_on} is not a status.",
                "--fail-on {fail_on} bukan status.",
                fail_on=fail_on,
            ),
            mend=said("Known are {known}.", "Yang dikenal: {known}.", known=", ".join(statuses)),
        )
    place = open_workspace(workspace)
    book = book_of(place)
    began = datetime.now(UTC)
    ledger = evaluate_workspace(
        place,
        asked_instant(place, as_of),
        agreement=agreement,
        party=party,
        snapshot=snapshot,
        threads=threads,
        book=book,
    )
    if not may_keep(place):
        typer.echo("This workspace can be read alone: these verdicts are not kept.", err=True)
    elif agreement is None and party is None and snapshot is None:
        note_evaluated(place, ledger, began)
    if format_ is Format.JSON:
        from selaras.ledger.form import ledger_form, to_json

        form = ledger_form(ledger.as_of, ledger.snapshot.id, ledger.verdicts)
        sys.stdout.write(to_json(form) + "\n")
    elif format_ is Format.CSV:
        from selaras.reports.ledger_csv import ledger_csv

        ledger_csv(ledger.verdicts, sys.stdout)
    else:
        from selaras.reports.ledger_table import print_ledger

        spoken = language.value if language else place.language
        if ledger.verdicts:
            print_ledger(ledger.verdicts, spoken)
        else:
            typer.echo(_nothing(book, agreement, ledger.as_of, spoken))
    if any(verdict.status.value == fail_on for verdict in ledger.verdicts):
        raise typer.Exit(1)


def _nothing(book: Book, agreement: str | None, as_of: datetime, language: str) -> str:
    """Why there is no verdict at all: no period of what was asked for had begun by then."""
    first = min(
        version.in_force_from or version.agreement.effective_from
        for version in book.versions
        if agreement in (None, version.agreement.name)
    )
    seen = f"{as_of:%Y-%m-%d %H:%M %Z}"
    if language == "id":
        return (
            f"Tidak ada putusan: belum ada periode yang mulai per {seen};"
            f" kesepakatan yang pertama berlaku sejak {first}."
        )
    return f"No verdict: no period had begun by {seen}; the first agreement begins on {first}."
