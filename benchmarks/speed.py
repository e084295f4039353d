"""How fast the ledger is, as ratios: `python -m benchmarks.speed [--leads N] [--large]`."""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import peers, promises
from benchmarks.company import (
    LAST,
    SETTLED,
    Company,
    append_day,
    copy_of,
    running_company,
    settled_company,
)
from benchmarks.memory import peak_gib
from selaras.calendars import find_calendar
from selaras.evidence import open_evidence
from selaras.ledger import Ledger, evaluate
from selaras.ledger.memory import FileMemory

DATA = Path(__file__).parent / "data"
MILLION = 1_000_000
SAMPLE = 2_000
ROOT = Path(__file__).parents[1]


@dataclass
class Times:
    """What one program took, run by run, in seconds."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def median(self, *, cpu: bool = False) -> float:
        return statistics.median(self.cpu if cpu else self.wall)

    def add(self, job: Callable[[], Any]) -> Any:
        began, used = time.perf_counter(), time.process_time()
        found = job()
        self.wall.append(time.perf_counter() - began)
        self.cpu.append(time.process_time() - used)
        return found


def rounds(
    jobs: dict[str, Callable[[], Any]], runs: int
) -> tuple[dict[str, Times], dict[str, Any]]:
    """Run the jobs in turn, so that noise meets them all; the first run of each warms up."""
    answers = {name: job() for name, job in jobs.items()}
    times = {name: Times() for name in jobs}
    for _run in range(runs):
        for name, job in jobs.items():
            times[name].add(job)
    return times, answers


# --- what is timed ------------------------------------------------------------------------------


def ledger_of(
    company: Company,
    given: tuple[promises.Promise, ...],
    as_of: datetime,
    *,
    until: str | None = "2025-12-31",
    memory: FileMemory | None = None,
) -> Ledger:
    """From the Delta files to verdicts, the agreement's YAML included."""
    with tempfile.TemporaryDirectory() as folder:
        book = promises.book_of(given, Path(folder), until)
    return evaluate(book, open_evidence(company.evidence), as_of=as_of, memory=memory)


def answer_of(ledger: Ledger) -> peers.Answer:
    """The verdicts in the peers' form; every lead must be decided."""
    assert all(v.open == v.unknown == v.exempt == 0 for v in ledger.verdicts)
    return {
        (v.subject or "", f"{v.period.first:%Y-%m}"): (v.kept, v.broken) for v in ledger.verdicts
    }


def compare(company: Company, runs: int) -> dict[str, dict[str, Times]]:
    """Selaras beside its peers on the two answers, and a check that all agree."""
    files = peers.Files(company.files("leads"), company.files("attempts"))
    days = peers.days_of(find_calendar("jakarta-office"), SETTLED)
    given = (files, days, SETTLED)
    found = {}
    for name, promise, programs in (
        (
            "first response within 8 business hours",
            promises.FIRST_RESPONSE,
            {"polars": peers.polars_first_response, "analyst SQL": peers.sql_first_response},
        ),
        (
            "5 attempts within 30 days",
            promises.PERSISTENCE,
            {"polars": peers.polars_attempts, "analyst SQL": peers.sql_attempts},
        ),
    ):
        jobs: dict[str, Callable[[], Any]] = {
            "selaras": lambda promise=promise: ledger_of(company, (promise,), SETTLED)
        }
        for peer, program in programs.items():
            jobs[peer] = lambda program=program: program(*given)
        jobs["raw scan"] = lambda: peers.raw_scan(*given)
        times, answers = rounds(jobs, runs)
        mine = answer_of(answers["selaras"])
        for peer in programs:
            _agree(mine, answers[peer], f"{name}: {peer}")
        found[name] = times
        _print(name, times, f"{len(mine)} reps and months, {sum(map(sum, mine.values()))} leads")
    _per_row(files, days, found["first response within 8 business hours"])
    return found


