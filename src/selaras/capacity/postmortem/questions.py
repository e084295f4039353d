"""The three questions: was the target too high, Technical over-confident, the evidence misread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from selaras.capacity.availability import ROUNDING
from selaras.capacity.choices import THREE_QUESTIONS, ThreeQuestionChoices
from selaras.capacity.claims.credibility import TeamWord, highest_rate
from selaras.capacity.finding import Estimate, Words, listed, number_words, percent_words
from selaras.capacity.postmortem.oks import Oks
from selaras.capacity.programmes.assessment import Assessment, Chances
from selaras.capacity.programmes.values import Floats, Programme
from selaras.capacity.quantities import chance_words
from selaras.statistics.shrinkage import Beta


class Answer(StrEnum):
    """What a question comes to."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


class Cause(StrEnum):
    """Who answers for a question that is answered with yes."""

    TARGET = "target"
    TECHNICAL = "technical"
    MANAGEMENT = "management"


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for an answer: what was looked at, its figure, and what it says."""

    name: str
    answer: Answer
    figure: Estimate | None
    bound: float | None
    says: Words
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One of the three, with its answer and the grounds for it."""

    cause: Cause
    answer: Answer
    reasons: tuple[Reason, ...]


def surely(
    worlds: Floats,
    bound: float,
    choices: ThreeQuestionChoices,
    *,
    above: bool,
    sure: float | None = None,
) -> Answer:
    """Whether a probability lies on one side of a bound, over the parameters that are possible.

    Yes where that is as sure as the rule asks (or as `sure`), no where the contrary is, else it
    cannot be told.
    """
    share = float(np.mean(worlds > bound if above else worlds < bound))
    if share >= (choices.sure if sure is None else sure):
        return Answer.YES
    return Answer.NO if share <= 1 - choices.sure else Answer.CANNOT_TELL


def any_of(reasons: tuple[Reason, ...]) -> Answer:
    """Yes where one ground says so; no where all deny it."""
    answers = [reason.answer for reason in reasons]
    if Answer.YES in answers:
        return Answer.YES
    if answers and all(answer is Answer.NO for answer in answers):
        return Answer.NO
    return Answer.CANNOT_TELL


def was_target_too_high(
    known: Assessment,
    tested: float | None,
    claimed: float | None,
    choices: ThreeQuestionChoices = THREE_QUESTIONS,
    by_site: Floats | None = None,
) -> Question:
    """Q1: demand would have reached it with less than a fifth, or it exceeded what was tested.

    `tested` and `claimed` are what was free for the programme, as known at the approval; `by_site`
    is what was tested and free at each of its sites: what is left at one does not serve another.
    """
    target = known.programme.target
    reach = known.reaches_target
    answer = surely(known.reaching_worlds, choices.target_chance, choices, above=False)
    chance, bound = chance_words(reach.value), percent_words(choices.target_chance)
    amount = number_words(target)
    likely = Reason(
        "reaches_target",
        answer,
        reach,
        choices.target_chance,
        Words(
            f"Demand had a chance of {chance.en} to reach the target of {amount.en}, where "
            f"{bound.en} is the least.",
            f"Peluang permintaan mencapai target {amount.id} adalah {chance.id}, sedangkan batas "
            f"terendahnya {bound.id}.",
        ),
        known.forecast.past,
    )
    if tested is None:
        above = _above_claimed(target, claimed, choices)
    else:
        lacks = _lacks(known.programme, tested, by_site)
        above = _above_tested(known.programme, tested, lacks, choices)
    return _question(Cause.TARGET, likely, above)


def _lacks(programme: Programme, tested: float, by_site: Floats | None) -> Floats:
    """What the target lacks at each site, spread over them as it was planned; without a plan by
    site what it lacks in all. 0 where it lacks nothing."""
    planned = programme.planned.sum(axis=1)
    if by_site is None or not planned.sum() > 0:
        return np.array([max(programme.target - tested, 0.0)])
    return np.asarray(np.maximum(programme.target * planned / planned.sum() - by_site, 0.0))


def _above_tested(
    programme: Programme, tested: float, lacks: Floats, choices: ThreeQuestionChoices
) -> Reason:
    target, lack = programme.target, float(lacks.sum())
    amount, shown, missing = number_words(target), _free_words(tested), number_words(lack)
    exceeds = target > 0 and lack > choices.above_tested * max(target - lack, 0.0)
    says = Words(
        f"The target of {amount.en} was held against a tested capacity of {shown.en}.",
        f"Target {amount.id} dibandingkan dengan kapasitas teruji {shown.id}.",
    )
    if exceeds and lack > max(target - tested, 0.0) * (1 + ROUNDING):
        sites = [p.site for p, n in zip(programme.sites, lacks.tolist(), strict=True) if n > 0]
        says += Words(
            f"It lacked {missing.en} at {listed(sites, 'en')}, which what is left elsewhere does "
            "not serve.",
            f"Kekurangannya {missing.id} di {listed(sites, 'id')}, yang tidak tertutup oleh sisa "
            "di lokasi lain.",
        )
    return Reason(
        "above_tested",
        Answer.YES if exceeds else Answer.NO,
        Estimate(lack if lack > 0 else target - tested),
        0.0,
        says,
    )


