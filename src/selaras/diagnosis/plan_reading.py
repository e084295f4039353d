"""What a plan says: its values by driver and kind of customer, checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from selaras.diagnosis.choices import DECOMPOSITION
from selaras.diagnosis.finding import Span
from selaras.diagnosis.plan_query import PlanRow
from selaras.errors import InputError, said

ALL = ("", "all", "*")
"""How a plan names every kind of customer."""
_DRIVERS = {
    "leads": "volume",
    "mix": "mix",
    "speed": "speed",
    "attempts": "persistence",
    "win rate": "conversion",
    "price": "price",
}
_SHARES = ("mix", "speed", "win rate")


@dataclass(frozen=True, slots=True)
class Plan:
    """Planned values by driver and kind of customer (a segment or a source; "" for all)."""

    name: str
    values: dict[str, dict[str, float]]

    def factors(self) -> frozenset[str]:
        """The factors that it speaks of; leads by kind of customer speak of their mix as well."""
        found = {_DRIVERS[driver] for driver in self.values}
        if len(self.values.get("leads", {})) > 1:
            found.add("mix")
        return frozenset(found)


def read_plan(rows: list[PlanRow], plan_id: str, period: Span) -> Plan:
    """The rows of a plan that begin in the period; numbers of leads add up, others are averaged."""
    own = [row for row in rows if row.plan_id == plan_id]
    if not own:
        names = ", ".join(sorted({row.plan_id for row in rows})) or "none"
        raise InputError(
            said("There is no plan {plan!r}.", "Tidak ada rencana {plan!r}.", plan=plan_id),
            mend=said("Known are: {names}.", "Yang dikenal: {names}.", names=names),
        )
    inside = [row for row in own if _is_inside(row.period_start, period)]
    if not inside:
        raise InputError(
            said(
                "The plan {plan!r} has no row that begins within {period}.",
                "Rencana {plan!r} tidak memiliki baris yang dimulai dalam {period}.",
                plan=plan_id,
                period=period,
            )
        )
    values: dict[str, dict[str, list[float]]] = {}
    for row in inside:
        driver = row.driver.strip().lower().replace("_", " ")
        if driver not in _DRIVERS:
            raise InputError(
                said(
                    "The plan {plan!r} has a driver {driver!r}.",
                    "Rencana {plan!r} memiliki penggerak {driver!r}.",
                    plan=plan_id,
                    driver=row.driver,
                ),
                mend=said(
                    "Known are {drivers}.",
                    "Yang dikenal: {drivers}.",
                    drivers=", ".join(_DRIVERS),
                ),
            )
        value = _checked_value(plan_id, driver, row)
        kind = "" if row.segment.strip().lower() in ALL else row.segment
        values.setdefault(driver, {}).setdefault(kind, []).append(value)
    together = {
        driver: {k: sum(v) if driver == "leads" else sum(v) / len(v) for k, v in kinds.items()}
        for driver, kinds in values.items()
    }
    return Plan(plan_id, together)


def _checked_value(plan_id: str, driver: str, row: PlanRow) -> float:
    """The value; InputError where it is lacking, below zero, or no share where one is meant."""
    of = f"{driver} of {row.segment}" if row.segment.strip() else driver
    if row.value is None or row.value < 0:
        raise InputError(
            said(
                "The plan {plan!r} has no value of 0 or more for {of}.",
                "Rencana {plan!r} tidak memiliki nilai 0 atau lebih untuk {of}.",
                plan=plan_id,
                of=of,
            ),
            mend=said("Write one, or leave the row out.", "Tuliskan, atau hapus barisnya."),
        )
    most = DECOMPOSITION.most_attempts
    if driver == "attempts" and row.value > most:
        raise InputError(
            said(
                "The plan {plan!r} has {value} for {of}, more than the {most} that are told apart.",
                "Rencana {plan!r} memuat {value} untuk {of}, lebih dari {most} yang dibedakan.",
                plan=plan_id,
                value=f"{row.value:g}",
                of=of,
                most=most,
            ),
            mend=said(
                "Write how many attempts a lead is to get on average.",
                "Tulis berapa upaya rata-rata yang diterima satu prospek.",
            ),
        )
    if driver in _SHARES and row.value > 1:
        raise InputError(
            said(
                "The plan {plan!r} has {value} for {of}, which is a share.",
                "Rencana {plan!r} memuat {value} untuk {of}, padahal itu suatu bagian.",
                plan=plan_id,
                value=f"{row.value:g}",
                of=of,
            ),
            mend=said(
                "Write shares between 0 and 1, as in 0.6.",
                "Tulis bagian antara 0 dan 1, seperti 0.6.",
            ),
        )
    return row.value


def _is_inside(start: date, period: Span) -> bool:
    return period.first <= start <= period.last
