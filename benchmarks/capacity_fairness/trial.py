"""One trial: draw a programme that fell short, explain it, and set the answer against the truth."""

from __future__ import annotations

import time
import traceback
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.capacity_fairness.evidence import evidence_at
from selaras.capacity.postmortem.answer import Basis, Postmortem, decided_at, explain
from selaras.demo.programmes.planting import CAUSES, LARGE_CHANCE, PLANTED, Case, draw_case
from selaras.demo.programmes.tables import PROGRAMME, draw_evidence


@dataclass(frozen=True, slots=True)
class Trial:
    """What was planted and what was found.

    `lost` is what capacity really cost, with the interval that was found for it.
    `answers` are those of the three questions, `named` the causes that are named. `large` are the
    planted causes that are plainly so: a misreading from LARGE_CHANCE on, any other. `mattered` are
    those that made a difference: a misreading where demand exceeded what was known of capacity, any
    other; else the programme fell short because the plant was worse, which nobody could read.
    """

    seed: int
    planted: tuple[str, ...]
    flavour: str
    sites: int
    stock: bool
    past: int
    short: float
    reaches: float
    large: tuple[str, ...]
    mattered: tuple[str, ...]
    named: tuple[str, ...]
    answers: dict[str, str]
    verdict: str
    lost: float
    lost_low: float | None
    lost_high: float | None
    seconds: float
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_trial(row: dict[str, Any]) -> Trial:
    """A trial from its JSON."""
    tuples = {name: tuple(row[name]) for name in ("planted", "large", "mattered", "named")}
    return Trial(**{**row, **tuples})


def try_case(task: tuple[int, int]) -> Trial:
    """Draw the case of (seed, index of what is planted), explain it and score the answer."""
    seed, kind = task
    planted = PLANTED[kind]
    try:
        case = draw_case(seed, planted)
        began = time.perf_counter()
        found = explained(case)
        return _scored(case, found, time.perf_counter() - began)
    except Exception:  # one failure must not end a long run; it is counted and shown
        return Trial(
            *(
                seed,
                planted,
                "error",
                0,
                True,
                0,
                0.0,
                0.0,
                (),
                (),
                (),
                {},
                "error",
                0.0,
                None,
                None,
                0.0,
            ),
            error=traceback.format_exc(),
        )


def explained(case: Case) -> Postmortem:
    """The postmortem of a case, from its tables alone."""
    evidence = draw_evidence(case)
    now = evidence_at(evidence.tables, evidence.as_of)
    programme = next(p for p in now.programmes if p.programme_id == PROGRAMME)
    then = evidence_at(evidence.tables, decided_at(programme, now))
    return explain(programme, then, now, Basis.RECONSTRUCTED)


def _scored(case: Case, found: Postmortem, seconds: float) -> Trial:
    large = tuple(
        cause for cause in case.planted if cause != "management" or case.truth.short >= LARGE_CHANCE
    )
    return Trial(
        case.seed,
        case.planted,
        case.flavour,
        case.world.sites,
        case.world.is_stock,
        len(case.world.past),
        case.truth.short,
        case.truth.reaches,
        large,
        tuple(cause for cause in case.planted if cause != "management" or case.exceeded_known),
        tuple(cause.value for cause in found.causes),
        {cause: _answer(found, cause) for cause in CAUSES},
        found.verdict.value,
        float((case.orders - case.served).sum()),
        *_lost(found),
        seconds,
    )


def _answer(found: Postmortem, cause: str) -> str:
    return next(q.answer.value for q in found.questions if q.cause.value == cause)


def _lost(found: Postmortem) -> tuple[float | None, float | None]:
    """The interval of what was lost; none where nothing was cut off."""
    demand, served = found.outcome.demand, found.outcome.served
    if demand is None or demand.low is None or demand.high is None:
        return None, None
    return demand.low - served, demand.high - served
