"""What came to stand otherwise since somebody last looked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from selaras.ledger.period import Period
from selaras.ledger.together import WORST_FIRST
from selaras.ledger.verdict import Status
from selaras.web.ledger_now import Promise, SeenLedger

_RANK = {status: rank for rank, status in enumerate(WORST_FIRST)}


@dataclass(frozen=True)
class Change:
    """So many verdicts of a promise and period came to stand so."""

    promise: Promise
    period: Period
    status: Status
    count: int
    recorded_at: datetime


def changes_since(seen: SeenLedger, since: datetime | None) -> list[Change]:
    """What turned since an instant, what asks for attention first; nothing for a first visit.

    What merely began to run is no change: every period does.
    """
    if since is None:
        return []
    found: list[Change] = []
    for promise in seen.promises:
        for whole in promise.periods:
            turned: Counter[Status] = Counter()
            newest = since
            for one in whole.recorded:
                if one.recorded_at <= since:
                    continue
                turns = seen.whole.turns(one)
                status = one.verdict.status
                before = [turn.status for turn in turns if turn.at <= since]
                if status is Status.RUNNING or (before and before[-1] is status):
                    continue
                turned[status] += 1
                newest = max(newest, one.recorded_at)
            found += [Change(promise, whole.period, s, n, newest) for s, n in turned.items()]
    found.sort(key=lambda c: (_RANK[c.status], -c.count, c.promise.key))
    found.sort(key=lambda c: c.period.first, reverse=True)
    return found
