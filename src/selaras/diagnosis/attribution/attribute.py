"""From the evidence to what marketing brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from selaras.diagnosis.attribution.answer import Attribution, ModelCredit, Numbers, SmallWin
from selaras.diagnosis.attribution.contributions import contributions
from selaras.diagnosis.attribution.conversions_query import Amounts, Conversions, conversions_of
from selaras.diagnosis.attribution.limits import Facts, limits_of, revenue_is_known
from selaras.diagnosis.attribution.models import credit_models, read, walk
from selaras.diagnosis.attribution.paths_query import horizon_of
from selaras.diagnosis.attribution.question import WON, Asked
from selaras.diagnosis.attribution.small_wins import compare, small_wins
from selaras.diagnosis.attribution.sourced_query import sourced_cells
from selaras.diagnosis.attribution.verdict import verdict_of
from selaras.diagnosis.attribution.wins_query import (
    all_cells,
    compared_cells,
    met_things,
    newest_conversions,
)
from selaras.diagnosis.choices import ATTRIBUTION
from selaras.errors import EvidenceError, said
from selaras.ledger.reading import Reading

_CANDIDATES = 200
"""Newest conversions among which small wins are looked for."""


def attribute(reading: Reading, asked: Asked, currency: str, zone: ZoneInfo) -> Attribution:
    """Answer a question to the touches; amounts are stated in `currency`, by the rate of the day in
    `zone` on which a deal was closed.

    Raises EvidenceError where touches, or what says who converted, were never loaded. Too few
    conversions, one channel or amounts that do not add up are part of the answer.
    """
    _check(reading, asked)
    stop = horizon_of(reading, asked)
    conversions = conversions_of(reading, asked, stop, currency, zone)
    walked = walk(reading, asked, conversions)
    sourced = read(reading, sourced_cells(reading, conversions)).to_pylist()
    touched = sum(row["conversions"] for row in sourced if row["touched"])
    has_revenue = asked.conversion == WON and revenue_is_known(conversions.amounts)
    models: tuple[ModelCredit, ...] = ()
    enough = touched >= ATTRIBUTION.least_conversions
    if enough:
        models = credit_models(reading, asked, conversions, walked, revenue=has_revenue)
    verdict = verdict_of(models, touched, asked)
    numbers = Numbers(
        paths=walked.paths,
        null_paths=walked.paths - touched,
        touches=walked.touches,
        conversions=sum(row["conversions"] for row in sourced),
        conversions_touched=touched,
        deals=sum(row["deals"] for row in sourced),
        buckets=len({row["bucket"] for row in sourced}),
        draws=ATTRIBUTION.draws if enough else 0,
    )
    total = sum(row["value"] for row in sourced) / conversions.amounts.per_unit
    return Attribution(
        asked=asked,
        snapshot=reading.snapshot.id,
        horizon=stop,
        currency=currency,
        verdict=verdict.word,
        leader=verdict.leader,
        reason=verdict.reason,
        sentence=verdict.sentence,
        needed=verdict.needed,
        n=numbers,
        revenue_total=total if has_revenue else None,
        models=models,
        contributions=contributions(sourced, conversions.amounts.per_unit if has_revenue else None)
        if enough
        else (),
        wins=_wins(reading, asked, conversions, currency) if touched else (),
        limits=limits_of(_facts(asked, conversions.amounts, stop, numbers, sourced)),
    )


def _check(reading: Reading, asked: Asked) -> None:
    needed = ("touches", "deals" if asked.conversion == WON else "lead_stages")
    for table in needed:
        if not reading.has(table):
            raise EvidenceError(
                said(
                    "Attribution needs the table {table}, which was never loaded. "
                    "Map an export to it and run `selaras load`.",
                    "Atribusi membutuhkan tabel {table}, yang belum pernah dimuat. "
                    "Petakan sebuah ekspor ke tabel itu lalu jalankan `selaras load`.",
                    table=table,
                )
            )


def _wins(
    reading: Reading, asked: Asked, conversions: Conversions, currency: str
) -> tuple[SmallWin, ...]:
    met = met_things(reading, asked, conversions)
    cells = read(reading, compared_cells(reading, met)).to_pylist()
    everyone = read(reading, all_cells(reading, met)).to_pylist()
    newest = newest_conversions(met, conversions, _CANDIDATES)
    rows = read(reading, newest).to_pylist()
    return small_wins(
        rows, compare(cells, everyone), currency=currency, per_unit=conversions.amounts.per_unit
    )


def _facts(
    asked: Asked,
    amounts: Amounts,
    stop: datetime,
    numbers: Numbers,
    sourced: Sequence[Mapping[str, Any]],
) -> Facts:
    return Facts(
        asked=asked,
        amounts=amounts,
        stop=stop,
        numbers=numbers,
        unsourced=sum(row["conversions"] for row in sourced if row["sourced_by"] is None),
    )
