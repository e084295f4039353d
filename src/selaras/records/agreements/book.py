"""The Book of a workspace, from the one place where agreements are true.

Once the database holds a signed version, it is that place, and files are drafts that wait to be
applied. Until then files are all there is, evaluated and labelled as drafts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from selaras.agreements import read_agreements
from selaras.agreements.values import AgreementVersion, Book, Standing
from selaras.records.agreements.adopting import adopted_calendars
from selaras.records.agreements.force import Enacted, days_in_force
from selaras.records.agreements.models import Enactment
from selaras.records.agreements.texts import read_version
from selaras.workspace import Workspace


def workspace_book(workspace: Workspace) -> Book:
    """The versions to hold against evidence; Django has to be started before.

    Raises InputError where files are wrong. An empty book where there is nothing at all.
    """
    signed = signed_book()
    return signed if signed.versions else drafts_in_files(workspace)


def drafts_in_files(workspace: Workspace) -> Book:
    """What the agreements' files say; empty where there is none."""
    folder = workspace.agreements
    files = sorted(folder.glob("*.y*ml")) if folder.is_dir() else []
    if not files:
        return Book(())
    stats = [(path.name, path.stat()) for path in files]
    return _read(folder, tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats))


@lru_cache(maxsize=8)
def _read(folder: Path, _stamps: tuple[tuple[str, int, int], ...]) -> Book:
    """Read again only where a file changed: every page asks for the book."""
    return read_agreements(folder)


def signed_book() -> Book:
    """Every version that was enacted and came to hold, superseded ones included, with its days."""
    rows = list(
        Enactment.objects.select_related("version", "agreement")
        .prefetch_related("endings")
        .order_by("agreement__name", "id")
    )
    days = force_days(rows)
    adopted = adopted_calendars(days)
    return Book(
        tuple(
            replace(
                _signed(read_version(row.version), row.version.party_slugs, days[row.pk]),
                adopted=adopted.get(row.pk, ()),
            )
            for row in rows
            if row.pk in days
        )
    )


def force_days(rows: Sequence[Enactment]) -> dict[int, tuple[date, date | None]]:
    """Key of an enactment → its days in force; `version` and `endings` should be at hand."""

    def enacted(row: Enactment) -> Enacted:
        ends = [one.last_day for one in row.endings.all() if one.taken_back_at is None]
        return Enacted(
            str(row.agreement_id),
            row.pk,
            row.force_from,
            row.version.effective_to,
            min(ends, default=None),
        )

    return days_in_force(enacted(row) for row in rows)


def _signed(
    version: AgreementVersion, parties: tuple[str, ...], days: tuple[date, date | None]
) -> AgreementVersion:
    first, last = days
    return replace(
        version,
        standing=Standing.SIGNED,
        in_force_from=first,
        in_force_to=last,
        signed_by=parties,
    )
