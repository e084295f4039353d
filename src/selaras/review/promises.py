"""Promises on an agenda: broken ones, those at risk, and those that went better than asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selaras.agreements.phrases import Language, say_objective
from selaras.agreements.values import Commitment
from selaras.ledger.reasons import reason_in
from selaras.ledger.verdict import Status, Verdict
from selaras.review.discretion import names_people, says_too_much
from selaras.review.looking_back import status_counts
from selaras.review.material import Material
from selaras.review.point import Point, Section
from selaras.review.standing import CommitmentStanding, PeriodStanding, Told, standing_of
from selaras.review.words import Words, number_words, percent_words, period_words, shown_name

MOST_NAMED = 6
KEPT_IN_A_ROW = 3
"""From so many kept periods on, asking for more is worth a talk (a choice)."""


def promise_points(material: Material) -> Iterator[Point]:
    """Broken promises, the longest run of misses first, then those at risk, and findings on them.

    A promise is one point, whatever there is to say of it.
    """
    points: list[tuple[int, Point]] = []
    for commitment in material.version.agreement.commitments:
        standing = _shown_standing(material, commitment)
        closed = standing.closed
        risky = [
            one for one in standing.open
            if one.counts[Status.AT_RISK] or one.counts[Status.MISSED]
        ]  # fmt: skip
        if closed is not None and closed.is_missed:
            point = _broken(material, commitment, closed, standing, risky)
            points.append((-standing.run("missed"), point))
        elif risky:
            points.append((0, _at_risk(material, commitment, risky)))
    yield from (point for _, point in sorted(points, key=lambda pair: pair[0]))
    for answer in material.answers:
        if answer.kind in ("diagnosis", "verdict"):
            yield answer_point(Section.PROMISES, answer.id, answer.title, answer.kind)


def opportunity_points(material: Material) -> Iterator[Point]:
    """What went better than asked, what cannot be told yet, and other answers that were kept."""
    for commitment in material.version.agreement.commitments:
        standing = _shown_standing(material, commitment)
        run = standing.run("kept")
        if run >= KEPT_IN_A_ROW and standing.closed is not None:
            yield _kept_long(material, commitment, standing.closed, run)
        closed = standing.closed
        if closed is not None and closed.counts[Status.CANNOT_TELL] == len(closed.told):
            yield _untold(commitment, closed)
    for answer in material.answers:
        if answer.kind not in ("diagnosis", "verdict", "capacity", "programme"):
            yield answer_point(Section.OPPORTUNITIES, answer.id, answer.title, answer.kind)


def _shown_standing(material: Material, commitment: Commitment) -> CommitmentStanding:
    """How a commitment stands, without periods of so few people that single ones could be told."""
    standing = standing_of(commitment.name, material.told)
    agreement = material.version.agreement
    periods = (one for one in standing.periods if not says_too_much(agreement, commitment, one))
    return CommitmentStanding(commitment.name, tuple(periods))


def answer_point(section: Section, answer: int, title: Words, kind: str) -> Point:
    """A kept answer as a point of an agenda."""
    return Point(section, f"answer/{answer}", title, (), {"answer": answer, "kind": kind})


def _broken(
    material: Material,
    commitment: Commitment,
    period: PeriodStanding,
    standing: CommitmentStanding,
    risky: Sequence[PeriodStanding],
) -> Point:
    missed = period.with_status(Status.MISSED)
    lines = [_promise_line(material, commitment)]
    run = standing.run("missed")
    if run > 1:
        lines.append(_run_line(commitment, run))
    lines += _figures(period)
    lines += _named(material, commitment, missed)
    lines += [_also_line(commitment, one) for one in risky]
    return Point(
        Section.PROMISES,
        f"promise/{commitment.name}",
        _count_title(commitment, period, len(missed), ("missed", "tidak ditepati")),
        tuple(lines),
        _facts(commitment, period, "missed"),
    )


def _run_line(commitment: Commitment, run: int) -> Words:
    if commitment.per is None:
        return Words(
            f"It was missed {run} periods in a row.",
            f"Tidak ditepati {run} periode berturut-turut.",
        )
    return Words(
        f"It was missed for some, at least, {run} periods in a row.",
        f"Selama {run} periode berturut-turut selalu ada yang tidak ditepati.",
    )


def _at_risk(material: Material, commitment: Commitment, risky: Sequence[PeriodStanding]) -> Point:
    newest, *earlier = risky
    found = newest.with_status(Status.AT_RISK, Status.MISSED)
    lines = [_promise_line(material, commitment), *_figures(newest)]
    lines += _named(material, commitment, found)
    lines += [_also_line(commitment, one) for one in earlier]
    return Point(
        Section.PROMISES,
        f"promise/{commitment.name}",
        _count_title(commitment, newest, len(found), ("at risk", "berisiko")),
        tuple(lines),
        _facts(commitment, newest, "at_risk"),
    )


def _also_line(commitment: Commitment, period: PeriodStanding) -> Words:
    """What an open period says besides: `At risk in May 2026: 9 of 9.`"""
    when = period_words(period.first, period.last)
    if commitment.per is None:
        return Words(f"At risk in {when.en} too.", f"Berisiko juga pada {when.id}.")
    count = len(period.with_status(Status.AT_RISK, Status.MISSED))
    whole = len(period.told)
    return Words(
        f"At risk for {count} of {whole} in {when.en}.",
        f"Berisiko untuk {count} dari {whole} pada {when.id}.",
    )


def _kept_long(
    material: Material, commitment: Commitment, period: PeriodStanding, run: int
) -> Point:
    name = shown_name(commitment.name)
    return Point(
        Section.OPPORTUNITIES,
        f"kept-long/{commitment.name}/{period.first.isoformat()}",
        Words(
            f"{name} has been kept {run} periods in a row",
            f"{name} ditepati {run} periode berturut-turut",
        ),
        (
            _promise_line(material, commitment),
            Words(
                "Is there room to promise more, or effort that is better spent elsewhere?",
                "Apakah dapat dijanjikan lebih, atau tenaganya lebih berguna di tempat lain?",
            ),
        ),
        _facts(commitment, period, "kept"),
    )


def _untold(commitment: Commitment, period: PeriodStanding) -> Point:
    name = shown_name(commitment.name)
    when = period_words(period.first, period.last)
    reasons = sorted({one.verdict.reason for one in period.told if one.verdict.reason})
    return Point(
        Section.OPPORTUNITIES,
        f"untold/{commitment.name}/{period.first.isoformat()}",
        Words(
            f"{name} cannot be told for {when.en}",
            f"{name} belum dapat dipastikan untuk {when.id}",
        ),
        tuple(Words(reason_in("en", r), reason_in("id", r)) for r in reasons[:3]),
        _facts(commitment, period, "cannot_tell"),
    )


def _count_title(
    commitment: Commitment, period: PeriodStanding, count: int, what: tuple[str, str]
) -> Words:
    """`First response: missed for 3 of 12 in April 2026`; without subjects, just missed."""
    when = period_words(period.first, period.last)
    en, id_ = what
    name = shown_name(commitment.name)
    if commitment.per is None:
        return Words(f"{name}: {en} in {when.en}", f"{name}: {id_} pada {when.id}")
    return Words(
        f"{name}: {en} for {count} of {len(period.told)} in {when.en}",
        f"{name}: {id_} untuk {count} dari {len(period.told)} pada {when.id}",
    )


def _promise_line(material: Material, commitment: Commitment) -> Words:
    """Who promised whom what, in the agreement's own words."""
    pair = f"{material.party(commitment.promisor)} → {material.party(commitment.promisee)}"
    return Words(*(f"{pair}: {commitment.says or objective_text(commitment, one)}"
                   for one in ("en", "id")))  # fmt: skip


