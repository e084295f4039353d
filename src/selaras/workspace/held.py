"""What a workspace holds: its evidence."""

from __future__ import annotations

from selaras.errors import InputError, said
from selaras.evidence import Evidence, open_evidence
from selaras.workspace.folder import Workspace


class NothingLoadedError(InputError):
    """A workspace has no evidence yet."""


def evidence_of(workspace: Workspace) -> Evidence:
    """The evidence of a workspace. Raises NothingLoadedError where nothing was loaded yet."""
    evidence = open_evidence(workspace.evidence)
    if evidence.is_empty:
        raise NothingLoadedError(
            said("There is no evidence yet.", "Belum ada bukti."),
            file=str(workspace.evidence),
            mend=said(
                "Load some with `selaras load --workspace {root}`.",
                "Muat dengan `selaras load --workspace {root}`.",
                root=workspace.root,
            ),
        )
    return evidence
