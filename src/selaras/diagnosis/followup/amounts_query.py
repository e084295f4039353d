"""What the deals of worked leads brought, in the workspace's currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ibis import _

from selaras.calendars.clock import day_number
from selaras.diagnosis.followup.asked import Asked
from selaras.diagnosis.followup.paths_query import worked_leads
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
    key = ("follow-up amounts", asked.start, asked.end, asked.currency)
    relations = asked.reading.relations
    if key not in relations:
        rates = read_rates(asked.reading, asked.currency)
        relations[key] = _sum(asked, rates) if asked.reading.has("deals") else None
    found = relations[key]
    return found if isinstance(found, WonAmounts) else WonAmounts(asked.currency)


def _sum(asked: Asked, rates: Rates) -> WonAmounts:
    leads = worked_leads(asked).filter(_.won_at.notnull()).select("lead_id", "rep")
    deals = asked.reading.table("deals")
    won = deals.filter((deals.outcome == "won") & deals.closed_at.notnull())
    won = won.select(
        _lead=won.lead_id, day=won.closed_at.date(), amount=won.amount, currency=won.currency
    )
    rows = leads.inner_join(won, leads.lead_id == won["_lead"])
    rows = rows.mutate(state=rows.amount.isnull().ifelse(0, (rows.amount <= 0).ifelse(1, 2)))
    sums = rows.group_by("rep", "currency", "day", "state").aggregate(
        n=_.count(), total=_.amount.sum()
    )
    return gathered(asked.reading.engine.to_arrow(sums).to_pylist(), rates, asked.currency)


def gathered(rows: list[dict[str, object]], rates: Rates, currency: str) -> WonAmounts:
    """Sums by rep from rows of rep, currency, day, state (0 missing, 1 not positive), n, total."""
    by_rep: dict[str, tuple[int, Decimal]] = {}
    missing = not_positive = without_currency = 0
    without_rate: dict[str, int] = {}
    for row in sorted(rows, key=lambda r: (str(r["rep"]), str(r["currency"]), str(r["day"]))):
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
                day_number(row["day"]),  # type: ignore[arg-type]
            )
            if total is None:
                without_rate[str(own)] = without_rate.get(str(own), 0) + n
                continue
            many, before = by_rep.get(str(row["rep"]), (0, Decimal(0)))
            by_rep[str(row["rep"])] = (many + n, before + total)
    return WonAmounts(currency, by_rep, missing, not_positive, without_currency, without_rate)
