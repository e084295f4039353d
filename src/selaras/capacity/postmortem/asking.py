"""A workspace asked why a programme fell short, with what it knew at the approval."""

from __future__ import annotations

from datetime import datetime

from selaras.capacity.asking import NO_BOOKS, Books, looking_from
from selaras.capacity.known import Evidence, read_evidence
from selaras.capacity.lost.answer import loss_of
from selaras.capacity.lost.values import Loss
from selaras.capacity.postmortem.answer import Basis, Postmortem, decided_at, explain
from selaras.capacity.programmes.values import Programme
from selaras.errors import InputError, said
from selaras.evidence import Snapshot
from selaras.workspace import Workspace
from selaras.workspace.held import evidence_of

_NEEDED = frozenset(("programmes", "demand", "resources"))
"""A snapshot without these tables had not been told of capacity yet."""


def postmortem_of(
    workspace: Workspace,
    programme_id: str,
    as_of: datetime,
    books: Books = NO_BOOKS,
    snapshot: int | str | None = None,
    known_snapshot: int | str | None = None,
) -> tuple[Postmortem, Loss]:
    """Why a programme on record fell short, and what it lost.

    What was known at its approval is read from the newest snapshot that had been loaded by then
    (or the one that a decision record names: `known_snapshot`), as of that moment; where there is
    none, from the times at which things happened, which the answer says. What was reserved then is
    what was held at that moment. Raises InputError for a programme that is not on record.
    """
    latest = evidence_of(workspace).snapshot(snapshot)
    zone, listed = workspace.time_zone, books.listed
    with looking_from(latest, as_of) as source:
        now = read_evidence(source, zone, listed, books.reserved(as_of))
        programme = _programme(now, programme_id)
        decided = decided_at(programme, now)
        found = _by_then(workspace, decided, known_snapshot)
        basis = Basis.RECONSTRUCTED if found is None else Basis.SNAPSHOT
        with looking_from(found or latest, decided) as known:
            then = read_evidence(known, zone, listed, books.reserved(decided))
        answer = explain(programme, then, now, basis)
        return answer, loss_of(answer, now, source)


def _programme(now: Evidence, programme_id: str) -> Programme:
    for programme in now.programmes:
        if programme.programme_id == programme_id:
            return programme
    known = ", ".join(programme.programme_id for programme in now.programmes[:20])
    raise InputError(
        said(
            "There is no programme '{name}' on record with its days.",
            "Tidak ada program '{name}' yang tercatat beserta harinya.",
            name=programme_id,
        ),
        mend=said("Known are {known}.", "Yang dikenal: {known}.", known=known)
        if known
        else said(
            "Load the tables programmes and programme_demand.",
            "Muat tabel programmes dan programme_demand.",
        ),
    )


def _by_then(
    workspace: Workspace, at: datetime, known_snapshot: int | str | None
) -> Snapshot | None:
    """The newest snapshot that was loaded by an instant and knew of capacity; None without one."""
    evidence = evidence_of(workspace)
    if known_snapshot is not None:
        return evidence.snapshot(known_snapshot)
    for info in reversed(evidence.snapshots()):
        if info.loaded_at <= at and not info.is_vacuumed and set(info.tables) >= _NEEDED:
            return evidence.snapshot(info.number)
    return None
