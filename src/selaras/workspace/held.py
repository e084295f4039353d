"""What a workspace holds: its evidence."""

from __future__ import annotations

from selaras.errors import InputError
from selaras.evidence import Evidence, open_evidence
from selaras.workspace.folder import Workspace


def evidence_of(workspace: Workspace) -> Evidence:
    """The evidence of a workspace. Raises InputError where nothing was loaded yet."""
    evidence = open_evidence(workspace.evidence)
    if evidence.is_empty:
        raise InputError(
            "There is no evidence yet.",
            file=str(workspace.evidence),
            mend=f"Load some with `selaras load --workspace {workspace.root}`.",
        )
    return evidence
