"""`selaras trace`: the items behind a verdict."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from selaras.cli.formats import Format, Language
from selaras.errors import InputError, Said, said

if TYPE_CHECKING:
    from selaras.ledger import Ledger, Verdict

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_SHOWN = 20


@app.command()
def trace(
    agreement: str = typer.Argument(help="Name of the agreement."),
    commitment: str = typer.Argument(help="Name of the commitment."),
    workspace: Path = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder."),
    as_of: str | None = typer.Option(
        None, "--as-of", help="Instant to look from, ISO 8601; now without it."
    ),
    subject: str | None = typer.Option(None, help="Only this subject, such as a rep's id."),
    period: str | None = typer.Option(
        None,
        help="A period as the ledger names it (2026-02, 2026-Q1, 2026-W07), or those that start "
        "so: 2026-02-16; the newest without it.",
    ),
    snapshot: str | None = typer.Option(None, help="Number or id of an older snapshot."),
    format_: Format = typer.Option(Format.TABLE, "--format", help="How to print."),
    language: Language | None = typer.Option(None, help="en or id; the workspace's without it."),
) -> None:
    """List the items behind verdicts: start, stop, working time, due, pauses, source row."""
    from selaras.cli.books import book_of
    from selaras.workspace import open_workspace
    from selaras.workspace.evaluation import evaluate_workspace
    from selaras.workspace.instants import asked_instant

    place = open_workspace(workspace)
    ledger = evaluate_workspace(
        place,
        asked_instant(place, as_of),
        agreement=agreement,
        snapshot=snapshot,
        keep=False,
        book=book_of(place),
    )
    traces = [ledger.trace(v) for v in _chosen(ledger, commitment, subject, period)]
    if format_ is Format.JSON:
        from selaras.ledger.form import item_form, to_json, verdict_form

        form = [
            {"verdict": verdict_form(t.verdict), "items": [item_form(i) for i in t.items]}
            for t in traces
        ]
        sys.stdout.write(to_json({"snapshot": ledger.snapshot.id, "traces": form}) + "\n")
    elif format_ is Format.CSV:
        from selaras.reports.trace_table import trace_csv

        trace_csv(traces, sys.stdout)
    else:
        from selaras.reports.trace_table import print_traces

        print_traces(traces, language.value if language else place.language)


def _chosen(
    ledger: Ledger, commitment: str, subject: str | None, period: str | None
) -> list[Verdict]:
    from selaras.reports.ledger_table import period_name

    named = [v for v in ledger.verdicts if v.commitment == commitment]
    if not named:
        known = sorted({v.commitment for v in ledger.verdicts})
        raise InputError(
            said(
                "There is no verdict on {commitment!r}.",
                "Tidak ada putusan atas {commitment!r}.",
                commitment=commitment,
            ),
            mend=said("Known are {known}.", "Yang dikenal: {known}.", known=", ".join(known)),
        )
    if subject is not None:
        known = sorted({v.subject for v in named if v.subject is not None})
        named = [v for v in named if v.subject == subject]
        if not named:
            raise InputError(
                said(
                    "There is no verdict on {commitment} for {subject!r}.",
                    "Tidak ada putusan atas {commitment} untuk {subject!r}.",
                    commitment=commitment,
                    subject=subject,
                ),
                mend=_known_subjects(known, subject),
            )
    starts = sorted({v.period.first.isoformat() for v in named})
    wanted = period or starts[-1]
    found = [v for v in named if period_name(v) == wanted] or [
        v for v in named if v.period.first.isoformat().startswith(wanted)
    ]
    if not found:
        raise InputError(
            said(
                "There is no period {wanted} of {commitment}, and none that starts so.",
                "Tidak ada periode {wanted} dari {commitment}, dan tidak ada yang mulai "
                "seperti itu.",
                wanted=wanted,
                commitment=commitment,
            ),
            mend=said(
                "Known are {first} to {last}.",
                "Yang dikenal: {first} hingga {last}.",
                first=starts[0],
                last=starts[-1],
            ),
        )
    return found


def _known_subjects(known: list[str], subject: str) -> Said:
    """The nearest of the subjects there are, and the first of them."""
    if not known:
        return said(
            "Leave --subject out: it is not counted per anything.",
            "Hapus --subject: komitmen ini tidak dihitung per apa pun.",
        )
    near = get_close_matches(subject, known, n=1)
    shown = ", ".join(known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
    if not near:
        return said("Known are {known}.", "Yang dikenal: {known}.", known=shown)
    return said(
        "Did you mean {near}? Known are {known}.",
        "Maksud Anda {near}? Yang dikenal: {known}.",
        near=near[0],
        known=shown,
    )
