"""How long a diagnosis takes, from Delta files to finding: `python -m benchmarks.decomposition`."""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy as np

from benchmarks.company import write_staged
from benchmarks.memory import peak_gib
from selaras.demo.companies.company import Company
from selaras.demo.companies.hours import actual_ends, actual_starts, base_starts
from selaras.demo.companies.planting import draw_company
from selaras.demo.companies.tables import draw_evidence
from selaras.diagnosis import Agreed, Span, diagnose
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.staging import Staged
from selaras.ledger.reading import Reading

DATA = Path(__file__).parent / "data"
ZONE = ZoneInfo("Asia/Jakarta")
_FORMAT = 2
_ATTEMPTS = 16
"""So many are made at most; with the chance of reaching a lead below, ten on average."""


def persistent_company(leads: int) -> Company:
    """A company with so many leads in both periods together, whose reps try ten times a lead."""
    company = draw_company(7, "quality+skill", leads // 2)
    rates = np.full(_ATTEMPTS, 0.045)
    return replace(company, rates=rates, go_on_first=5.0, go_on=4.2, go_on_slope=0.02)


def stored(leads: int) -> Path:
    """The company's evidence in a store; made, in a process of its own, where it is not there."""
    folder = DATA / f"diagnosed-{leads}-v{_FORMAT}"
    if not (folder / "whole").exists():
        # What drawing takes is no part of what a diagnosis takes.
        process = multiprocessing.get_context("spawn").Process(target=_store, args=(folder, leads))
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(f"{folder} could not be made.")
    return folder / "evidence"


def _store(folder: Path, leads: int) -> None:
    drawn = draw_evidence(persistent_company(leads))
    staging = folder / "staged"
    staging.mkdir(parents=True, exist_ok=True)
    staged = []
    for name, table in drawn.tables.items():
        columns = {c: table.column(c).combine_chunks() for c in table.column_names}
        path = write_staged(staging, name, 0, columns)
        staged.append(Staged(name, "benchmark", (path,), "changes", drawn.complete_to))
    evidence = replace(open_evidence(folder / "evidence"), memory_limit="2GB")
    evidence.commit(staged, drawn.complete_to)
    (folder / "whole").touch()


def _complete_to(leads: int) -> datetime:
    return actual_ends() + timedelta(days=persistent_company(leads).days_seen)


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m benchmarks.decomposition", description=__doc__)
    reader.add_argument("--leads", type=int, default=1_000_000)
    reader.add_argument("--runs", type=int, default=5)
    given = reader.parse_args()
    DATA.mkdir(exist_ok=True)
    snapshot = open_evidence(stored(given.leads)).snapshot()
    complete_to, day = _complete_to(given.leads), timedelta(days=1)
    base, period, end = (
        at.astimezone(ZONE).date() for at in (base_starts(), actual_starts(), actual_ends())
    )
    spans = Span(base, period - day), Span(period, end - day)
    wall, cpu, scans = [], [], []
    for _run in range(given.runs + 1):
        scans.append(_raw_scan(snapshot.files("leads"), snapshot.files("attempts")))
        engine = DuckDBEngine()
        began, used = time.perf_counter(), time.process_time()
        reading = Reading(engine, snapshot, complete_to)
        finding = diagnose(
            reading,
            *spans,
            as_of=complete_to,
            zone=ZONE,
            agreed=Agreed("8 business hours", 5),
        )
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
        engine.close()
    # The first run of each warms up.
    seconds, scan = statistics.median(wall[1:]), statistics.median(scans[1:])
    peak = peak_gib()
    print(f"{snapshot.rows('leads'):,} leads, {snapshot.rows('attempts'):,} attempts")
    print(f"{finding.verdict.value}: {finding.sentence.en}")
    print(
        f"diagnose: {seconds:.2f} s wall, {statistics.median(cpu[1:]):.2f} s cpu, medians of "
        f"{given.runs}; raw scan {scan:.2f} s: × {seconds / scan:.1f}; peak {peak:.2f} GiB"
    )


def _raw_scan(leads: tuple[str, ...], attempts: tuple[str, ...]) -> float:
    """Every value of the columns that the answer needs, read once."""
    began = time.perf_counter()
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute(
            "SELECT sum(strlen(lead_id)), sum(strlen(source)), sum(strlen(grade)),"
            " sum(strlen(region)), sum(strlen(owner)), sum(epoch_us(assigned_at)),"
            f" sum(epoch_us(created_at)) FROM read_parquet({list(leads)}, hive_partitioning=false)"
        ).fetchall()
        con.execute(
            "SELECT sum(strlen(lead_id)), sum(epoch_us(happened_at)), count_if(automated),"
            f" sum(strlen(outcome)) FROM read_parquet({list(attempts)}, hive_partitioning=false)"
        ).fetchall()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