def _agree(mine: peers.Answer, theirs: peers.Answer, what: str) -> None:
    if mine == theirs:
        return
    wrong = [k for k in mine.keys() | theirs.keys() if mine.get(k) != theirs.get(k)]
    first = min(wrong)
    raise SystemExit(
        f"{what} disagrees on {len(wrong)} of {len(mine)} reps and months; "
        f"{first}: {mine.get(first)} and {theirs.get(first)}"
    )


def _print(name: str, times: dict[str, Times], note: str) -> None:
    ours = times["selaras"]
    print(f"\n{name} ({note}; the same answer from all)")
    print(f"  {'':14}{'wall s':>9}{'cpu s':>9}{'wall × selaras':>16}{'cpu × selaras':>15}")
    for program, taken in times.items():
        wall, cpu = taken.median(), taken.median(cpu=True)
        print(
            f"  {program:14}{wall:9.3f}{cpu:9.3f}"
            f"{wall / ours.median():16.2f}{cpu / ours.median(cpu=True):15.2f}"
        )


def _per_row(files: peers.Files, days: peers.Days, times: dict[str, Times]) -> None:
    sample = peers.sample_of(files, SETTLED, SAMPLE)
    waited = peers.per_row(days)
    calendar = find_calendar("jakarta-office")
    began = time.perf_counter()
    theirs = [waited(start, stop) for start, stop in sample]
    spent = (time.perf_counter() - began) / len(sample)
    from selaras.calendars import elapsed  # noqa: PLC0415 - for this check alone

    ours = [elapsed(calendar, start, stop) / timedelta(seconds=1) for start, stop in sample]
    differ = sum(abs(a / 1e6 - b) > 1 for a, b in zip(theirs, ours, strict=True))
    rows = sum(1 for _ in sample)
    whole = spent * _leads(files)
    print(
        f"  businesstimedelta, {rows} rows: {spent * 1e6:.0f} µs a row, {whole:.0f} s for all: "
        f"{whole / times['selaras'].median():.0f} × selaras; differs on {differ}"
    )


def _leads(files: peers.Files) -> int:
    import duckdb  # noqa: PLC0415

    sql = f"SELECT count(assigned_at) FROM read_parquet({list(files.leads)})"
    return int(duckdb.sql(sql).fetchall()[0][0])


# --- Selaras beside itself ----------------------------------------------------------------------


def apart(job: Callable[..., None], *given: Any) -> None:
    """Run a job in a process of its own: what peers left in this one's memory slows it down."""
    process = multiprocessing.get_context("spawn").Process(target=job, args=given)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def ten_beside_one(company: Company, runs: int) -> None:
    jobs: dict[str, Callable[[], Any]] = {
        "one": lambda: ledger_of(company, (promises.FIRST_RESPONSE,), SETTLED),
        "ten": lambda: ledger_of(company, promises.TEN, SETTLED),
    }
    times, _answers = rounds(jobs, runs)
    _against("ten commitments", times["ten"], "one", times["one"])


def one_day_more(company: Company, runs: int) -> None:
    """Two promises over 24 months; a day is appended; both again with what is remembered."""
    both = (promises.FIRST_RESPONSE, promises.PERSISTENCE)
    first, again = Times(), Times()
    for _run in range(runs):
        with tempfile.TemporaryDirectory(dir=DATA) as folder:
            copy = copy_of(company, Path(folder))
            path = Path(folder) / "counts.sqlite3"

            def run(as_of: datetime, copy: Company = copy, path: Path = path) -> Ledger:
                memory = FileMemory(path)
                ledger = ledger_of(copy, both, as_of, until=None, memory=memory)
                memory.save()
                return ledger

            first.add(lambda run=run: run(LAST))
            append_day(copy)
            later = LAST + timedelta(days=1)
            remembered = again.add(lambda run=run, later=later: run(later))
            fresh = ledger_of(copy, both, later, until=None)
            if fresh.verdicts != remembered.verdicts:
                raise SystemExit("what is remembered gives other verdicts")
    _against("a day appended", again, "first evaluation", first)