def objective_text(commitment: Commitment, language: Language) -> str:
    """The bound that is asked, in words."""
    return say_objective(commitment.objective, commitment.measure, language)


def _figures(period: PeriodStanding) -> list[Words]:
    """The value with n and its interval, where one verdict holds it; of several, their items."""
    if len(period.told) == 1:
        return _one_figure(period.told[0].verdict)
    n = sum(one.verdict.n for one in period.told)
    kept = sum(one.verdict.kept for one in period.told)
    decided = kept + sum(one.verdict.broken for one in period.told)
    if decided == 0 or any(one.verdict.unit != "share" for one in period.told):
        return []
    share, total = percent_words(kept / decided), number_words(n)
    return [
        Words(
            f"Together {share.en} of what is decided was kept, n = {total.en}.",
            f"Bersama-sama {share.id} dari yang sudah jelas ditepati, n = {total.id}.",
        )
    ]


def _one_figure(verdict: Verdict) -> list[Words]:
    if verdict.value is None:
        return []
    is_share = verdict.unit in ("share", "ratio")
    show = percent_words if is_share else number_words
    value, n = show(verdict.value), number_words(verdict.n)
    interval = Words("", "")
    if verdict.low is not None and verdict.high is not None:
        low, high = show(verdict.low), show(verdict.high)
        interval = Words(
            f", 90% interval {low.en} to {high.en}", f", interval 90% {low.id} s.d. {high.id}"
        )
    return [
        Words(
            f"It was {value.en}, n = {n.en}{interval.en}.",
            f"Nilainya {value.id}, n = {n.id}{interval.id}.",
        )
    ]


def _named(material: Material, commitment: Commitment, told: Sequence[Told]) -> list[Words]:
    """The subjects, where both sides may know them; never people the agreement keeps to a team."""
    if commitment.per is None or not names_people(material.version.agreement, commitment):
        return []
    names = [one.verdict.subject or "—" for one in told]
    rest = len(names) - MOST_NAMED
    text = ", ".join(names[:MOST_NAMED])
    if rest > 0:
        return [Words(f"Which: {text} and {rest} more.", f"Yaitu: {text} dan {rest} lainnya.")]
    return [Words(f"Which: {text}.", f"Yaitu: {text}.")]


def _facts(commitment: Commitment, period: PeriodStanding, status: str) -> dict[str, object]:
    return {
        "commitment": commitment.name,
        "promisor": commitment.promisor,
        "promisee": commitment.promisee,
        "status": status,
        "period": [period.first.isoformat(), period.last.isoformat()],
        "statuses": status_counts(period.counts),
        "verdicts": [one.id for one in period.told],
    }
