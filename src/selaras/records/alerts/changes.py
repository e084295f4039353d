"""Noticing what changed in the ledger, and telling the people whose business it is.

What was seen last is compared with what stands on record now, and the new state, the changes, the
notices and the messages are written in one transaction: before it nothing was told and the next
look finds the same changes; after it everything is on its way, once.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from selaras.agreements.values import AgreementVersion
from selaras.ledger import Status, Verdict
from selaras.ledger.form import verdict_form
from selaras.ledger.recorded import RecordedVerdict
from selaras.records.alerts.models import Change, Preference, SeenState, Watched
from selaras.records.alerts.notices import Telling, notify, preference_of
from selaras.records.alerts.sentences import change_sentences
from selaras.records.people.models import Party, Person
from selaras.records.people.scope import Scope, scope_of

VERDICTS = "/ledger/trace/"
"""Where the page of a verdict is, its trace behind it."""
NEWS = timedelta(days=31)
"""How long after its period a matter that was never seen before is still news (*choice*)."""
ALARMING = {Status.AT_RISK: Change.Kind.AT_RISK, Status.MISSED: Change.Kind.MISSED}


@dataclass(frozen=True, slots=True)
class Noticed:
    """One change, not yet written."""

    matter: str
    kind: Change.Kind
    before: str
    one: RecordedVerdict


@dataclass(frozen=True, slots=True)
class Written:
    """One change as it was written, and the verdict that it tells of."""

    row: Change
    one: RecordedVerdict

    @property
    def verdict(self) -> Verdict:
        return self.one.verdict


def matter_of(verdict: Verdict) -> str:
    """What a verdict is about, as a digest that fits a key."""
    return hashlib.sha256(json.dumps(verdict.key).encode()).hexdigest()


def change_of(status: Status, told: str) -> Change.Kind | None:
    """What people are told when a matter is in `status` and they were last told `told`.

    At risk and missed are told when they are not what was told last, so that a matter that goes
    to and fro is told once; kept is told where something worse had been.
    """
    if status in ALARMING:
        kind = ALARMING[status]
        after_missed = kind is Change.Kind.AT_RISK and told == Change.Kind.MISSED
        return None if told == kind or after_missed else kind
    if status is Status.KEPT and told in (Change.Kind.AT_RISK, Change.Kind.MISSED):
        return Change.Kind.KEPT
    return None


@transaction.atomic
def note_changes(
    recorded: Sequence[RecordedVerdict],
    versions: Mapping[str, AgreementVersion],
    *,
    as_of: datetime,
) -> list[Change]:
    """Compare what stands on record with what was seen of it, and tell people of the changes.

    Drafts promise nothing, and nobody is told of them. A matter that is seen for the first time
    long after it was over is only remembered: history that was loaded late is no news.

    Parameters
    ----------
    recorded
        The newest verdict on every matter.
    versions
        Version hash → the agreement's version, for every verdict.
    """
    written = []
    by_agreement = defaultdict(list)
    for one in recorded:
        by_agreement[one.verdict.agreement].append(one)
    for agreement, found in sorted(by_agreement.items()):
        written += _note(agreement, found, as_of)
    _tell(written, versions)
    return [change.row for change in written]


def _note(agreement: str, found: list[RecordedVerdict], as_of: datetime) -> list[Written]:
    watched, _ = Watched.objects.select_for_update().get_or_create(
        agreement=agreement, defaults={"as_of": as_of}
    )
    seen = {state.matter: state for state in SeenState.objects.filter(agreement=agreement)}
    states, noticed = [], []
    for one, before in _with_windows(found):
        state, change = _look(one, seen, before, as_of - NEWS)
        if seen.get(state.matter) is not state:
            states.append(state)
        seen[state.matter] = state
        noticed += [change] if change else []
    SeenState.objects.bulk_create(
        states,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["matter"],
        update_fields=["status", "told", "verdict"],
    )
    Watched.objects.filter(pk=agreement).update(as_of=max(as_of, watched.as_of))
    return [_write(change) for change in noticed]


def _look(
    one: RecordedVerdict, seen: dict[str, SeenState], before: str | None, since: datetime
) -> tuple[SeenState, Noticed | None]:
    """The state a matter is in now (the same object where nothing changed), and the change.

    `before` is the matter of the window that this one overlaps; what was over before `since` and
    was never seen is no news.
    """
    verdict, matter = one.verdict, matter_of(one.verdict)
    last = seen.get(matter)
    if last is not None and (last.status, last.verdict) == (verdict.status.value, one.id):
        return last, None
    inherited = seen.get(before) if last is None and before else None
    known = last or inherited
    told = known.told if known else ""
    old = known is None and verdict.period.end <= since
    is_draft = verdict.standing != "signed"
    kind = None if is_draft else change_of(verdict.status, told)
    if kind is not None:
        told = kind.value
    state = SeenState(
        matter=matter,
        agreement=verdict.agreement,
        status=verdict.status.value,
        told=told,
        verdict=one.id,
    )
    if kind is None or old:
        return state, None
    return state, Noticed(matter, kind, known.status if known else "", one)


def _with_windows(
    found: list[RecordedVerdict],
) -> list[tuple[RecordedVerdict, str | None]]:
    """Each verdict with the matter of the earlier window that it overlaps, in order of time.

    Rolling windows are one matter to people: what was told of yesterday's holds for today's.
    """
    newest: dict[tuple[str, str | None], Verdict] = {}
    pairs = []
    for one in sorted(found, key=lambda one: one.verdict.period.first):
        about = (one.verdict.commitment, one.verdict.subject)
        earlier = newest.get(about)
        overlaps = earlier is not None and one.verdict.period.first <= earlier.period.last
        pairs.append((one, matter_of(earlier) if earlier is not None and overlaps else None))
        newest[about] = one.verdict
    return pairs


def _write(change: Noticed) -> Written:
    row, _ = Change.objects.get_or_create(
        matter=change.matter,
        kind=change.kind,
        verdict=change.one.id,
        defaults={
            "before": change.before,
            "agreement": change.one.verdict.agreement,
            "snapshot": change.one.snapshot,
            "as_of": change.one.as_of,
            "form": verdict_form(change.one.verdict),
        },
    )
    return Written(row, change.one)


def _tell(changes: list[Written], versions: Mapping[str, AgreementVersion]) -> None:
    if not changes:
        return
    names = dict(Party.objects.values_list("slug", "name"))
    people = Person.objects.filter(is_active=True, memberships__isnull=False).distinct()
    for person in people.order_by("pk"):
        scope, preference = scope_of(person), preference_of(person)
        theirs = [
            change
            for change in changes
            if _concerns(scope, preference, change, versions[change.verdict.version])
        ]
        if theirs:
            notify(person, [_telling(change, names, versions) for change in theirs])


def _concerns(
    scope: Scope, preference: Preference, change: Written, version: AgreementVersion
) -> bool:
    """Whether somebody is told: of their own parties, what they may see and want to know."""
    verdict, agreement = change.verdict, version.agreement
    if scope.parties.isdisjoint(agreement.parties) or not preference.wants(change.row.kind):
        return False
    if preference.about == Preference.About.OWN and not _own(scope, verdict):
        return False
    return scope.sees_subject(
        verdict.subject, verdict.subject_kind, verdict.promisor, agreement.individuals,
        agreement.parties,
    )  # fmt: skip


def _own(scope: Scope, verdict: Verdict) -> bool:
    if verdict.subject is not None and verdict.subject_kind in ("rep", "person"):
        return bool(scope.person_id) and verdict.subject == scope.person_id
    return verdict.promisor in scope.members_of


def _telling(
    change: Written, names: Mapping[str, str], versions: Mapping[str, AgreementVersion]
) -> Telling:
    row, verdict = change.row, change.verdict
    return Telling(
        key=f"change-{row.pk}",
        kind=row.kind,
        says=change_sentences(row.kind, verdict, names, verdict.subject),
        link=f"{VERDICTS}{row.verdict}/",
        parties=tuple(sorted(versions[verdict.version].agreement.parties)),
        change=row,
    )
