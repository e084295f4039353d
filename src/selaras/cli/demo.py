"""`selaras demo`: a simulated company, from its exports to its ledger."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from selaras.cli.formats import Language, TableOrJson

if TYPE_CHECKING:
    from selaras.demo.run import Demo

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
    no_serve: bool = typer.Option(False, "--no-serve", help="Do not serve pages afterwards."),
    format_: TableOrJson = typer.Option(TableOrJson.TABLE, "--format", help="table or json."),
) -> None:
    """Simulate a company, load its exports, evaluate and print the ledger."""
    from selaras.demo.run import run_demo

    result = run_demo(
        workspace,
        scale=scale.value,
        seed=seed,
        language=language.value,
        say=_teller(language.value),
    )
    if format_ is TableOrJson.JSON:
        from selaras.ledger.form import to_json

        sys.stdout.write(to_json(_form(result, seed, scale.value)) + "\n")
        return
    from rich.console import Console

    from selaras.demo.summary import demo_summary

    console = Console() if sys.stdout.isatty() else Console(width=140)
    console.print(demo_summary(result, language.value), highlight=False, soft_wrap=True)


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
