"""Small worlds to diagnose: drivers of an identity, and evidence tables drawn from one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from selaras.diagnosis.identity import Drivers, Shifts

BASE_STARTS = datetime(2026, 1, 5, tzinfo=UTC)
PERIOD_STARTS = datetime(2026, 3, 2, tzinfo=UTC)
WEEKS = 8
AS_OF = datetime(2026, 6, 30, tzinfo=UTC)


def drivers(  # noqa: PLR0917  (the columns of the worked example)
    leads: tuple[float, float],
    mix: list[list[float]],
    quick: list[list[float]],
    goes_on: list[list[float]],
    hazards: list[list[float]],
    win: list[list[float]],
    price: list[list[float]],
    delivery: tuple[float, float],
    slow: float,
) -> Drivers:
    """Drivers of segments without grades; lists of two are base and period."""
    segments = len(mix[0])
    shares = np.array(mix)
    nothing = np.zeros(segments)
    in_time = np.array(quick, dtype=float)
    return Drivers(
        group=np.arange(segments),
        groups=segments,
        counts=np.array(leads)[:, None] * shares,
        others=np.zeros((2, segments)),
        waits=np.stack([in_time, 1 - in_time], axis=-1),
        waits_loaded=np.zeros((segments, 2)),
        goes_on=np.repeat(np.array(goes_on)[:, None, :], segments, axis=1),
        goes_on_loaded=np.zeros((segments, len(goes_on[0]))),
        contact=np.array(hazards),
        contact_shifts=Shifts(nothing, nothing, nothing),
        acceptance=np.ones(segments),
        acceptance_shifts=Shifts(nothing, nothing, nothing),
        win=np.array(win[0]),
        win_shifts=Shifts(nothing, nothing, np.log(np.array(win[1]) / np.array(win[0]))),
        penalties=np.array([1.0, slow]),
        price=np.array(price),
        delivery=np.repeat(np.array(delivery)[:, None], segments, axis=1),
        scale=np.ones(2),
    )


@dataclass(frozen=True)
class World:
    """A company in two periods, drawn lead by lead; pairs are base and period.

    `win` may be given by source or by rep, `goes_on` by source: multipliers in the period.
    """

    leads: tuple[int, int] = (1500, 1500)
    reps: int = 6
    sources: tuple[str, ...] = ("ads", "event", "referral")
    win: tuple[float, float] = (0.4, 0.4)
    hazard: float = 0.3
    goes_on: tuple[float, float] = (0.9, 0.9)
    late: tuple[float, float] = (0.2, 0.2)
    amount: tuple[float, float] = (100.0, 100.0)
    delivered: tuple[float, float] = (0.95, 0.95)
    win_of_source: dict[str, float] = field(default_factory=dict)
    win_of_rep: dict[int, float] = field(default_factory=dict)
    goes_on_of_source: dict[str, float] = field(default_factory=dict)
    seed: int = 1

    def tables(self) -> dict[str, pa.Table]:
        """Leads, attempts and deals with the columns of their contracts."""
        rows: dict[str, list[dict[str, object]]] = {"leads": [], "attempts": [], "deals": []}
        for period, starts in enumerate((BASE_STARTS, PERIOD_STARTS)):
            random = np.random.default_rng([self.seed, period])
            for number in range(self.leads[period]):
                self._lead(random, period, starts, f"{period}-{number}", rows)
        return {name: pa.Table.from_pylist(of) for name, of in rows.items()}

    def _lead(
        self,
        random: np.random.Generator,
        period: int,
        starts: datetime,
        name: str,
        rows: dict[str, list[dict[str, object]]],
    ) -> None:
        source = self.sources[int(random.integers(len(self.sources)))]
        rep = int(random.integers(self.reps))
        created = starts + timedelta(days=float(random.uniform(0, 7 * WEEKS)))
        rows["leads"].append(
            {
                "lead_id": name,
                "created_at": created,
                "source": source,
                "grade": "ABC"[int(random.integers(3))],
                "owner": f"rep-{rep}",
                "assigned_at": created,
            }
        )
        slow = random.random() < self.late[period]
        at = created + timedelta(hours=30 if slow else 2)
        goes_on = self.goes_on[period]
        if period:
            goes_on *= self.goes_on_of_source.get(source, 1.0)
        for attempt in range(6):
            if attempt and random.random() >= goes_on:
                return
            through = random.random() < self.hazard * (0.6 if slow else 1.0)
            rows["attempts"].append(
                {
                    "attempt_id": f"{name}-{attempt}",
                    "lead_id": name,
                    "happened_at": at + timedelta(days=attempt),
                    "person_id": f"rep-{rep}",
                    "outcome": "contacted" if through else "no_answer",
                    "automated": False,
                }
            )
            if through:
                break
        else:
            return
        win = self.win[period]
        if period:
            win *= self.win_of_source.get(source, 1.0) * self.win_of_rep.get(rep, 1.0)
        if random.random() >= win:
            return
        closed = at + timedelta(days=5 + float(random.exponential(6)))
        amount = float(self.amount[period] * random.uniform(0.8, 1.2))
        came = random.random() < self.delivered[period]
        rows["deals"].append(
            {
                "deal_id": name,
                "lead_id": name,
                "closed_at": closed,
                "outcome": "won",
                "amount": round(amount, 2),
                "currency": "IDR",
                "delivered_at": closed + timedelta(days=5) if came else None,
                "delivered_amount": round(amount, 2) if came else None,
            }
        )
