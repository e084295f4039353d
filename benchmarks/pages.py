"""How long each page of the ledger takes, how many queries it asks, how much it sends.

`python -m benchmarks.pages WORKSPACE [--times 30]` asks the pages in process, without a network, as
an administrator, who sees everything, and as a member of Sales, of whom much is hidden. The first
look at each page is not counted but shown: it draws charts, which are then kept.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST_MS = 150.0
MOST_QUERIES = 20
MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Timed:
    """One page: the first look and the 95th percentile of the others in ms, queries and bytes.

    `busy` is the 95th percentile of the processor's time: what remains of `p95` on a machine that
    does nothing else.
    """

    path: str
    status: int
    first: float
    p95: float
    busy: float
    queries: int
    size: int

    @property
    def is_within(self) -> bool:
        return (
            self.status == 200
            and self.p95 <= MOST_MS
            and self.queries <= MOST_QUERIES
            and self.size <= MOST_BYTES
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each page; end with 1 where one is outside of what is promised."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--times", type=int, default=30)
    asked = parser.parse_args(arguments)
    from selaras.web.start import start  # noqa: PLC0415

    start(asked.workspace)
    outside = 0
    for who, client in _clients():
        sys.stdout.write(
            f"{who}\n  {'first':>7} {'p95':>7} {'busy':>7} {'queries':>7} {'bytes':>8}\n"
        )
        for path in _paths(client):
            found = _timed(client, path, asked.times)
            outside += not found.is_within
            mark = " " if found.is_within else "!"
            sys.stdout.write(
                f"{mark} {found.first:7.0f} {found.p95:7.0f} {found.busy:7.0f} "
                f"{found.queries:7d} {found.size:8d}  {found.status} {path}\n"
            )
    return 1 if outside else 0


def _clients() -> list[tuple[str, Any]]:
    from django.conf import settings  # noqa: PLC0415  (Django has to be started first)
    from django.test import Client  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    found = []
    for who, role in (("administrator", "administrator"), ("member of sales", "member")):
        client = Client()
        client.force_login(_person(who, role))
        found.append((who, client))
    return found


def _person(name: str, role: str) -> Any:
    from selaras.records.people.models import Membership, Party, Person  # noqa: PLC0415

    slug = "benchmark-home" if role == "administrator" else "sales"
    kind = "company" if role == "administrator" else "team"
    party, _ = Party.objects.get_or_create(slug=slug, defaults={"name": slug, "kind": kind})
    email = f"{name.replace(' ', '-')}@benchmark.invalid"
    person, _ = Person.objects.get_or_create(email=email, defaults={"name": name})
    Membership.objects.get_or_create(person=person, party=party, role=role)
    return person


def _paths(client: Any) -> list[str]:
    """The ledger's own pages, one of each kind, for what this workspace holds."""
    from selaras.records.people.scope import PERSONAL, scope_of  # noqa: PLC0415
    from selaras.web.ledger_now import seen_ledger  # noqa: PLC0415

    person = scope_of(_user(client))
    seen = seen_ledger(person)
    paths = ["/", "/ledger/", "/ledger/?view=verdicts", "/ledger/?status=missed"]
    agreements = dict.fromkeys(promise.key[0] for promise in seen.promises)
    paths += [f"/ledger/{name}/" for name in agreements]
    paths += [f"/ledger/{one.key[0]}/{one.key[1]}/" for one in seen.promises]
    widest = max(seen.promises, key=lambda one: one.newest.subjects)
    own = [one for whole in widest.periods for one in widest.seen(whole)]
    paths += [f"/ledger/trace/{one.id}/" for one in own[:1]]
    people = [one.verdict.subject for one in own if one.verdict.subject_kind in PERSONAL]
    paths += [f"/people/{subject}/" for subject in people[:1]]
    return [*paths, "/diagnosis/", "/diagnosis/attribution/", "/diagnosis/followup/"]


def _user(client: Any) -> Any:
    from selaras.records.people.models import Person  # noqa: PLC0415

    return Person.objects.get(pk=client.session["_auth_user_id"])


def _timed(client: Any, path: str, times: int) -> Timed:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    started = time.perf_counter()
    client.get(path)
    first = (time.perf_counter() - started) * 1000
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    queries = len(captured)  # before another request empties the log
    spent, worked = [], []
    for _ in range(times):
        started, busy = time.perf_counter(), time.thread_time()
        client.get(path)
        spent.append((time.perf_counter() - started) * 1000)
        worked.append((time.thread_time() - busy) * 1000)
    return Timed(
        path, answer.status_code, first, _p95(spent), _p95(worked), queries, len(answer.content)
    )


def _p95(spent: Sequence[float]) -> float:
    return statistics.quantiles(spent, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
