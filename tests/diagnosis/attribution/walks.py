"""Walks of leads past touches as evidence, and the rules written out plainly to hold against."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from selaras.diagnosis.attribution.answer import Attribution
from selaras.diagnosis.attribution.attribute import attribute
from selaras.diagnosis.attribution.question import Asked, Model
from selaras.evidence import open_evidence
from selaras.evidence.engines.duckdb import DuckDBEngine
from selaras.evidence.staging import stage_rows
from selaras.ledger.reading import Reading

START = datetime(2026, 1, 1, tzinfo=UTC)
AS_OF = datetime(2026, 7, 1, tzinfo=UTC)
LOADED = datetime(2026, 12, 1, tzinfo=UTC)
ZONE = ZoneInfo("UTC")


@dataclass(frozen=True)
class Walk:
    """One lead: (channel, days after START) of each touch, and its deal, if any."""

    touches: Sequence[tuple[str | None, float]]
    won: float | None = None
    amount: str | None = "100"
    currency: str | None = "IDR"
    created: float = 0.0
    opened: float | None = None
    sourced_by: str | None = "marketing"
    grade: str | None = "A"
    assets: Sequence[str | None] = field(default=())


def day(after: float) -> datetime:
    return START + timedelta(days=after)


def rows_of(walks: Sequence[Walk]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {"leads": [], "touches": [], "deals": []}
    for number, walk in enumerate(walks):
        lead = f"L{number:05}"
        tables["leads"].append(
            {
                "lead_id": lead, "created_at": day(walk.created), "sourced_by": walk.sourced_by,
                "grade": walk.grade,
            }
        )  # fmt: skip
        for place, (channel, after) in enumerate(walk.touches):
            asset = walk.assets[place] if place < len(walk.assets) else None
            tables["touches"].append(
                {
                    "touch_id": f"{lead}-{place:02}", "lead_id": lead, "happened_at": day(after),
                    "channel": channel, "campaign": "always-on", "asset": asset,
                }
            )  # fmt: skip
        if walk.won is not None:
            tables["deals"].append(
                {
                    "deal_id": f"D{number}", "lead_id": lead, "closed_at": day(walk.won),
                    "created_at": day(walk.won if walk.opened is None else walk.opened),
                    "outcome": "won", "amount": walk.amount, "currency": walk.currency,
                }
            )  # fmt: skip
    return tables


def load_rows(folder: Path, tables: dict[str, list[dict[str, Any]]]) -> Path:
    evidence = open_evidence(folder / "evidence")
    staged = [
        stage_rows(name, rows, folder / f"staged-{name}", "crm", complete_to=LOADED)
        for name, rows in tables.items()
    ]
    evidence.commit(staged, LOADED)
    return folder


def ask(
    folder: Path,
    asked: Asked | None = None,
    currency: str = "IDR",
    zone: ZoneInfo = ZONE,
) -> Attribution:
    engine = DuckDBEngine(threads=1)
    asked = asked or Asked(AS_OF)
    try:
        snapshot = open_evidence(folder / "evidence").snapshot()
        return attribute(Reading(engine, snapshot, asked.as_of), asked, currency, zone)
    finally:
        engine.close()


def answer_of(folder: Path, walks: Sequence[Walk], asked: Asked | None = None) -> Attribution:
    return ask(load_rows(folder, rows_of(walks)), asked)


def credit_by(answer: Attribution, model: Model, what: str = "conversions") -> dict[str, float]:
    """Channel → its credit under a model."""
    (found,) = [m for m in answer.models if m.model is model]
    return {c.channel: getattr(c, what).value for c in found.channels}


def letters(path: str, *, won: bool, first: float = 0.0) -> Walk:
    """A path of one-letter channels, a day apart, won an hour after the last."""
    touches = [(letter, first + place) for place, letter in enumerate(path)]
    end = first + len(path) - 1 + 1 / 24
    return Walk(touches, won=end if won else None, created=first)


SIX_PATHS = {
    "ABABBA": (1, 0), "ABBAA": (1, 0), "AA": (1, 0), "B": (0, 1), "AC": (2, 3), "CB": (1, 4)
}  # fmt: skip
"""The worked example of methods.md §5: path → converted, null."""


def six_paths(times: int) -> list[Walk]:
    """The worked example, so many times over."""
    return [
        letters(path, won=n < yes)
        for path, (yes, no) in SIX_PATHS.items()
        for n in range(yes + no)
        for _again in range(times)
    ]


def random_walks(seed: int, leads: int = 240) -> list[Walk]:
    """Walks of every kind: none, one and many touches, late ones, ties, negative amounts."""
    chance = random.Random(seed)
    walks = []
    for _ in range(leads):
        created = chance.uniform(0, 60)
        touches = sorted(
            (
                (chance.choice("ABCD") * 3, round(created + chance.uniform(-20, 40), 2))
                for _ in range(chance.choice([0, 1, 1, 2, 3, 4, 7, 12]))
            ),
            key=lambda touch: touch[1],
        )
        won = created + chance.uniform(0, 60) if chance.random() < 0.4 else None
        opened = None if won is None else chance.uniform(created, won)
        amount = str(chance.randrange(1, 900)) + ".25"
        walks.append(Walk(touches, won, amount, created=created, opened=opened))
    return walks


# --- the rules, plainly ---------------------------------------------------------------------------


def first(path: list[tuple[str, float]], _walk: Walk) -> list[float]:
    return [1.0] + [0.0] * (len(path) - 1)


def last(path: list[tuple[str, float]], _walk: Walk) -> list[float]:
    return [0.0] * (len(path) - 1) + [1.0]


def linear(path: list[tuple[str, float]], _walk: Walk) -> list[float]:
    return [1 / len(path)] * len(path)


def u_shaped(path: list[tuple[str, float]], _walk: Walk) -> list[float]:
    if len(path) == 1:
        return [1.0]
    if len(path) == 2:
        return [0.5, 0.5]
    return [0.4] + [0.2 / (len(path) - 2)] * (len(path) - 2) + [0.4]


def w_shaped(path: list[tuple[str, float]], walk: Walk) -> list[float]:
    def last_before(instant: float) -> int:
        before = [i for i, (_channel, at) in enumerate(path) if at <= instant]
        return before[-1] if before else 0

    opened = walk.won if walk.opened is None else walk.opened
    assert opened is not None
    milestones = [0, last_before(walk.created), last_before(opened)]
    rest = [i for i in range(len(path)) if i not in milestones]
    shares = [0.3 * milestones.count(i) for i in range(len(path))]
    for i in rest:
        shares[i] = 0.1 / len(rest)
    return [share / sum(shares) for share in shares]


def decay(path: list[tuple[str, float]], walk: Walk) -> list[float]:
    assert walk.won is not None
    weights = [2 ** (-(walk.won - at) / 7) for _channel, at in path]
    return [weight / sum(weights) for weight in weights]


def shapley(path: list[tuple[str, float]], _walk: Walk) -> list[float]:
    channels = [channel for channel, _at in path]
    fresh = [channel not in channels[:i] for i, channel in enumerate(channels)]
    return [one / len(set(channels)) for one in fresh]


PLAIN: dict[Model, Callable[[list[tuple[str, float]], Walk], list[float]]] = {
    Model.FIRST: first,
    Model.LAST: last,
    Model.LINEAR: linear,
    Model.U: u_shaped,
    Model.W: w_shaped,
    Model.DECAY: decay,
    Model.SHAPLEY: shapley,
}


def plain_credit(walks: Sequence[Walk], model: Model) -> dict[str, tuple[float, float]]:
    """Channel → conversions and revenue, touch by touch."""
    found: dict[str, tuple[float, float]] = {}
    for walk in walks:
        if walk.won is None:
            continue
        path = [(str(c), at) for c, at in walk.touches if at <= walk.won]
        if not path:
            continue
        for (channel, _at), share in zip(path, PLAIN[model](path, walk), strict=True):
            conversions, revenue = found.get(channel, (0.0, 0.0))
            worth = float(walk.amount) if walk.amount else 0.0
            found[channel] = conversions + share, revenue + share * worth
    return found