def _free_words(tested: float) -> Words:
    """What was tested and free; where more was taken than was tested, how much more."""
    if round(tested) >= 0:
        return number_words(max(tested, 0.0))
    owed = number_words(-tested)
    return Words(
        f"0, with {owed.en} more in use or reserved than was tested",
        f"0, dengan {owed.id} lebih banyak terpakai atau direservasi daripada yang teruji",
    )


def _above_claimed(target: float, claimed: float | None, choices: ThreeQuestionChoices) -> Reason:
    """Where nothing was tested: a target over what was claimed is over any test that agrees."""
    amount = number_words(target)
    if claimed is None:
        return Reason(
            "above_tested",
            Answer.CANNOT_TELL,
            None,
            None,
            Words(
                f"There was no valid test, and no claim, to hold the target of {amount.en} "
                "against.",
                f"Tidak ada uji yang berlaku maupun klaim untuk dibandingkan dengan target "
                f"{amount.id}.",
            ),
        )
    said = number_words(claimed)
    exceeds = target > claimed * (1 + choices.above_tested) if claimed > 0 else target > 0
    return Reason(
        "above_claimed",
        Answer.YES if exceeds else Answer.NO,
        Estimate(target - claimed),
        0.0,
        Words(
            f"There was no valid test; the target of {amount.en} was held against the {said.en} "
            "that was claimed.",
            f"Tidak ada uji yang berlaku; target {amount.id} dibandingkan dengan {said.id} yang "
            "diklaim.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Word:
    """The word of the teams that said OK, as known at the approval; those without a record are not
    in it."""

    teams: tuple[TeamWord, ...]
    prior: Beta | None


def was_technical_over_confident(
    oks: Oks,
    word: Word,
    tested: float | None,
    choices: ThreeQuestionChoices = THREE_QUESTIONS,
    *,
    tests_known: bool = True,
) -> Question:
    """Q2: OKs without a dated test, a word that is kept less often than stated, or a claim that
    its own test contradicts.

    Where not all tests are on record that could have held, none was missing for sure; but what the
    newest one on record showed, no older one changes.
    """
    untested = _untested(oks, oks.untested_share, choices)
    if untested.answer is Answer.YES and not tests_known:
        refuted = _untested(oks, oks.refuted_share, choices)
        unsure = replace(untested, answer=Answer.CANNOT_TELL, says=untested.says + _NOT_ALL_TESTS)
        untested = refuted if refuted.answer is Answer.YES else unsure
    return _question(
        Cause.TECHNICAL, untested, *_kept(oks, word, choices),
        *_contradicted(oks, tested, choices),
    )  # fmt: skip


_NOT_ALL_TESTS = Words(
    "Tests are on record for too short a time to be sure that none was made before.",
    "Uji tercatat terlalu singkat untuk memastikan tidak ada yang dilakukan sebelumnya.",
)


def _untested(oks: Oks, share: float | None, choices: ThreeQuestionChoices) -> Reason:
    if share is None:
        return Reason(
            "untested",
            Answer.CANNOT_TELL,
            None,
            choices.untested_share,
            Words("No OK is on record.", "Tidak ada persetujuan yang tercatat."),
        )
    text = percent_words(share)
    return Reason(
        "untested",
        Answer.YES if share > choices.untested_share else Answer.NO,
        Estimate(share),
        choices.untested_share,
        Words(
            f"{text.en} of what was said OK to had no valid, dated test before the launch.",
            f"{text.id} dari yang disetujui tidak memiliki uji bertanggal yang berlaku sebelum "
            "peluncuran.",
        ),
        len(oks.given),
    )


def _kept(oks: Oks, word: Word, choices: ThreeQuestionChoices) -> tuple[Reason, ...]:
    """Each team that said OK, held against what it stated itself.

    Of several teams some one breaks its word by chance as well: each has to be surer.
    """
    judged = [team for team in word.teams if team.n >= choices.least_claims]
    if word.prior is None or not judged:
        return (_too_few(max((team.n for team in word.teams), default=0)),)
    sure = 1 - (1 - choices.kept_sure) / len(judged)
    return tuple(_kept_by(team, oks, word.prior, sure, choices) for team in judged)


def _too_few(scored: int) -> Reason:
    return Reason(
        "kept",
        Answer.NO,
        None,
        None,
        Words(
            "Too few earlier claims of the team are scored to hold its word against them.",
            "Terlalu sedikit klaim tim sebelumnya yang dinilai untuk mengukur ucapannya.",
        ),
        scored,
    )


def _kept_by(
    team: TeamWord, oks: Oks, prior: Beta, sure: float, choices: ThreeQuestionChoices
) -> Reason:
    said_by_team = oks.stated_by(team.team)
    stated = choices.plain_ok if said_by_team is None else said_by_team
    most = highest_rate(team.kept, team.n, prior, 2 * sure - 1)
    rate, share = percent_words(team.rate.value), percent_words(stated)
    said = Words(f"{share.en} was stated.", f"yang dinyatakan {share.id}.")
    if said_by_team is None:
        said = Words(
            f"an OK without a number is taken for {share.en}.",
            f"persetujuan tanpa angka dianggap {share.id}.",
        )
    return Reason(
        "kept",
        Answer.YES if most < stated else Answer.NO,
        Estimate(team.rate.value, team.rate.low, team.rate.high),
        stated,
        Words(
            f"{team.team} had kept {team.kept} of {team.n} claims ({rate.en}); {said.en}",
            f"{team.team} menepati {team.kept} dari {team.n} klaim ({rate.id}); {said.id}",
        ),
        team.n,
    )


def _contradicted(
    oks: Oks, tested: float | None, choices: ThreeQuestionChoices
) -> tuple[Reason, ...]:
    if oks.claimed is None or tested is None:
        return ()
    claimed, shown = number_words(oks.claimed), _free_words(tested)
    exceeds = oks.claimed > tested * (1 + choices.over_tested) if tested > 0 else oks.claimed > 0
    return (
        Reason(
            "over_tested",
            Answer.YES if exceeds else Answer.NO,
            Estimate(oks.claimed - tested),
            choices.over_tested,
            Words(
                f"{claimed.en} was said to be free, where the valid test showed {shown.en}.",
                f"Diklaim {claimed.id}, padahal uji yang berlaku menunjukkan {shown.id}.",
            ),
        ),
    )


def was_it_misread(known: Assessment, choices: ThreeQuestionChoices = THREE_QUESTIONS) -> Question:
    """Q3: P(short) from the evidence as known at the approval exceeded the tolerance.

    Capacity is the tested one. Where there was no valid test, what had been said is taken for true:
    whoever trusted it misread something only if even that left the demand uncovered; what older
    tests had shown, or what no claim covers, leaves it open.
    """
    tolerance = known.programme.tolerance
    by_tests = known.with_expansions.chances
    if known.is_known.all():
        return _question(Cause.MANAGEMENT, _misread("tested", by_tests, tolerance, choices))
    reasons = []
    if by_tests.tightest is not None:
        reasons.append(_misread("tested", by_tests, tolerance, choices))
    if known.by_claims.tightest is not None:
        reasons.append(_misread("claimed", known.by_claims, tolerance, choices))
    if known.by_newest.tightest is not None:
        reasons.append(_misread("expired", known.by_newest, tolerance, choices))
    yes = any(r.answer is Answer.YES and r.name != "short_expired" for r in reasons)
    if yes:
        return Question(Cause.MANAGEMENT, Answer.YES, tuple(reasons))
    clear = bool(reasons) and all(r.answer is Answer.NO for r in reasons)
    return Question(Cause.MANAGEMENT, Answer.NO if clear else Answer.CANNOT_TELL, tuple(reasons))


def _misread(name: str, found: Chances, tolerance: float, choices: ThreeQuestionChoices) -> Reason:
    assert found.tightest is not None
    value = found.tightest
    # Of many sites the one that looks worst is so by chance as well: less doubt is left to it.
    sites = int(np.isfinite(found.by_site).sum())
    sure = 1 - choices.misread_doubt / np.sqrt(sites)
    answer = surely(found.worlds, tolerance, choices, above=True, sure=float(sure))
    if answer is Answer.YES and value.value <= tolerance:
        answer = Answer.CANNOT_TELL
    chance, bound = chance_words(value.value), percent_words(tolerance)
    on = {
        "tested": Words("By the valid tests", "Menurut uji yang berlaku"),
        "claimed": Words("Even by what was claimed", "Bahkan menurut yang diklaim"),
        "expired": Words("By the newest tests", "Menurut uji terbaru"),
    }[name]
    return Reason(
        f"short_{name}",
        answer,
        value,
        tolerance,
        Words(
            f"{on.en}, the chance of running short was {chance.en} at the approval; {bound.en} is "
            "tolerated.",
            f"{on.id}, peluang kekurangan kapasitas saat persetujuan {chance.id}; yang ditoleransi "
            f"{bound.id}.",
        ),
    )


def _question(cause: Cause, *reasons: Reason) -> Question:
    return Question(cause, any_of(reasons), reasons)