def _against(name: str, times: Times, base: str, of: Times) -> None:
    print(
        f"\n{name}: {times.median():.3f} s wall, {times.median(cpu=True):.3f} s cpu; "
        f"{base}: {of.median():.3f} s, {of.median(cpu=True):.3f} s: "
        f"× {times.median() / of.median():.2f} wall, "
        f"× {times.median(cpu=True) / of.median(cpu=True):.2f} cpu"
    )


def peak_memory(company: Company) -> None:
    """Of a process of its own that evaluates both promises."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_measure_memory, args=(company, queue))
    process.start()
    found = queue.get()
    process.join()
    print(f"\npeak memory of both promises: {found:.2f} GiB")


def _measure_memory(company: Company, queue: Any) -> None:
    ledger_of(company, (promises.FIRST_RESPONSE, promises.PERSISTENCE), SETTLED)
    queue.put(peak_gib())


def commands(workspace: Path, runs: int) -> None:
    """`selaras --help`, and `selaras evaluate` on a demo workspace twice, as processes."""
    program = str(Path(sys.executable).with_name("selaras"))
    if not (workspace / "selaras.toml").exists():
        made = subprocess.run(
            [program, "demo", "--workspace", str(workspace), "--no-serve"],
            check=True,
            capture_output=True,
            text=True,
        )
        as_of = made.stdout.split("--as-of ")[1].split()[0]
        (workspace / "as-of").write_text(as_of, encoding="utf-8")
    as_of = (workspace / "as-of").read_text(encoding="utf-8")
    counts = workspace / "evidence" / "_counts.sqlite3"
    evaluation = [program, "evaluate", "--workspace", str(workspace), "--as-of", as_of]
    for name, command, forget in (
        ("selaras --help", [program, "--help"], False),
        ("selaras evaluate on the demo, nothing remembered", evaluation, True),
        ("selaras evaluate on the demo, again", evaluation, False),
    ):
        wall, cpu = [], []
        for _run in range(runs):
            if forget:
                counts.unlink(missing_ok=True)
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            wall.append(time.perf_counter() - began)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        print(f"\n{name}: {statistics.median(wall):.2f} s wall, {statistics.median(cpu):.2f} s cpu")


PARTS = ("peers", "ten", "day", "memory", "commands")


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    reader.add_argument(
        "--leads", type=int, default=MILLION, help="leads; attempts are ten times as many"
    )
    reader.add_argument(
        "--large", action="store_true", help="ten times the leads as well, for growth"
    )
    reader.add_argument("--quick", action="store_true", help="one run of each instead of five")
    reader.add_argument(
        "--only", choices=PARTS, action="append", help="this part alone (may be repeated)"
    )
    given = reader.parse_args()
    runs = 1 if given.quick else 5
    parts = given.only or PARTS
    DATA.mkdir(exist_ok=True)
    company = settled_company(given.leads, DATA)
    print(f"{company.leads:,} leads, {_rows(company):,} attempts; medians of {runs}")
    found = compare(company, runs) if "peers" in parts else {}
    if "ten" in parts:
        apart(ten_beside_one, company, runs)
    if "day" in parts:
        apart(one_day_more, running_company(given.leads, DATA), min(runs, 3))
    if "memory" in parts:
        peak_memory(company)
    if "commands" in parts:
        commands(DATA / "demo", runs)
    if given.large:
        large = settled_company(10 * given.leads, DATA)
        print(f"\n{large.leads:,} leads, {_rows(large):,} attempts")
        grown = compare(large, min(runs, 3))
        for name, times in found.items():
            _against(
                f"{name}, ten times the size", grown[name]["selaras"], "the size", times["selaras"]
            )
        peak_memory(large)


def _rows(company: Company) -> int:
    return open_evidence(company.evidence).snapshot().rows("attempts")


if __name__ == "__main__":
    main()
