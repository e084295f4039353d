"""Claims as a page: the sentence, the teams, the calibration plot, what cannot be scored."""

from __future__ import annotations

from selaras.capacity.claims.answer import ClaimsAnswer
from selaras.capacity.claims.credibility import Leaning, TeamWord
from selaras.capacity.claims.sentences import MISSING, STANDINGS, leaning_words
from selaras.capacity.claims.values import Judged
from selaras.capacity.finding import Estimate
from selaras.reports.capacity_claims_words import HEADS
from selaras.reports.capacity_programme_page import quantity
from selaras.reports.capacity_saying import said
from selaras.reports.charts.calibration import (
    Calibration,
    CalibrationBin,
    CalibrationWords,
    calibration,
)
from selaras.reports.numbers import NO_VALUE, Shares, day_text, percent, plain
from selaras.reports.page import (
    Badge,
    Block,
    Cell,
    Column,
    Fact,
    Figure,
    Page,
    Prose,
    Row,
    Section,
    Source,
    Table,
    Tone,
    write_page,
)
from selaras.reports.words import Language, word

MOST_CLAIMS = 60
"""Claims on a page; JSON has all."""
_IN_SIGHT = 12
"""Claims that are not folded away."""


def claims_page(answer: ClaimsAnswer, language: Language, *, place: str = "") -> str:
    """One self-contained HTML file."""
    return write_page(claims_answer(answer, language, place=place))


def claims_answer(answer: ClaimsAnswer, language: Language, *, place: str = "") -> Page:
    """The page as a value, for whoever frames it."""
    heads = HEADS[language]
    return Page(
        language=language,
        kind=heads["kind"],
        place=place,
        badge=_badge(answer, language),
        sentence=said(answer.sentence, language),
        standfirst=heads["stood"],
        facts=_facts(answer, language),
        sections=(
            *_teams(answer, language),
            *_calibration(answer, language),
            *_unscorable(answer, language),
            *_list(answer, language),
        ),
        sources=_sources(answer, language),
    )


def _badge(answer: ClaimsAnswer, language: Language) -> Badge:
    heads = HEADS[language]
    if answer.leaning:
        return Badge(heads["badge_off"], Tone.RISK)
    told = [t for t in answer.credibility.teams if t.leaning is Leaning.TRUE_TO_WORD]
    if told:
        return Badge(heads["badge_true"], Tone.GOOD)
    return Badge(heads["badge_unknown"], Tone.UNKNOWN)


def _facts(answer: ClaimsAnswer, language: Language) -> tuple[Fact, ...]:
    heads, found = HEADS[language], answer.credibility
    scored = sum(team.n for team in found.teams)
    kept = sum(team.kept for team in found.teams)
    facts = [
        Fact(
            heads["claims"].capitalize(),
            plain(len(found.judged), language),
            f"{plain(scored, language)} {heads['scored']}",
        )
    ]
    if scored:
        facts.append(
            Fact(heads["kept"].capitalize(), percent(kept / scored, language), f"n = {scored}")
        )
    if found.brier is not None:
        note = heads["brier_note"].format(
            reliability=plain(found.brier.reliability, language, 3),
            resolution=plain(found.brier.resolution, language, 3),
            uncertainty=plain(found.brier.uncertainty, language, 3),
        )
        facts.append(Fact(heads["brier"], plain(found.brier.score, language, 3), note))
        if found.brier.z is not None:
            facts.append(Fact(heads["z"], plain(found.brier.z, language, 2), heads["z_note"]))
    return tuple(facts)


def rate_text(estimate: Estimate | None, language: Language) -> tuple[str, str]:
    """A share and its interval, as percentages."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return NO_VALUE, ""
    low, high = percent(estimate.low, language), percent(estimate.high, language)
    return percent(estimate.value, language), f"{low}–{high}"


def ratio_text(estimate: Estimate | None, language: Language) -> tuple[str, str]:
    """A ratio and its interval."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return NO_VALUE, ""
    low, high = plain(estimate.low, language, 2), plain(estimate.high, language, 2)
    return plain(estimate.value, language, 2), f"{low}–{high}"


def _teams(answer: ClaimsAnswer, language: Language) -> tuple[Section, ...]:
    if not answer.credibility.teams:
        return ()
    heads = HEADS[language]
    columns = (
        Column(heads["team"].capitalize()),
        Column(heads["leaning"].capitalize()),
        Column(heads["kept"].capitalize(), numeric=True),
        Column(heads["rate"].capitalize(), numeric=True),
        Column(heads["stated"].capitalize(), numeric=True),
        Column(heads["ratio"].capitalize(), numeric=True),
        Column(heads["unscorable"].capitalize(), numeric=True),
        Column(heads["open"].capitalize(), numeric=True),
    )
    rows = tuple(_team_row(team, language) for team in answer.credibility.teams)
    blocks: tuple[Block, ...] = (
        Table(heads["teams_table"], columns, rows),
        Prose(heads["teams_note"], quiet=True),
    )
    return (Section(heads["teams"], blocks),)


