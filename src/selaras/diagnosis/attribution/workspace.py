"""A workspace's attribution: what is asked on a command line, answered from its evidence."""

from __future__ import annotations

from selaras.diagnosis.attribution.answer import Attribution
from selaras.diagnosis.attribution.attribute import attribute
from selaras.diagnosis.attribution.question import Asked
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.ledger.reading import Reading
from selaras.workspace import Workspace
from selaras.workspace.held import evidence_of


def workspace_attribution(
    workspace: Workspace,
    asked: Asked,
    *,
    snapshot: int | str | None = None,
    threads: int | None = None,
) -> Attribution:
    """Answer from a workspace's evidence, in its currency; InputError where it has none."""
    evidence = evidence_of(workspace)
    engine = DuckDBEngine(threads=threads)
    try:
        reading = Reading(engine, evidence.snapshot(snapshot), asked.as_of)
        return attribute(reading, asked, workspace.currency, workspace.time_zone)
    finally:
        engine.close()
