"""The ledger as it stands, cut to what one person may see.

Two rules decide (docs/how-to/read-the-ledger.md): a verdict on a person is seen by whom the
agreement's `individuals` names; and a sum over people is seen by everybody who sees the agreement,
unless it is of fewer than three, from which single people could be read off.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property

from selaras.agreements.values import AgreementVersion, Commitment, Every
from selaras.ledger.period import Period
from selaras.ledger.recorded import RecordedVerdict
from selaras.ledger.together import FEWEST, WORST_FIRST, Together, together
from selaras.records.people.scope import PERSONAL, Scope
from selaras.web.book import book
from selaras.web.place import workspace
from selaras.workspace.standing import StandingLedger, StandingPeriod, standing_ledger

EARLIER = 6
"""Periods shown beside the newest one; the rest is on the promise's own page."""
_MOST_SCOPES = 64
_RANK = {status: rank for rank, status in enumerate(WORST_FIRST)}
_SpanKey = tuple[str, str]


@dataclass(frozen=True)
class Promise:
    """One commitment and how it went, period by period, the newest first.

    `periods` hold what may be shown as a whole, `own` the verdicts that may be seen one by one:
    where these are fewer, somebody sees how a team does and not how each of its people does.
    """

    version: AgreementVersion
    commitment: Commitment
    periods: tuple[Together, ...]
    own: Mapping[_SpanKey, tuple[RecordedVerdict, ...]]

    @property
    def key(self) -> tuple[str, str]:
        return self.version.agreement.name, self.commitment.name

    @property
    def newest(self) -> Together:
        return self.periods[0]

    @property
    def earlier(self) -> tuple[Together, ...]:
        """The periods before the newest one, as many as fit beside it."""
        return self.periods[1 : EARLIER + 1]

    @cached_property
    def last_over(self) -> Together | None:
        """The newest period of which everything is decided."""
        return next((one for one in self.periods if one.is_over and one.decided), None)

    def at(self, start: str) -> Together | None:
        """The period that begins on a day, written `2026-05-01`."""
        return next((one for one in self.periods if one.period.first.isoformat() == start), None)

    def seen(self, whole: Together) -> tuple[RecordedVerdict, ...]:
        """The verdicts of a period that may be seen one by one."""
        return self.own.get(whole.period.span, ())


@dataclass(frozen=True)
class SeenLedger:
    """Verdicts that a person may see, and the agreements they may read."""

    recorded: tuple[RecordedVerdict, ...]
    agreements: tuple[AgreementVersion, ...]
    as_of: datetime | None
    snapshot: int | None
    whole: StandingLedger
    promises: tuple[Promise, ...]
    token: object = field(default_factory=object)
    """Is of this cut alone: what is written of it is kept under it."""

    def find(self, verdict_id: str) -> RecordedVerdict | None:
        """A verdict that stands and may be seen."""
        return self._by_id.get(verdict_id)

    def promise(self, agreement: str, commitment: str) -> Promise | None:
        return self._by_key.get((agreement, commitment))

    def of_agreement(self, agreement: str) -> tuple[Promise, ...]:
        return tuple(one for one in self.promises if one.key[0] == agreement)

    @cached_property
    def newest_first(self) -> tuple[RecordedVerdict, ...]:
        """The newest period first, in it what asks for most attention: sorted once for all."""
        found = sorted(self.recorded, key=lambda one: (_RANK[one.verdict.status], one.verdict.key))
        found.sort(key=lambda one: one.verdict.period.first, reverse=True)
        return tuple(found)

    @cached_property
    def _by_id(self) -> dict[str, RecordedVerdict]:
        return {one.id: one for one in self.recorded}

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], Promise]:
        return {one.key: one for one in self.promises}


_seen: OrderedDict[tuple[object, ...], SeenLedger] = OrderedDict()
_lock = threading.Lock()


def seen_ledger(scope: Scope) -> SeenLedger:
    """The standing ledger within a person's reach; kept until something is recorded."""
    whole = standing_ledger(workspace(), book())
    reach = (getattr(scope, name.name) for name in fields(Scope) if name.name != "person")
    key = (id(whole), *reach)
    with _lock:
        found = _seen.get(key)
        if found is not None and found.whole is whole:
            _seen.move_to_end(key)
            return found
    found = _cut(scope, whole)
    with _lock:
        _seen[key] = found
        while len(_seen) > _MOST_SCOPES:
            _seen.popitem(last=False)
    return found


