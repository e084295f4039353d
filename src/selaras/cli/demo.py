"""`selaras demo`: a simulated company, from its exports to its ledger and its pages."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from selaras.cli.formats import Language, TableOrJson
from selaras.cli.noting import note_evaluated, note_loaded

if TYPE_CHECKING:
    from rich.console import Console

    from selaras.agreements import Book
    from selaras.demo.people import DemoPerson
    from selaras.demo.run import Demo
    from selaras.workspace import Workspace

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class ScaleName(StrEnum):
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@app.command()
def demo(
    workspace: Path = typer.Option(
        Path("demo-workspace"), "--workspace", help="The folder to make it in."
    ),
    seed: int = typer.Option(
        1, "--seed", min=0, help="Which company; the same seed, the same one."
    ),
    scale: ScaleName = typer.Option(
        ScaleName.SMALL, "--scale", help="2,000, 200,000 or 10 million leads."
    ),
    language: Language = typer.Option(Language.EN, "--language", help="en or id."),
    no_serve: bool = typer.Option(
        False, "--no-serve", help="Print and end; no pages are served, on a terminal either."
    ),
    port: int = typer.Option(8000, "--port", min=1, max=65535, help="The port of the pages."),
    format_: TableOrJson = typer.Option(TableOrJson.TABLE, "--format", help="table or json."),
) -> None:
    """Simulate a company, print its ledger, and on a terminal serve its pages."""
    from selaras.demo.run import run_demo

    people: list[DemoPerson] = []
    began = datetime.now(UTC)
    result = run_demo(
        workspace,
        scale=scale.value,
        seed=seed,
        language=language.value,
        say=_teller(language.value),
        agree=partial(_agree, people),
    )
    note_loaded(result.workspace, result.load, began)
    note_evaluated(result.workspace, result.ledger, began)
    _live_on(result.workspace)
    if format_ is TableOrJson.JSON:
        from selaras.ledger.form import to_json

        sys.stdout.write(to_json(_form(result, seed, scale.value)) + "\n")
        return
    from selaras.demo.summary import demo_summary
    from selaras.reports.terminal import terminal

    console = terminal(140)
    console.print(demo_summary(result, language.value), highlight=False, soft_wrap=True)
    serves = sys.stdout.isatty() and not no_serve
    _print_sign_ins(console, people, workspace, language.value, port=port, serves=serves)
    if serves:
        from selaras.web.serve import serve

        serve(workspace, host="127.0.0.1", port=port, threads=8, workers=2)


def _agree(people: list[DemoPerson], place: Workspace) -> Book:
    """Make the demo's people, let them sign, and give what holds then."""
    from selaras.web.start import start

    start(place.root)
    from selaras.demo.people import make_demo_people
    from selaras.demo.signing import sign_demo_agreements
    from selaras.records.agreements.book import workspace_book
    from selaras.records.audit.actor import command

    people += make_demo_people(command(), place)
    sign_demo_agreements(place)
    return workspace_book(place)


def _live_on(place: Workspace) -> None:
    """What the demo's people do once there is a ledger: they review it, and give feedback."""
    from selaras.demo.reviews import make_demo_reviews

    make_demo_reviews(place)


_SIGN_IN = {
    "en": {
        "serves": "The pages are at http://127.0.0.1:{port}/ (stop with Ctrl-C). Sign in as one of",
        "ends": "The pages: `selaras serve --workspace {folder}`, then http://127.0.0.1:8000/. "
        "Sign in as one of",
        "password": "Everybody's password is {password}",
    },
    "id": {
        "serves": "Halamannya di http://127.0.0.1:{port}/ (hentikan dengan Ctrl-C). Masuk sebagai",
        "ends": "Halamannya: `selaras serve --workspace {folder}`, lalu http://127.0.0.1:8000/. "
        "Masuk sebagai",
        "password": "Kata sandi semuanya {password}",
    },
}


def _print_sign_ins(
    console: Console,
    people: list[DemoPerson],
    workspace: Path,
    language: str,
    *,
    port: int,
    serves: bool,
) -> None:
    """Where the pages are, and who can sign in to them."""
    from selaras.demo.people import sign_ins

    words = _SIGN_IN[language]
    where = words["serves" if serves else "ends"].format(
        port=port, folder=shlex.quote(str(workspace))
    )
    console.print(f"\n{where}", highlight=False, soft_wrap=True)
    console.print(sign_ins(tuple(people), language), highlight=False)
    console.print(
        words["password"].format(password=people[0].password), highlight=False, soft_wrap=True
    )


def _form(result: Demo, seed: int, scale: str) -> dict[str, Any]:
    """The answer of `--format json`: the ledger as `evaluate` gives it, and what stands out."""
    from selaras.demo.sentences import sentence
    from selaras.ledger.form import ledger_form

    ledger = result.ledger
    return {
        **ledger_form(ledger.as_of, ledger.snapshot.id, ledger.verdicts),
        "seed": seed,
        "scale": scale,
        "load": result.load.as_json(),
        "standouts": [sentence(one, result.names) for one in result.standouts],
    }


def _teller(language: str) -> Callable[[str], None]:
    """Says on stderr what is being done, where somebody looks at it."""
    words = {
        "en": {"simulate": "Simulating…", "load": "Loading…", "evaluate": "Evaluating…"},
        "id": {"simulate": "Menyimulasikan…", "load": "Memuat…", "evaluate": "Menilai…"},
    }[language]

    def say(step: str) -> None:
        if sys.stderr.isatty():
            typer.echo(words[step], err=True)

    return say