def _team_row(team: TeamWord, language: Language) -> Row:
    rate, ratio = rate_text(team.rate, language), ratio_text(team.ratio, language)
    return Row(
        (
            Cell(team.team),
            Cell(said(leaning_words(team), language)),
            Cell(f"{team.kept}/{team.n}"),
            Cell(*rate),
            Cell(NO_VALUE if team.stated is None else percent(team.stated, language)),
            Cell(ratio[0], ratio[1]),
            Cell(plain(team.unscorable, language)),
            Cell(plain(team.pending + team.unjudged, language)),
        ),
        strong=team.leaning in (Leaning.OVER_CONFIDENT, Leaning.HOLDS_BACK),
    )


def _calibration(answer: ClaimsAnswer, language: Language) -> tuple[Section, ...]:
    brier = answer.credibility.brier
    if brier is None:
        return ()
    heads = HEADS[language]
    bins = tuple(
        CalibrationBin(one.stated, one.rate, one.interval.low, one.interval.high, one.n)
        for one in brier.bins
    )
    figures = Shares(language)
    listed = "; ".join(
        f"{figures.text(one.stated)}: {figures.text(one.rate)} (n = {one.n})" for one in bins
    )
    words = CalibrationWords(
        heads["stated_axis"],
        heads["kept_share"],
        heads["right"],
        heads["claims"].capitalize(),
        heads["off"],
    )
    picture = calibration(
        Calibration(bins, words),
        figures,
        caption=heads["calibration"],
        description=heads["calibration_says"].format(bins=listed),
    )
    return (Section(heads["calibration"], (Figure(heads["calibration"], picture),)),)


def _unscorable(answer: ClaimsAnswer, language: Language) -> tuple[Section, ...]:
    if not answer.unscorable:
        return ()
    heads = HEADS[language]
    columns = tuple(
        Column(heads[name].capitalize()) for name in ("claim", "team", "subject", "on", "missing")
    )
    rows = tuple(
        Row(
            (
                Cell(one.claim.claim_id),
                Cell(one.claim.team),
                Cell(one.claim.subject),
                Cell(day_text(one.claim.stated_at.date(), language)),
                Cell(", ".join(said(MISSING[what], language) for what in one.missing)),
            )
        )
        for one in answer.unscorable[-MOST_CLAIMS:]
    )
    table = Table(heads["unscorable_title"], columns, rows)
    note = Prose(heads["unscorable_note"], quiet=True)
    return (Section(heads["unscorable_title"], (table, note)),)


def _list(answer: ClaimsAnswer, language: Language) -> tuple[Section, ...]:
    judged = answer.credibility.judged
    if not judged:
        return ()
    heads = HEADS[language]
    names = ("claim", "team", "subject", "on", "due", "quantity", "stated", "actual", "standing")
    numeric = ("quantity", "stated", "actual")
    columns = tuple(Column(heads[name].capitalize(), numeric=name in numeric) for name in names)
    shown = judged[-MOST_CLAIMS:]
    rows = tuple(_claim_row(one, language) for one in reversed(shown))
    blocks: list[Block] = [Table(heads["list"], columns, rows[:_IN_SIGHT])]
    older = rows[_IN_SIGHT:]
    if older:
        caption = heads["older"].format(n=len(older))
        blocks.append(Table(caption, columns, older, folded=True))
    if len(judged) > len(shown):
        text = heads["more"].format(n=plain(len(judged), language), most=len(shown))
        blocks.append(Prose(text, quiet=True))
    return (Section(heads["list"], tuple(blocks)),)


def _claim_row(one: Judged, language: Language) -> Row:
    claim = one.claim
    stated = NO_VALUE if claim.probability is None else percent(claim.probability, language)
    return Row(
        (
            Cell(claim.claim_id),
            Cell(claim.team),
            Cell(claim.subject),
            Cell(day_text(claim.stated_at.date(), language)),
            Cell("" if claim.due_at is None else day_text(claim.due_at.date(), language)),
            Cell(quantity(claim.quantity, language)),
            Cell(stated),
            Cell(quantity(one.actual, language)),
            Cell(said(STANDINGS[one.standing], language)),
        )
    )


def _sources(answer: ClaimsAnswer, language: Language) -> tuple[Source, ...]:
    command = f"selaras capacity claims --as-of {answer.as_of.isoformat()}"
    found = [Source(word("as_of", language), day_text(answer.as_of, language))]
    if answer.snapshot is not None:
        found.append(Source(word("snapshot", language), answer.snapshot, exact=True))
        command += f" --snapshot {answer.snapshot}"
    found.append(Source(word("interval", language), word("interval_90", language)))
    found.append(Source(word("rows", language), f"{command} --format json", exact=True))
    return tuple(found)
