"""A made-up sales team at scale: people, leads and attempts, put into an evidence store."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from selaras.evidence import open_evidence
from selaras.evidence.staging import Staged
from selaras.evidence.stored_columns import contract, staged_schema

FIRST = datetime(2023, 12, 31, 17, tzinfo=UTC)
"""Midnight of 1 January 2024 in Jakarta."""
MONTHS = 24
LAST = datetime(2025, 12, 31, 17, tzinfo=UTC)
SETTLED = LAST + timedelta(days=45)
"""By then every lead of the 24 months is decided, so that all programs can agree on the answer."""
REPS = 200
CHUNK = 500_000
_SEED = 20_260_101
_FORMAT = 6
_US = 1_000_000
_REGIONS = ("Jakarta", "Bandung", "Surabaya", "Makassar", "Medan")

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Company:
    """A store with so many leads, ten attempts to each on average, over 24 months."""

    leads: int
    folder: Path

    @property
    def evidence(self) -> Path:
        return self.folder / "evidence"

    def files(self, table: str) -> list[str]:
        """The Parquet files that every program reads."""
        return list(open_evidence(self.evidence).snapshot().files(table))


def settled_company(leads: int, data: Path) -> Company:
    """A company of which every lead is decided; made where it is not there yet."""
    return _made(Company(leads, data / f"settled-{leads}-v{_FORMAT}"), SETTLED)


def running_company(leads: int, data: Path) -> Company:
    """The same company as of the end of the 24 months; made where it is not there yet."""
    return _made(Company(leads, data / f"running-{leads}-v{_FORMAT}"), LAST)


def copy_of(company: Company, folder: Path) -> Company:
    """A copy to append to: Parquet files are linked, they are never written twice."""
    shutil.copytree(company.evidence, folder / "evidence", copy_function=_link)
    return Company(company.leads, folder)


def _link(source: str, target: str) -> None:
    if source.endswith(".parquet") and "_delta_log" not in source:
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def append_day(company: Company) -> None:
    """One day more: its share of new leads, and what was tried on it with all of them."""
    until = LAST + timedelta(days=1)
    with tempfile.TemporaryDirectory(dir=company.folder) as made:
        staging, paths = Path(made), _nothing()
        day = company.leads // ((LAST - FIRST).days)
        leads, attempts = draw(company.leads + 1, day, LAST, until)
        paths["leads"].append(write_staged(staging, "leads", 0, leads))
        paths["attempts"].append(write_staged(staging, "attempts", 0, _before(attempts, until)))
        for number, first, count in _chunks(company.leads):
            _leads, attempts = draw(first, count, FIRST, LAST)
            late = _before(_before(attempts, until), LAST, later=True)
            paths["attempts"].append(write_staged(staging, "attempts", number + 1, late))
        _commit(company, paths, until)


def _made(company: Company, complete_to: datetime) -> Company:
    if (company.folder / "whole").exists():
        return company
    shutil.rmtree(company.folder, ignore_errors=True)
    staging, paths = company.folder / "staged", _nothing()
    staging.mkdir(parents=True)
    paths["people"].append(write_staged(staging, "people", 0, _people()))
    for number, first, count in _chunks(company.leads):
        leads, attempts = draw(first, count, FIRST, LAST)
        paths["leads"].append(write_staged(staging, "leads", number, leads))
        seen = _before(attempts, complete_to)
        paths["attempts"].append(write_staged(staging, "attempts", number, seen))
    _commit(company, paths, complete_to)
    shutil.rmtree(staging)
    (company.folder / "whole").touch()
    return company


def _nothing() -> dict[str, list[Path]]:
    return {"people": [], "leads": [], "attempts": []}


def _chunks(leads: int) -> Iterator[tuple[int, int, int]]:
    for number, first in enumerate(range(0, leads, CHUNK)):
        yield number, first, min(CHUNK, leads - first)


def _before(
    columns: dict[str, pa.Array], instant: datetime, *, later: bool = False
) -> dict[str, pa.Array]:
    at = columns["happened_at"].cast(pa.int64())
    chosen = (pc.greater_equal if later else pc.less)(at, _micros(instant))
    return {name: column.filter(chosen) for name, column in columns.items()}


def _commit(company: Company, paths: dict[str, list[Path]], complete_to: datetime) -> None:
    evidence = replace(open_evidence(company.evidence), memory_limit="1GB")
    staged = [
        Staged(table, "benchmark", tuple(parts), "changes", complete_to)
        for table, parts in paths.items()
        if parts
    ]
    evidence.commit(staged, complete_to)


def _people() -> dict[str, pa.Array]:
    ids = pa.array([rep_name(i) for i in range(REPS)])
    return {
        "person_id": ids,
        "team": pa.repeat("sales", REPS),
        "role": pa.repeat("rep", REPS),
    }


def rep_name(number: int) -> str:
    return f"rep-{number:03d}"


def draw(
    first: int, count: int, since: datetime, until: datetime
) -> tuple[dict[str, pa.Array], dict[str, pa.Array]]:
    """Leads `first`, `first + 1`, …, and their attempts; the same for the same numbers.

    A lead comes at any time of the day, is assigned within hours (one in a hundred never), and is
    tried from minutes to days later, a few times by a machine, and now and then before it was
    assigned.
    """
    random = np.random.default_rng([_SEED, first, count])
    low, high = _micros(since), _micros(until)
    created = np.sort(random.integers(low, high, count))
    assigned = np.minimum(created + _waits(random, count, 1800.0), high - 1)
    owner = random.integers(0, REPS, count)
    unassigned = random.random(count) < 0.01
    leads = {
        "lead_id": _ids("L", np.arange(first, first + count)),
        "created_at": _times(created),
        "region": _words(_REGIONS, random.integers(0, len(_REGIONS), count)),
        "owner": _words(tuple(rep_name(i) for i in range(REPS)), owner, unassigned),
        "assigned_at": _times(assigned, unassigned),
    }
    tries = random.poisson(10, count)
    of = np.repeat(np.arange(count), tries)
    total = len(of)
    wait = _waits(random, total, 4 * 86400.0, spread=1.8)
    at = assigned[of] + wait
    early = random.random(total) < 0.002
    at = np.where(early, assigned[of] - 3600 * _US, at)
    attempts = {
        "attempt_id": _ids("A", np.arange(total) + first * 1000),
        "lead_id": leads["lead_id"].take(pa.array(of)),
        "happened_at": _times(at),
        "person_id": leads["owner"].take(pa.array(of)),
        "kind": _words(("call", "email", "visit", "chat"), random.integers(0, 4, total)),
        "automated": pa.array(random.random(total) < 0.1),
    }
    return leads, attempts


def _waits(
    random: np.random.Generator, count: int, median_seconds: float, spread: float = 1.0
) -> Whole:
    drawn = random.lognormal(np.log(median_seconds), spread, count)
    return (np.minimum(drawn, 40 * 86400.0) * _US).astype(np.int64)


def _micros(instant: datetime) -> int:
    return int(instant.timestamp()) * _US


def _ids(letter: str, numbers: Whole) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 8, "0")
    return pc.binary_join_element_wise(letter, digits, "")


def _times(micros: Whole, missing: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.array(micros, mask=missing).cast(pa.timestamp("us", "UTC"))


def _words(
    words: tuple[str, ...], which: Whole, missing: npt.NDArray[np.bool_] | None = None
) -> pa.Array:
    return pa.array(words).take(pa.array(which, mask=missing))


def write_staged(folder: Path, table: str, number: int, columns: dict[str, pa.Array]) -> Path:
    """A staged file: what is not given is null, or false for a flag of days."""
    rows = len(next(iter(columns.values())))
    schema = staged_schema(contract(table))
    given = columns | {
        "_source": pa.repeat("benchmark", rows),
        "_file": pa.repeat("drawn", rows),
        "_line": pa.array(np.arange(rows) + 2),
    }
    arrays = [
        given[field.name].cast(field.type)
        if field.name in given
        else pa.repeat(pa.scalar(False), rows)
        if field.name.endswith("_is_day")
        else pa.nulls(rows, field.type)
        for field in schema
    ]
    path = folder / f"{table}-{number:03d}.parquet"
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path)
    return path
