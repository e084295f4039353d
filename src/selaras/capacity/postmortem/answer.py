"""A postmortem: what happened, the waterfall, and the three questions answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import numpy as np

from selaras.capacity.choices import THREE_QUESTIONS, ThreeQuestionChoices
from selaras.capacity.finding import Estimate, Words
from selaras.capacity.known import Evidence, seen_on
from selaras.capacity.postmortem.oks import Oks, claiming, free_in_all, oks_of
from selaras.capacity.postmortem.outcome import Outcome, outcome_of
from selaras.capacity.postmortem.questions import (
    Answer,
    Cause,
    Question,
    Word,
    was_it_misread,
    was_target_too_high,
    was_technical_over_confident,
)
from selaras.capacity.postmortem.waterfall import Links, Waterfall, waterfall
from selaras.capacity.programmes.assessment import Assessment, assess
from selaras.capacity.programmes.bearing import Bearing
from selaras.capacity.programmes.values import Floats, Programme


class Basis(StrEnum):
    """Where what was known at the approval is read from."""

    SNAPSHOT = "snapshot"
    RECONSTRUCTED = "reconstructed"


class Verdict(StrEnum):
    """What a postmortem comes to. `chance`: within the risk that was accepted."""

    TARGET = "target"
    TECHNICAL = "technical"
    MANAGEMENT = "management"
    SEVERAL = "several"
    CHANCE = "chance"
    NO_SHORTFALL = "no_shortfall"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True, eq=False)
class Postmortem:
    """Why a programme fell short, by what was known when it was approved.

    Parameters
    ----------
    causes
        The causes that are named: none unless the programme fell short, and none that is not
        surely so.
    fell_short
        None where nothing says whether it did.
    known
        The programme as it could be assessed at `decided_at`, its approval or, without one, its
        launch.
    basis, known_snapshot
        Whether an older snapshot shows what was known then, or event times have to.
    limits
        What the answer does not show, or assumes.
    """

    programme: Programme
    verdict: Verdict
    causes: tuple[Cause, ...]
    fell_short: bool | None
    questions: tuple[Question, ...]
    waterfall: Waterfall
    outcome: Outcome
    known: Assessment
    oks: Oks
    word: Word
    decided_at: datetime
    basis: Basis
    known_snapshot: str | None
    snapshot: str | None
    as_of: datetime
    limits: tuple[Words, ...]

    def question(self, cause: Cause) -> Question:
        """The question that cause answers for."""
        return next(question for question in self.questions if question.cause is cause)


def decided_at(programme: Programme, evidence: Evidence) -> datetime:
    """When the programme was approved; without an approval on record, when it was launched."""
    if programme.approved_at is not None:
        return programme.approved_at
    return datetime.combine(programme.first, time(), evidence.zone)


def explain(
    programme: Programme,
    then: Evidence,
    now: Evidence,
    basis: Basis,
    choices: ThreeQuestionChoices = THREE_QUESTIONS,
) -> Postmortem:
    """Answer the three questions from what was known `then`, and say what came of it `now`.

    `then` is evidence as of the approval. Only the outcome is read from `now`, with the tests and
    claims that were made before the launch.
    """
    at = decided_at(programme, now)
    launched = datetime.combine(programme.first, time(), now.zone)
    bearing = then.bearing(programme)
    before_launch = _bearing_on(programme, now, programme.first - timedelta(days=1), bearing)
    oks = oks_of(programme, now.claims, bearing, before_launch, at, launched)
    # Whoever trusted a claim beside a test misread nothing for sure: the claim might have held.
    known = assess(
        programme,
        then.forecast(programme),
        claiming(bearing, oks.claimed, programme),
        parts_count=False,
    )
    tested = _in_all(bearing.tested, bearing)
    word = _word(then, oks)
    questions = (
        was_target_too_high(
            known, tested, oks.claimed, choices, free_in_all(bearing.tested, bearing)
        ),
        was_technical_over_confident(
            oks,
            word,
            _in_all(before_launch.tested, bearing),
            choices,
            tests_known=now.is_whole(
                "capacity_tests", programme.first - timedelta(days=choices.test_days)
            ),
        ),
        was_it_misread(known, choices),
    )
    ended = min(programme.last, now.today)
    after = _bearing_on(programme, now, ended, bearing)
    # Of a programme that began before demand is on record only a part would be counted.
    seen = now.cells if now.is_whole("demand", programme.first) else now.cells.without_rows()
    outcome = outcome_of(programme, seen, known.forecast, after)
    short = _fell_short(outcome, choices)
    causes = tuple(q.cause for q in questions if q.answer is Answer.YES) if short else ()
    actual = None if outcome.capacity is None else Estimate(outcome.capacity)
    links = Links(outcome.demand, programme.target, oks.claimed, tested, actual)
    return Postmortem(
        programme,
        _verdict(short, causes, questions),
        causes,
        short,
        questions,
        waterfall(links),
        outcome,
        known,
        oks,
        word,
        at,
        basis,
        then.snapshot,
        now.snapshot,
        now.at,
        _limits(programme, basis, outcome, known, now),
    )


def _bearing_on(programme: Programme, now: Evidence, day: date, known: Bearing) -> Bearing:
    """What the plant bore on a day, less what was taken at the approval.

    What is in use later includes what the programme itself sold.
    """
    then = replace(now, plant=seen_on(now.plant, day, now.zone)).bearing(programme)
    more = then.in_use[:, None] + then.reserved - known.in_use[:, None] - known.reserved
    return replace(then, tested=then.tested + more, shown=then.shown + more)


def _in_all(free: Floats, bearing: Bearing) -> float | None:
    """What is free over the whole programme; None where a site has no valid test."""
    found = free_in_all(free, bearing)
    return None if np.isnan(found).any() or not found.size else float(found.sum())


def _word(then: Evidence, oks: Oks) -> Word:
    """The record of the teams that said OK, as it was known then."""
    record = then.word()
    return Word(tuple(t for t in record.teams if t.team in oks.teams), record.prior)


def _fell_short(outcome: Outcome, choices: ThreeQuestionChoices) -> bool | None:
    if outcome.demand is None:
        return None
    if outcome.sold_out:
        return True
    lost = outcome.lost or 0.0
    if lost > choices.slack * outcome.demand.value:
        return True
    if np.isnan(outcome.served) and outcome.capacity is not None:
        excess = outcome.demand_by_site - outcome.capacity_by_site
        return bool(np.nansum(np.maximum(excess, 0)) > choices.slack * outcome.demand.value)
    return None if np.isnan(outcome.served) else False


def _verdict(
    short: bool | None, causes: tuple[Cause, ...], questions: Sequence[Question]
) -> Verdict:
    if short is None:
        return Verdict.CANNOT_TELL
    if not short:
        return Verdict.NO_SHORTFALL
    if len(causes) > 1:
        return Verdict.SEVERAL
    if causes:
        return Verdict(causes[0].value)
    if all(question.answer is Answer.NO for question in questions):
        return Verdict.CHANCE
    return Verdict.CANNOT_TELL


def _limits(
    programme: Programme,
    basis: Basis,
    outcome: Outcome,
    known: Assessment,
    now: Evidence,
) -> tuple[Words, ...]:
    found = []
    if basis is Basis.RECONSTRUCTED:
        found.append(
            Words(
                "No snapshot is as old as the approval: what was known then is reconstructed from "
                "the times at which things happened. What was corrected since, and capacities that "
                "carry no date, are read as they are now.",
                "Tidak ada potret bukti setua persetujuan: yang diketahui saat itu disusun ulang "
                "dari waktu kejadian. Yang dikoreksi kemudian, dan kapasitas tanpa tanggal, dibaca "
                "seperti sekarang.",
            )
        )
    if programme.approved_at is None:
        found.append(
            Words(
                "No approval is on record: the launch counts as the moment of decision.",
                "Tidak ada persetujuan tercatat: peluncuran dianggap sebagai saat keputusan.",
            )
        )
    if not known.forecast.past:
        found.append(
            Words(
                "No earlier programme is on record: how far plans come true is believed, not "
                "learnt, and the answers are less sure for it.",
                "Belum ada program terdahulu: seberapa jauh rencana tercapai masih dugaan, bukan "
                "hasil belajar, sehingga jawabannya kurang pasti.",
            )
        )
    if known.bearing.unread:
        found.append(
            Words(
                "Of some resources nobody had read how much is in use; they are not counted: "
                + ", ".join(known.bearing.unread[:5])
                + ".",
                "Pemakaian sebagian sumber daya tidak dibaca; kapasitasnya tidak dihitung: "
                + ", ".join(known.bearing.unread[:5])
                + ".",
            )
        )
    if known.bearing.unused:
        found.append(
            Words(
                "Of no resource anybody has read how much is in use; it counts as nothing.",
                "Pemakaian sumber daya tidak pernah dibaca sama sekali dan dihitung nol.",
            )
        )
    if not now.is_whole("demand", programme.first):
        found.append(
            Words(
                f"Demand is on record in full from {now.begins['demand']} on alone, and the "
                "programme had begun by then: what came of it is not known.",
                f"Permintaan baru tercatat lengkap sejak {now.begins['demand']}, saat program "
                "sudah berjalan: hasilnya tidak diketahui.",
            )
        )
    if outcome.cut:
        found.append(
            Words(
                f"{outcome.cut} of {outcome.rows} periods were sold out: what was wanted then is "
                "estimated.",
                f"{outcome.cut} dari {outcome.rows} periode habis terjual: permintaannya "
                "diperkirakan.",
            )
        )
    if programme.last >= now.today:
        found.append(
            Words("The programme had not ended by then.", "Program belum berakhir pada saat itu.")
        )
    return tuple(found)
