"""The demo from seed to ledger: the mappings, load and evaluation are those of anybody's data."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from selaras.agreements import Book
from selaras.demo.standouts import Standout, find_standouts
from selaras.demo.truths import DEMO_TRUTHS
from selaras.demo.workspace_files import prepare_workspace
from selaras.demo.world import AS_OF
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.loading import LoadReport, load
from selaras.evidence.mapping import read_mappings
from selaras.evidence.pseudonyms import Pseudonyms
from selaras.ledger import Ledger
from selaras.workspace import Workspace, open_workspace
from selaras.workspace.evaluation import evaluate_workspace

Say = Callable[[str], None]
"""Is told what is being done."""
Agree = Callable[[Workspace], Book]
"""Lets people sign the workspace's agreements, and gives what holds then."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demo came to. `names` shows people by name: pseudonym → the id in the exports."""

    workspace: Workspace
    simulated: bool
    load: LoadReport
    ledger: Ledger
    standouts: tuple[Standout, ...]
    names: dict[str, str]


def run_demo(
    folder: Path, *, scale: str, seed: int, language: str, say: Say, agree: Agree | None = None
) -> Demo:
    """Simulate the company in `folder`, load its exports, evaluate as of `world.AS_OF`.

    `agree` lets people sign the agreements before they are evaluated; without it they are drafts.
    The same seed and scale give the same exports, verdicts and pseudonyms. Raises InputError where
    the folder holds something else than a demo workspace.
    """
    say("simulate")
    simulated = prepare_workspace(folder, DEMO_TRUTHS, scale=scale, seed=seed, language=language)
    workspace = open_workspace(folder)
    say("load")
    pseudonyms = Pseudonyms(workspace.database, _pseudonym_of(seed))
    report = load(
        open_evidence(workspace.evidence),
        read_mappings(workspace.mappings),
        loaded_at=AS_OF,
        pseudonymise=lambda kind, ids: pseudonyms.replace(kind, ids, AS_OF),
    )
    book = agree(workspace) if agree is not None else None
    say("evaluate")
    ledger = evaluate_workspace(workspace, AS_OF, book=book)
    regions = _regions(ledger)
    names = {
        pseudonym: original.partition("@")[0]
        for pseudonym, original in pseudonyms.originals(sorted(regions)).items()
    }
    standouts = find_standouts(ledger.verdicts, regions)
    return Demo(workspace, simulated, report, ledger, standouts, names)


def _pseudonym_of(seed: int) -> Callable[[str, str], str]:
    def make(kind: str, original: str) -> str:
        return "p-" + hashlib.sha256(f"{seed}/{kind}/{original}".encode()).hexdigest()[:16]

    return make


def _regions(ledger: Ledger) -> dict[str, str]:
    """Where people work: person → region."""
    engine = DuckDBEngine()
    try:
        table = engine.table(ledger.snapshot, "people", ("person_id", "region"))
        rows = engine.to_arrow(table).to_pylist()
    finally:
        engine.close()
    return {row["person_id"]: row["region"] for row in rows if row["region"]}