def sees(scope: Scope, whole: StandingLedger, one: RecordedVerdict) -> bool:
    """Whether a person may see one verdict and its figures."""
    agreement = whole.versions[one.verdict.version].agreement
    verdict = one.verdict
    return scope.sees_subject(
        verdict.subject,
        verdict.subject_kind,
        verdict.promisor,
        agreement.individuals,
        agreement.parties,
    )


def sees_items(scope: Scope, whole: StandingLedger, one: RecordedVerdict) -> bool:
    """Whether a person may see the rows behind one verdict: its trace and its exports."""
    agreement = whole.versions[one.verdict.version].agreement
    verdict = one.verdict
    return scope.sees_items(
        verdict.subject,
        verdict.subject_kind,
        verdict.promisor,
        agreement.individuals,
        agreement.parties,
    )


def _cut(scope: Scope, whole: StandingLedger) -> SeenLedger:
    agreements = tuple(v for v in whole.book.versions if scope.sees_agreement(v.agreement.parties))
    known = frozenset(version.version for version in agreements)
    is_seen = _sight(scope, whole)
    found = (_promise(whole, periods, known, is_seen) for periods in whole.promises.values())
    return SeenLedger(
        tuple(one for one in whole.recorded if one.verdict.version in known and is_seen(one)),
        agreements,
        whole.as_of,
        whole.snapshot,
        whole,
        tuple(one for one in found if one is not None),
    )


def _sight(scope: Scope, whole: StandingLedger) -> Callable[[RecordedVerdict], bool]:
    """Whether a person may see a verdict: asked once of all that one answer holds for."""
    known: dict[tuple[str, str | None, str | None, str], bool] = {}

    def is_seen(one: RecordedVerdict) -> bool:
        verdict = one.verdict
        key = (verdict.version, verdict.subject, verdict.subject_kind, verdict.promisor)
        found = known.get(key)
        if found is None:
            found = known[key] = sees(scope, whole, one)
        return found

    return is_seen


def _promise(
    whole: StandingLedger,
    standing: Sequence[StandingPeriod],
    known: frozenset[str],
    is_seen: Callable[[RecordedVerdict], bool],
) -> Promise | None:
    """A promise, of which only verdicts on `known` versions count; None where nothing is shown."""
    periods: list[Together] = []
    own: dict[_SpanKey, tuple[RecordedVerdict, ...]] = {}
    newest: RecordedVerdict | None = None
    for one in standing:
        of = tuple(r for r in one.recorded if r.verdict.version in known)
        if not of:
            continue
        if newest is None or of[0].verdict.period.first > newest.verdict.period.first:
            newest = of[0]
        own[one.span] = tuple(r for r in of if is_seen(r))
        shown = _shown(of, own[one.span])
        if shown:
            is_whole = len(shown) == len(one.recorded)
            periods.append(one.together if is_whole else together(shown))
    if newest is None or not periods:
        return None
    version = whole.versions[newest.verdict.version]
    commitment = version.agreement.commitment(newest.verdict.commitment)
    periods.sort(key=lambda one: one.period.first, reverse=True)
    if commitment.every.every is Every.ROLLING:
        periods = _apart(periods)
    return Promise(version, commitment, tuple(periods), own)


def _shown(
    of: Sequence[RecordedVerdict], seen: Sequence[RecordedVerdict]
) -> Sequence[RecordedVerdict]:
    """The verdicts that a period is summed over."""
    if of[0].verdict.subject_kind in PERSONAL and len(of) >= FEWEST:
        return of
    return seen


def _apart(periods: Iterable[Together]) -> list[Together]:
    """Of windows that overlap from day to day, the newest, then the newest before it, and so on."""
    kept: list[Together] = []
    for one in periods:
        if not kept or one.period.last < kept[-1].period.first:
            kept.append(one)
    return kept


def is_current(period: Period, as_of: datetime) -> bool:
    """Whether a period has not ended as of an instant."""
    return period.end > as_of
