"""Snapshots that something kept rests on: pinned, so that no vacuum takes them."""

from __future__ import annotations

from django.conf import settings

from selaras.evidence import open_evidence
from selaras.evidence.store import Evidence
from selaras.workspace import open_workspace


def evidence_here() -> Evidence:
    """The evidence of the workspace that is served."""
    return open_evidence(open_workspace(settings.WORKSPACE).evidence)


def snapshot_number(which: int | str) -> int:
    """The number of a snapshot, from it or from its content id; EvidenceError where it is gone."""
    return evidence_here().snapshot(which).number


def pin_snapshot(number: int, reason: str) -> None:
    """Keep a snapshot readable for a reason.

    Call it inside the transaction that keeps what rests on it: a pin without a row costs disk,
    a row without its pin would lose its evidence.
    """
    evidence_here().pin(number, reason)
