"""`selaras diagnose`: why there is a gap, and whose story the data support."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from selaras.cli.formats import Language, Report, spoken_in
from selaras.cli.giving import give

if TYPE_CHECKING:
    from selaras.diagnosis.asking import Question
    from selaras.reports.words import Language as Spoken

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def diagnose(
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
    as_of: str | None = typer.Option(
        None, "--as-of", help="Instant to look from, ISO 8601; now without it."
    ),
    period: str | None = typer.Option(
        None,
        "--period",
        help="FROM/TO: leads that were created on these days, both included; without it the last "
        "quarter that has ended and whose leads have had the time that deals take, or month where "
        "leads are on record for too short a time.",
    ),
    base: str | None = typer.Option(
        None, "--base", help="FROM/TO to compare with; the period just before without it."
    ),
    against: str | None = typer.Option(
        None, "--against", help="Compare with this plan (plan_id in the table plans) instead."
    ),
    format_: Report = typer.Option(Report.TABLE, "--format", help="How to answer."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file."),
    snapshot: str | None = typer.Option(None, help="Number or id of an older snapshot."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """Why revenue of one period's leads is not that of another's, fairly, with an interval."""
    from selaras.cli.books import book_if_any
    from selaras.diagnosis.asking import question_of_workspace
    from selaras.workspace import open_workspace

    place = open_workspace(workspace)
    question = question_of_workspace(
        place,
        as_of,
        base=base,
        period=period,
        against=against,
        snapshot=snapshot,
        book=book_if_any(place),
    )
    try:
        _answer(question, format_, spoken_in(language, place.language), output)
    finally:
        question.close()


def _answer(question: Question, format_: Report, spoken: Spoken, output: Path | None) -> None:
    from selaras.diagnosis.business_effect import business_effect
    from selaras.diagnosis.source_fairness import source_fairness

    finding = question.answer()
    fair, effect = source_fairness(question.leads), business_effect(question.leads)
    if format_ is Report.JSON:
        from selaras.diagnosis.business_effect import business_effect_form
        from selaras.diagnosis.source_fairness import source_fairness_form
        from selaras.ledger.form import to_json

        further = {
            "source_fairness": source_fairness_form(fair),
            "business_effect": business_effect_form(effect),
        }
        give(to_json(finding.as_json() | further) + "\n", output)
    elif format_ is Report.HTML:
        from selaras.reports.diagnosis_page import diagnosis_page

        give(diagnosis_page(finding, spoken, fair, effect), output)
    else:
        from selaras.reports.diagnosis_table import diagnosis_text, print_diagnosis

        if output is None:
            print_diagnosis(finding, spoken, fair, effect)
        else:
            give(diagnosis_text(finding, spoken, fair, effect), output)
