"""`selaras followup`: how often to try, for whom, and what it is worth."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import typer

from selaras.cli.formats import Language, Report, spoken_in
from selaras.cli.giving import give
from selaras.errors import InputError, said

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_LARGEST = 14
"""Powers of ten of an amount: the evidence holds none of a hundred trillion or more."""


@app.command()
def followup(
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
    as_of: str | None = typer.Option(
        None, "--as-of", help="Instant to look from, ISO 8601; now without it."
    ),
    period: str | None = typer.Option(
        None,
        "--period",
        help="FROM/TO: leads that a rep got on these days, both included; "
        "the year before the as-of without it.",
    ),
    value: str | None = typer.Option(
        None, "--value", help="What a contact is worth, in the workspace's currency."
    ),
    cost: str | None = typer.Option(
        None, "--cost", help="What an attempt costs, in the workspace's currency."
    ),
    attempts: int | None = typer.Option(
        None, "--attempts", help="Attempts there are in all: how to spread them over the leads."
    ),
    by: str = typer.Option("grade", "--by", help="grade or source: what leads are told apart by."),
    format_: Report = typer.Option(Report.TABLE, "--format", help="How to answer."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file."),
    snapshot: str | None = typer.Option(None, help="Number or id of an older snapshot."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """How many attempts a lead is worth, and how to spread those that there are."""
    from selaras.cli.books import book_if_any
    from selaras.diagnosis.followup import Terms, follow_up, follow_up_form
    from selaras.diagnosis.followup.asking import asked_of_workspace
    from selaras.diagnosis.followup.policy import kind_asked
    from selaras.ledger.form import to_json
    from selaras.workspace import open_workspace

    terms = Terms(_amount(value, "--value"), _amount(cost, "--cost"), attempts)
    kind = kind_asked(by)
    place = open_workspace(workspace)
    asked = asked_of_workspace(place, as_of, period, snapshot, book=book_if_any(place))
    spoken = spoken_in(language, place.language)
    try:
        answer = follow_up(asked, terms, kind)
        if format_ is Report.JSON:
            give(to_json(follow_up_form(answer)) + "\n", output)
        elif format_ is Report.HTML:
            from selaras.reports.followup_page import follow_up_page

            give(follow_up_page(answer, spoken), output)
        else:
            from selaras.reports.followup_table import follow_up_text, print_follow_up

            if output is None:
                print_follow_up(answer, spoken)
            else:
                give(follow_up_text(answer, spoken), output)
    finally:
        asked.reading.engine.close()


def _amount(text: str | None, option: str) -> Decimal | None:
    """An amount as people type it: digits, with `.` as the decimal sign."""
    if text is None:
        return None
    try:
        found = Decimal(text.replace("_", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found.adjusted() > _LARGEST:
        raise InputError(
            said(
                "{option} {text!r} is not an amount.",
                "{option} {text!r} bukan jumlah uang.",
                option=option,
                text=text,
            ),
            mend=said(
                "Write digits, as in {option} 500000.",
                "Tulis angka, seperti pada {option} 500000.",
                option=option,
            ),
        )
    return found
