"""What the deals of worked leads brought, in the workspace's currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

from ibis import _

from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.paths_query import won_deals, worked_leads
from selaras.diagnosis.rated_query import closed_cell, local_day
from selaras.ledger.items.lookup import look_up
from selaras.ledger.money import Rates, read_rates


@dataclass(frozen=True, slots=True)
class WonAmounts:
    """Sums of deals won, by rep: (how many have a usable amount, their total).

    Not usable: an amount that is missing, 0 or negative, one without a currency, and one in a
    currency that no rate is known for (named in `without_rate`).
    """

    currency: str
    by_rep: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    missing: int = 0
    not_positive: int = 0
    without_currency: int = 0
    without_rate: dict[str, int] = field(default_factory=dict)

    @property
    def usable(self) -> int:
        return sum(n for n, _total in self.by_rep.values())

    @property
    def unusable(self) -> int:
        rateless = sum(self.without_rate.values())
        return self.missing + self.not_positive + self.without_currency + rateless

    @property
    def mean(self) -> Decimal | None:
        """Of a deal with a usable amount; None without any."""
        total = sum((total for _n, total in self.by_rep.values()), Decimal(0))
        return total / self.usable if self.usable else None


def read_won_amounts(asked: Asked) -> WonAmounts:
    """Deals won up to the horizon of leads that started in the period."""
    key = ("follow-up amounts", asked.start, asked.end, asked.currency, asked.zone)
    relations = asked.reading.relations
    if key not in relations:
        rates = read_rates(asked.reading, asked.currency)
        relations[key] = _sum(asked, rates) if asked.reading.has("deals") else None
    found = relations[key]
    return found if isinstance(found, WonAmounts) else WonAmounts(asked.currency)


def _sum(asked: Asked, rates: Rates) -> WonAmounts:
    leads = worked_leads(asked).filter(_.won_at.notnull())
    won = look_up(won_deals(asked, leads), leads.select("lead_id", "rep"), "lead_id")
    # The day of a deal in its own currency does not matter.
    cell = (won.currency == asked.currency).ifelse(0, closed_cell(won))
    rows = won.mutate(
        state=won.amount.isnull().ifelse(0, (won.amount <= 0).ifelse(1, 2)), cell=cell
    )
    sums = rows.group_by("rep", "currency", "cell", "state").aggregate(
        n=_.count(), total=_.amount.sum()
    )
    found = asked.reading.engine.to_arrow(sums).to_pylist()
    return gathered(found, rates, asked.currency, asked.zone)


def gathered(
    rows: list[dict[str, object]], rates: Rates, currency: str, zone: ZoneInfo
) -> WonAmounts:
    """Sums by rep from rows of rep, currency, cell, state (0 missing, 1 not positive), n, total.

    A deal has the rate of the day, in `zone`, that its cell (`closed_cell`) belongs to.
    """
    by_rep: dict[str, tuple[int, Decimal]] = {}
    missing = not_positive = without_currency = 0
    without_rate: dict[str, int] = {}
    for row in sorted(rows, key=lambda r: (str(r["rep"]), str(r["currency"]), int(str(r["cell"])))):
        n, own, state = int(str(row["n"])), row["currency"], row["state"]
        if state == 0:
            missing += n
        elif state == 1:
            not_positive += n
        elif own is None:
            without_currency += n
        else:
            total = rates.convert(
                Decimal(str(row["total"])),
                str(own),
                currency,
                local_day(int(str(row["cell"])), zone),
            )
            if total is None:
                without_rate[str(own)] = without_rate.get(str(own), 0) + n
                continue
            many, before = by_rep.get(str(row["rep"]), (0, Decimal(0)))
            by_rep[str(row["rep"])] = (many + n, before + total)
    return WonAmounts(currency, by_rep, missing, not_positive, without_currency, without_rate)
