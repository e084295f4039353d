"""How long each page takes, how many queries it asks, how much it sends, for each kind of person.

`python -m benchmarks.pages WORKSPACE [--times 10] [--only /ledger/]` asks every address that can be
read, in process and without a network, for each object that this workspace has to put into it. The
first look at each page is not counted but shown: what takes longer than a page may is worked out
then, or drawn, and kept.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.pages_asked import addresses, people

MOST_MS = 150.0
MOST_QUERIES = 20
MOST_BYTES = 100_000
_PAGES = ("text/html",)


@dataclass(frozen=True, slots=True)
class Timed:
    """One page: the first look and the 95th percentile of the others in ms, queries and bytes.

    `busy` is the 95th percentile of the processor's time: what remains of `p95` on a machine that
    does nothing else. A file is no page: what it weighs is what was asked for.
    """

    path: str
    status: int
    is_page: bool
    first: float
    p95: float
    busy: float
    queries: int
    size: int

    @property
    def is_within(self) -> bool:
        """Whether it is what is promised of pages; of files, and of what only leads on, less is."""
        return (
            self.status < 500
            and self.p95 <= MOST_MS
            and self.queries <= MOST_QUERIES
            and (self.size <= MOST_BYTES or not self.is_page)
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each page; end with 1 where one is outside of what is promised."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--roles", default="", help="Names of roles, by commas; all, if unset.")
    parser.add_argument("--only", default="", help="Addresses that begin so.")
    parser.add_argument("--above", type=float, default=0.0, help="Only what takes more ms.")
    asked = parser.parse_args(arguments)
    from selaras.web.start import start  # noqa: PLC0415

    start(asked.workspace)
    from selaras.web.ready import make_ready  # noqa: PLC0415

    make_ready()  # as `selaras serve` does before the door opens
    outside = 0
    for who, client in _clients(asked.roles):
        sys.stdout.write(
            f"{who}\n  {'first':>7} {'p95':>7} {'busy':>7} {'queries':>7} {'bytes':>8}\n"
        )
        for found in _each(client, asked.only, asked.times):
            outside += not found.is_within
            mark = " " if found.is_within else "!"
            if max(found.first, found.p95) < asked.above and found.is_within:
                continue
            sys.stdout.write(
                f"{mark} {found.first:7.0f} {found.p95:7.0f} {found.busy:7.0f} "
                f"{found.queries:7d} {found.size:8d}  {found.status} {found.path}\n"
            )
            sys.stdout.flush()
    sys.stdout.write(f"{outside} outside of what is promised\n")
    return 1 if outside else 0


def _clients(roles: str) -> Iterator[tuple[str, Any]]:
    from django.conf import settings  # noqa: PLC0415  (Django has to be started first)
    from django.test import Client  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    wanted = [role for role in roles.split(",") if role]
    for who, person in people().items():
        if not wanted or who in wanted:
            client = Client(raise_request_exception=False)
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            yield f"{who} ({person.email})", client


def _each(client: Any, only: str, times: int) -> Iterator[Timed]:
    """Every address that one may read: what is not there for one, or takes no GET, is left out."""
    for path in addresses(_user(client)):
        if path.startswith(only):
            found = _timed(client, path, times)
            if found is not None:
                yield found


def _user(client: Any) -> Any:
    from selaras.records.people.models import Person  # noqa: PLC0415

    return Person.objects.get(pk=client.session["_auth_user_id"])


def _timed(client: Any, path: str, times: int) -> Timed | None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    started = time.perf_counter()
    answer = client.get(path)
    first = (time.perf_counter() - started) * 1000
    if answer.status_code in (401, 403, 404, 405):
        return None
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    queries = len(captured)  # before another request empties the log
    spent, worked = [], []
    for _ in range(times):
        started, busy = time.perf_counter(), time.thread_time()
        client.get(path)
        spent.append((time.perf_counter() - started) * 1000)
        worked.append((time.thread_time() - busy) * 1000)
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    size = len(b"".join(answer))
    return Timed(
        path, answer.status_code, kind in _PAGES, first, _p95(spent), _p95(worked), queries, size
    )  # fmt: skip


def _p95(spent: Sequence[float]) -> float:
    return statistics.quantiles(spent, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
