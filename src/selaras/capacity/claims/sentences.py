"""What is said of claims, in both languages."""

from __future__ import annotations

from selaras.capacity.claims.credibility import Credibility, Leaning, TeamWord
from selaras.capacity.claims.teams import is_selling
from selaras.capacity.claims.values import Standing
from selaras.capacity.finding import Words, listed, percent_words

LEANINGS = {
    Leaning.TRUE_TO_WORD: Words("true to its word", "sesuai ucapan"),
    Leaning.OVER_CONFIDENT: Words("over-confident", "terlalu yakin"),
    Leaning.HOLDS_BACK: Words("holds back", "menahan angka"),
    Leaning.CANNOT_TELL: Words("cannot tell yet", "belum dapat dipastikan"),
}
STANDINGS = {
    Standing.KEPT: Words("kept", "ditepati"),
    Standing.BROKEN: Words("not kept", "tidak ditepati"),
    Standing.PENDING: Words("not due yet", "belum jatuh tempo"),
    Standing.UNJUDGED: Words("due, not judged", "jatuh tempo, belum dinilai"),
    Standing.UNSCORABLE: Words("cannot be scored", "tidak dapat dinilai"),
}
MISSING = {
    "quantity": Words("no quantity", "tanpa jumlah"),
    "deadline": Words("no deadline", "tanpa tenggat"),
}


_MIDDLE = Words("about right", "kira-kira tepat")


def leaning_words(team: TeamWord) -> Words:
    """Which way a team's word leans; of a forecast, a middle, nobody says that it was kept."""
    if team.leaning is Leaning.TRUE_TO_WORD and is_selling(team.team):
        return _MIDDLE
    return LEANINGS[team.leaning]


def sentence_of(found: Credibility) -> Words:
    """The answer in a sentence or two."""
    scored = [team for team in found.teams if team.n]
    if not scored:
        return Words(
            "No claim can be scored yet.", "Belum ada klaim yang dapat dinilai."
        ) + _left_out(found)
    parts = Words("", "")
    for leaning, en, id_ in (
        (Leaning.OVER_CONFIDENT, "said more than came", "menyatakan lebih dari yang terjadi"),
        (Leaning.HOLDS_BACK, "said less than came", "menyatakan kurang dari yang terjadi"),
    ):
        teams = [team for team in scored if team.leaning is leaning]
        if teams:
            names = [_named(team) for team in teams]
            parts += Words(
                f"{listed([n.en for n in names], 'en')} {en}.",
                f"{listed([n.id for n in names], 'id')} {id_}.",
            )
    if not parts.en:
        kept, n = sum(team.kept for team in scored), sum(team.n for team in scored)
        rate = percent_words(kept / n)
        parts = Words(
            f"{kept} of {n} scored claims were kept ({rate.en}); no team is surely off its word.",
            f"{kept} dari {n} klaim ditepati ({rate.id}); tidak ada tim yang jelas "
            "menyimpang dari ucapannya.",
        )
    return parts + _left_out(found)


def _named(team: TeamWord) -> Words:
    rate = percent_words(team.kept / team.n)
    return Words(
        f"{team.team} ({team.kept} of {team.n} kept, {rate.en})",
        f"{team.team} ({team.kept} dari {team.n} ditepati, {rate.id})",
    )


def _left_out(found: Credibility) -> Words:
    return _unscorable(found) + _misread(found)


def _misread(found: Credibility) -> Words:
    """Outcomes in words that are not known here, for the user to mend."""
    misread = [one for one in found.judged if one.is_misread]
    if not misread:
        return Words("", "")
    written = sorted({" ".join((one.claim.outcome or "").split()) for one in misread})
    names = [f"“{word[:_LONGEST]}”" for word in written]
    n = len(misread)
    return Words(
        f"The outcome of {n} {'claim' if n == 1 else 'claims'} is not understood "
        f"({listed(names, 'en')}): have the mapping turn it into kept, broken or a quantity.",
        f"Hasil {n} klaim tidak dipahami ({listed(names, 'id')}): petakan menjadi kept, "
        "broken, atau jumlah.",
    )


_LONGEST = 40
"""Letters of an outcome that are repeated."""


def _unscorable(found: Credibility) -> Words:
    count = sum(team.unscorable for team in found.teams)
    if not count:
        return Words("", "")
    return Words(
        f"{count} {'claim has' if count == 1 else 'claims have'} no quantity or no deadline and "
        "cannot be scored.",
        f"{count} klaim tanpa jumlah atau tenggat tidak dapat dinilai.",
    )
