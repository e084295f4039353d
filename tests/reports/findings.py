"""A finding to be shown: worked example B of the methods, with intervals put around it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from selaras.diagnosis.finding import (
    Cause,
    Dropped,
    Effect,
    Estimate,
    Finding,
    Imagined,
    Needed,
    Span,
    Words,
)

FACTORS = (
    ("volume", "marketing", 28.22),
    ("mix", "marketing", -92.72),
    ("speed", "sales", -59.97),
    ("persistence", "sales", -182.56),
    ("conversion", "joint", -2.63),
    ("price", "joint", -12.95),
    ("delivery", "technical", -44.33),
)
TEAMS = (("marketing", -64.88), ("sales", -242.06), ("joint", -15.61), ("technical", -44.39))
MILLION = 1e6


def effect(name: str, team: str, millions: float) -> Effect:
    value = millions * MILLION
    return Effect(name, team, value, value - 20 * MILLION, value + 20 * MILLION)


def a_finding(verdict: Cause = Cause.SALES, text: str = "Revenue fell.") -> Finding:
    told = verdict not in (Cause.CANNOT_TELL, Cause.NEITHER)
    named = {Cause.BOTH: ("marketing", "sales")}.get(verdict, (verdict.value,)) if told else ()
    words = Words(text, f"{text} (id)")
    return Finding(
        verdict=verdict,
        sentence=words,
        gap=Estimate(-366.94 * MILLION, -470 * MILLION, -262 * MILLION),
        base=911.12 * MILLION,
        actual=544.18 * MILLION,
        factors=tuple(effect(*factor) for factor in FACTORS),
        teams=tuple(effect(team, team, value) for team, value in TEAMS),
        dropped=(Dropped("skill", words),),
        limits=(words,),
        needed=Needed(2300, None, words) if verdict is Cause.CANNOT_TELL else None,
        n={"leads_base": 1000, "leads_period": 1040, "won_base": 90, "won_period": 61, "reps": 14},
        snapshot="3f2a9c77d0e1",
        as_of=datetime(2026, 6, 1, 3, tzinfo=UTC),
        unit="IDR",
        base_span=Span(date(2025, 10, 1), date(2025, 12, 31)),
        period_span=Span(date(2026, 1, 1), date(2026, 3, 31)),
        age_days=60,
        named=named,
        probabilities={"sales": 0.98, "marketing": 0.02} if told else {},
        what_if=(
            Imagined("kept", words, 726 * MILLION, Estimate(182 * MILLION, 96e6, 266 * MILLION)),
        ),
    )
