"""Claims on a terminal: the sentence, the teams, and what cannot be scored."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from selaras.capacity.claims.answer import ClaimsAnswer
from selaras.capacity.claims.credibility import Leaning
from selaras.capacity.claims.sentences import MISSING, leaning_words
from selaras.reports.capacity_claims_page import rate_text, ratio_text
from selaras.reports.capacity_claims_words import HEADS
from selaras.reports.capacity_programme_table import bullets, grid, written
from selaras.reports.capacity_saying import said
from selaras.reports.numbers import NO_VALUE, day_text, percent, plain
from selaras.reports.words import Language

_MOST = 20
_COLOURS = {
    Leaning.TRUE_TO_WORD: "green",
    Leaning.OVER_CONFIDENT: "red",
    Leaning.HOLDS_BACK: "yellow",
    Leaning.CANNOT_TELL: "magenta",
}


def claims_text(answer: ClaimsAnswer, language: Language = "en") -> str:
    """The answer as text; coloured where standard output is a terminal."""
    return written(_parts(answer, language))


def _parts(answer: ClaimsAnswer, language: Language) -> list[RenderableType]:
    heads, found = HEADS[language], answer.credibility
    parts: list[RenderableType] = [Text(said(answer.sentence, language), "bold"), Text()]
    table = grid(
        heads["team"],
        heads["leaning"],
        heads["kept"],
        heads["rate"],
        "90%",
        heads["stated"],
        heads["ratio"],
        "90%",
        heads["unscorable"],
        heads["open"],
        numeric=frozenset(range(2, 10)),
    )
    for team in found.teams:
        table.add_row(
            team.team,
            Text(said(leaning_words(team), language), _COLOURS[team.leaning]),
            f"{team.kept}/{team.n}",
            *rate_text(team.rate, language),
            NO_VALUE if team.stated is None else percent(team.stated, language),
            *ratio_text(team.ratio, language),
            plain(team.unscorable, language),
            plain(team.pending + team.unjudged, language),
        )
    parts.append(table)
    if found.brier is not None:
        note = heads["brier_note"].format(
            reliability=plain(found.brier.reliability, language, 3),
            resolution=plain(found.brier.resolution, language, 3),
            uncertainty=plain(found.brier.uncertainty, language, 3),
        )
        z = "" if found.brier.z is None else f" · {heads['z']} {plain(found.brier.z, language, 2)}"
        score = f"{heads['brier']} {plain(found.brier.score, language, 3)} ({note}){z}"
        parts += [Text(), Text(f"{score} · n = {found.brier.n}", "dim")]
    parts += bullets(
        heads["unscorable_title"],
        [
            f"{one.claim.claim_id} ({one.claim.team}, "
            f"{day_text(one.claim.stated_at.date(), language)}, {one.claim.subject}): "
            + ", ".join(said(MISSING[what], language) for what in one.missing)
            for one in answer.unscorable[-_MOST:]
        ],
    )
    source = heads["source"].format(as_of=answer.as_of.isoformat(), snapshot=answer.snapshot)
    return [*parts, Text(), Text(source, "dim")]
