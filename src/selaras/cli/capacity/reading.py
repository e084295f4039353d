"""What a command of `selaras capacity` looks at: evidence, and all that is reserved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selaras.capacity.asking import Books
    from selaras.capacity.known import Evidence
    from selaras.capacity.plant import Plant
    from selaras.capacity.reservations import Reserved
    from selaras.workspace import Workspace


def plant_of(
    workspace: Workspace,
    as_of: str | None,
    snapshot: str | None,
    reservations: Path | None = None,
) -> Plant:
    """The workspace's plant as of an instant, with what is reserved in its records and in a file.

    Raises InputError and EvidenceError where it cannot be read.
    """
    from selaras.capacity.asking import plant_of_workspace
    from selaras.workspace.instants import asked_instant

    instant = asked_instant(workspace, as_of)
    return plant_of_workspace(workspace, instant, books_of(workspace, reservations), snapshot)


def known_of(
    workspace: Workspace,
    as_of: str | None,
    snapshot: str | None,
    reservations: Path | None = None,
) -> Evidence:
    """Demand, programmes, claims and the plant, with what is reserved in records and in a file.

    Raises InputError and EvidenceError where it cannot be read.
    """
    from selaras.capacity.asking import known_of_workspace
    from selaras.workspace.instants import asked_instant

    instant = asked_instant(workspace, as_of)
    return known_of_workspace(workspace, instant, books_of(workspace, reservations), snapshot)


def books_of(workspace: Workspace, reservations: Path | None) -> Books:
    """The reservations of the workspace's records, and those of a file where one is given."""
    from selaras.capacity.asking import Books
    from selaras.capacity.reservation_file import read_reservations

    listed = () if reservations is None else read_reservations(reservations, workspace.time_zone)
    return Books(_kept_in(workspace), listed)


def _kept_in(workspace: Workspace) -> Reserved:
    """What the records hold; Django is started only where they hold any reservation."""
    from selaras.capacity.reservations import nothing_reserved
    from selaras.records.reservations.presence import may_hold_reservations

    if not may_hold_reservations(workspace):
        return nothing_reserved
    from selaras.web.start import start

    start(workspace.root, migrate=False)
    from selaras.records.reservations.booked import reserved

    return reserved
