"""How good each team's word has been: how often kept, what came of it, how well calibrated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from selaras.capacity.choices import CREDIBILITY, CredibilityChoices
from selaras.capacity.claims.teams import is_selling
from selaras.capacity.claims.values import Judged, Standing
from selaras.capacity.finding import Estimate
from selaras.statistics.brier import Brier, brier
from selaras.statistics.intervals import LEVEL, binomial_exact
from selaras.statistics.random_effects import RandomEffects, random_effects
from selaras.statistics.shrinkage import Beta, beta_prior


class Leaning(StrEnum):
    """Which way a team's word leans; the same rule for every team."""

    TRUE_TO_WORD = "true_to_word"
    OVER_CONFIDENT = "over_confident"
    HOLDS_BACK = "holds_back"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class TeamWord:
    """How good one team's word has been.

    Parameters
    ----------
    claims, unscorable, pending, unjudged
        How many claims it made, and why some are not scored.
    kept, n
        Claims kept, of those scored.
    rate
        Kept-rate, drawn towards that of all teams (beta-binomial), with its 90% interval.
    ratio, ratio_n
        What came, over what was said, drawn towards all teams' (log-normal); claims behind it.
    stated
        Mean probability that the team stated, None where it never did.
    brier
        Of its stated probabilities, None without any.
    """

    team: str
    claims: int
    unscorable: int
    pending: int
    unjudged: int
    kept: int
    n: int
    rate: Estimate
    ratio: Estimate | None
    ratio_n: int
    stated: float | None
    brier: Brier | None
    leaning: Leaning


@dataclass(frozen=True, slots=True)
class Credibility:
    """All teams, and what their rates were drawn towards: Beta(a, b), None without a claim."""

    teams: tuple[TeamWord, ...]
    prior: Beta | None
    brier: Brier | None
    judged: tuple[Judged, ...]

    def team(self, name: str) -> TeamWord | None:
        """The team of that name."""
        return next((team for team in self.teams if team.team == name), None)


def credibility(judged: Sequence[Judged], choices: CredibilityChoices = CREDIBILITY) -> Credibility:
    """The word of each team from its judged claims (methods.md §6)."""
    names = sorted({one.claim.team for one in judged})
    by_team = {name: [one for one in judged if one.claim.team == name] for name in names}
    scored = {name: [one for one in found if one.is_scored] for name, found in by_team.items()}
    prior = _prior(list(scored.values()))
    ratios = {name: _ratio(found, choices) for name, found in scored.items()}
    known = [ratio for ratio in ratios.values() if ratio is not None]
    common = random_effects([r[0] for r in known], [r[1] for r in known], choices.ratio_belief)
    teams = tuple(
        _word(name, by_team[name], scored[name], prior, ratios[name], common, choices)
        for name in names
    )
    return Credibility(
        teams, prior, _brier([one for found in scored.values() for one in found]), tuple(judged)
    )


def _prior(scored: Sequence[Sequence[Judged]]) -> Beta | None:
    """What teams' kept-rates are drawn towards; of a single team next to nothing (Jeffreys), since
    its own claims would count twice."""
    several = [found for found in scored if found]
    if len(several) == 1:
        return Beta(0.5, 0.5)
    return beta_prior(
        [sum(one.kept for one in found) for found in several], list(map(len, several))
    )


def highest_rate(kept: int, n: int, prior: Beta, level: float) -> float:
    """The upper bound of a team's kept-rate that it may be held to, at that two-sided level.

    The larger of two: by its own claims alone (exact), and drawn towards all teams'. Nobody is
    held to what others did not keep.
    """
    return max(prior.after(kept, n).interval(level).high, binomial_exact(kept, n, level).high)


def _word(
    name: str,
    claims: Sequence[Judged],
    scored: Sequence[Judged],
    prior: Beta | None,
    ratio: tuple[float, float, int] | None,
    common: RandomEffects,
    choices: CredibilityChoices,
) -> TeamWord:
    kept, n = sum(one.kept for one in scored), len(scored)
    rate = Estimate(float("nan"))
    if prior is not None:
        after = prior.after(kept, n)
        bounds = after.interval()
        rate = Estimate(after.mean, bounds.low, bounds.high)
    drawn = None if ratio is None else _shrunken(ratio, common)
    score = _brier(scored)
    stated = [one.claim.probability for one in scored if one.claim.probability is not None]
    mean_stated = math.fsum(stated) / len(stated) if stated else None
    counts = {s: sum(one.standing is s for one in claims) for s in Standing}
    return TeamWord(
        name,
        len(claims),
        counts[Standing.UNSCORABLE],
        counts[Standing.PENDING],
        counts[Standing.UNJUDGED],
        kept,
        n,
        rate,
        drawn,
        0 if ratio is None else ratio[2],
        mean_stated,
        score,
        _leaning(name, (kept, n), prior, drawn, mean_stated, choices),
    )


def _leaning(
    team: str,
    scored: tuple[int, int],
    prior: Beta | None,
    ratio: Estimate | None,
    stated: float | None,
    choices: CredibilityChoices,
) -> Leaning:
    """Over-confident where the kept-rate is surely below what was stated, or what comes is surely
    less than what was said; holding back where what comes is surely more, and by enough."""
    kept, n = scored
    if n < choices.least_claims or prior is None:
        return Leaning.CANNOT_TELL
    said = stated
    if said is None and not is_selling(team):
        # A forecast without a probability is a middle, which comes true half the time.
        said = choices.plain_ok
    if said is not None and highest_rate(kept, n, prior, LEVEL) < said:
        return Leaning.OVER_CONFIDENT
    if ratio is not None and ratio.low is not None and ratio.high is not None:
        if ratio.high < 1 / (1 + choices.material):
            return Leaning.OVER_CONFIDENT
        if ratio.low > 1 + choices.material and 2 * kept >= n:
            # Who broke most of it said too much, however far the rest went.
            return Leaning.HOLDS_BACK
    return Leaning.TRUE_TO_WORD


def _ratio(
    scored: Sequence[Judged], choices: CredibilityChoices
) -> tuple[float, float, int] | None:
    """Mean of log(actual/said), the variance of that mean, and the claims behind it."""
    logs = [
        math.log(one.actual / one.claim.quantity)
        for one in scored
        if one.actual is not None and one.actual > 0 and one.claim.quantity
        if one.claim.quantity > 0
    ]
    if not logs:
        return None
    n = len(logs)
    mean = math.fsum(logs) / n
    # The usual scatter counts as some claims, or two that agree would claim to be exact.
    weight = choices.ratio_worth
    squares = math.fsum((x - mean) ** 2 for x in logs) + weight * choices.ratio_scatter**2
    return mean, squares / (n - 1 + weight) / n, n


def _shrunken(ratio: tuple[float, float, int], common: RandomEffects) -> Estimate:
    drawn = common.shrunken(ratio[0], ratio[1])
    bounds = drawn.interval()
    return Estimate(math.exp(drawn.mean), math.exp(bounds.low), math.exp(bounds.high))


def _brier(scored: Sequence[Judged]) -> Brier | None:
    pairs = [
        (one.claim.probability, one.kept) for one in scored if one.claim.probability is not None
    ]
    if not pairs:
        return None
    return brier([p for p, _ in pairs], [float(kept) for _, kept in pairs])
