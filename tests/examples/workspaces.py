"""The examples run once on the real data, in a temporary folder, by the command of the how-to."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from filelock import FileLock

from selaras.evidence import open_evidence

ROOT = Path(__file__).parents[2]
DATA = ROOT / ".." / "shared" / "data"
FOLDERS = {
    "olist": "olist_funnel",
    "servicenow": "servicenow_incidents",
    "crm": "crm_sales_maven",
}
_BIN = Path(sys.executable).parent
_ENVIRONMENT = os.environ | {"PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}"}


@dataclass(frozen=True)
class Example:
    """A workspace that was loaded, and the folder its data came from."""

    root: Path
    data: Path
    output: str

    @cached_property
    def ledger(self) -> dict[str, Any]:
        """What `evaluate --format json` printed."""
        found: dict[str, Any] = json.loads(self.output)
        return found

    def verdicts(self, commitment: str) -> dict[tuple[str, str], dict[str, Any]]:
        """Verdicts on a commitment by subject (empty: all together) and the period's first day."""
        return {
            (verdict["subject"] or "", verdict["period"]["start"][:10]): verdict
            for verdict in self.ledger["verdicts"]
            if verdict["commitment"] == commitment
        }

    def load_again(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Counts of a second load of the same files, by mapping and table."""
        report = json.loads(
            selaras("load", "--workspace", self.root, "--source-dir", self.data, "--format", "json")
        )
        assert report["snapshot"] is None
        return {(count["mapping"], count["table"]): count for count in report["tables"]}

    def trace(self, agreement: str, commitment: str, subject: str, period: str) -> dict[str, Any]:
        """The trace of one verdict, as of the ledger's instant."""
        words = ("--subject", subject, "--period", period, "--as-of", self.ledger["as_of"])
        printed = selaras(
            "trace", agreement, commitment, "--workspace", self.root, *words, "--format", "json"
        )
        (trace,) = json.loads(printed)["traces"]
        found: dict[str, Any] = trace
        return found

    def evidence(self, table: str, *columns: str) -> pa.Table:
        """Columns of a table of the newest snapshot."""
        files = open_evidence(self.root / "evidence").snapshot().files(table)
        return pa.concat_tables(pq.read_table(path, columns=list(columns)) for path in files)

    def rows(self, name: str) -> list[dict[str, str]]:
        """Rows of one source file, read without any part of Selaras."""
        path = self.data / name
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(path.stem) as member:
                return list(csv.DictReader(io.TextIOWrapper(member, "utf-8", newline="")))
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def run_example(name: str, factory: pytest.TempPathFactory) -> Example:
    """Run one example, once for all the processes of a test run; skip where its data is absent."""
    data = (DATA / FOLDERS[name]).resolve()
    if not data.is_dir():
        pytest.skip(f"{FOLDERS[name]} is not there: examples/README.md says where it comes from")
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    root, output = shared / "examples", shared / f"{name}.json"
    with FileLock(shared / f"{name}.lock"):
        if not output.exists():
            shutil.rmtree(root / name, ignore_errors=True)  # of a run that failed
            shutil.copytree(
                ROOT / "examples" / name,
                root / name,
                ignore=shutil.ignore_patterns("evidence", "selaras.sqlite3*"),
            )
            shutil.copy(ROOT / "examples" / "run", root / "run")
            ran = _run("sh", str(root / "run"), name, str(data), "--format", "json")
            assert ran.returncode == 0, ran.stderr
            output.write_text(ran.stdout, encoding="utf-8")
    return Example(root / name, data, output.read_text(encoding="utf-8"))


def selaras(*arguments: object) -> str:
    """What a command printed; it must have gone well."""
    ran = _run(str(_BIN / "selaras"), *(str(argument) for argument in arguments))
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def accounted(count: dict[str, Any]) -> int:
    """Rows that a load says something of: each one that was read, exactly once."""
    kinds = ("inserted", "updated", "unchanged", "restored", "merged", "filtered")
    quarantined = sum(int(rows) for rows in count["quarantined"].values())
    return quarantined + sum(int(count[kind]) for kind in kinds)


def quarter(day: str) -> str:
    """The first day of the quarter that an ISO date lies in."""
    return f"{day[:4]}-{(int(day[5:7]) - 1) // 3 * 3 + 1:02d}-01"


def month(day: str) -> str:
    """The first day of the month that an ISO date lies in."""
    return f"{day[:7]}-01"


def local_day(utc: str, zone: ZoneInfo) -> str:
    """The local date of a time that is written in UTC without saying so."""
    return datetime.fromisoformat(utc + "+00:00").astimezone(zone).date().isoformat()


def months(first: str, last: str) -> Iterator[str]:
    """First days of months, from and to both included."""
    year, number = int(first[:4]), int(first[5:7])
    while f"{year}-{number:02d}-01" <= last:
        yield f"{year}-{number:02d}-01"
        year, number = year + number // 12, number % 12 + 1


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, env=_ENVIRONMENT, check=False, timeout=600
    )
