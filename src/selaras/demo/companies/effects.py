"""What is true of a company: the effect of each factor and team on its revenue.

The value of a coalition of factors is the expected revenue of a period in which those factors, and
no others, are as in the second period; effects are its Shapley value (flat) and its Owen value with
teams as unions (Owen 1977), by enumeration. Written apart from the product's own decomposition,
which it is there to check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, permutations, product

from selaras.demo.companies.company import FACTOR_FIELDS, TEAM_FACTORS, Company, team_of
from selaras.demo.companies.expectation import expected_revenue, ripening

Worth = Callable[[frozenset[str]], float]


@dataclass(frozen=True, slots=True)
class Effects:
    """The truth, in revenue a period.

    Parameters
    ----------
    base, actual
        Expected revenue of the two periods.
    factors
        Owen value of every factor: what it adds within its team.
    flat
        Shapley value of every factor, teams unseen.
    teams
        Owen value of every team: the sum of its factors.
    """

    base: float
    actual: float
    factors: dict[str, float]
    flat: dict[str, float]
    teams: dict[str, float]

    @property
    def gap(self) -> float:
        return self.actual - self.base

    def at_fault(self, team: str) -> bool:
        """Whether something of the team's own was changed that harms."""
        return any(self.factors[factor] < 0 for factor in TEAM_FACTORS[team])


def true_effects(company: Company, age_days: float | None = None) -> Effects:
    """The effects on expected revenue, by that age of each lead (None: in the end)."""
    ripe = None if age_days is None else ripening(company, age_days)
    changed = company.changed_factors()
    known: dict[frozenset[str], float] = {}

    def worth(coalition: frozenset[str]) -> float:
        if coalition not in known:
            known[coalition] = expected_revenue(company, company.levels(coalition), ripe)
        return known[coalition]

    factors = dict.fromkeys(FACTOR_FIELDS, 0.0) | mean_additions(worth, _by_team(changed))
    flat = dict.fromkeys(FACTOR_FIELDS, 0.0) | mean_additions(worth, permutations(changed))
    teams = {team: sum(factors[name] for name in names) for team, names in TEAM_FACTORS.items()}
    return Effects(worth(frozenset()), worth(frozenset(changed)), factors, flat, teams)


def mean_additions(worth: Worth, orders: Iterable[tuple[str, ...]]) -> dict[str, float]:
    """What each player adds to those before it, averaged over the orders."""
    sums: dict[str, float] = {}
    count = 0
    for order in orders:
        count += 1
        for place, player in enumerate(order):
            before = frozenset(order[:place])
            sums[player] = sums.get(player, 0.0) + worth(before | {player}) - worth(before)
    return {player: total / count for player, total in sums.items()}


def _by_team(changed: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Every order in which the factors of a team follow each other."""
    unions: dict[str, list[str]] = {}
    for factor in changed:
        unions.setdefault(team_of(factor), []).append(factor)
    for teams in permutations(unions.values()):
        for orders in product(*(permutations(union) for union in teams)):
            yield tuple(chain.from_iterable(orders))
