"""Small wins: which touch most likely brought a deal, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from selaras.diagnosis.attribution.answer import Compared, Estimate, SmallWin
from selaras.diagnosis.attribution.words import win_sentence
from selaras.diagnosis.choices import ATTRIBUTION
from selaras.statistics.intervals import LEVEL
from selaras.statistics.risk_ratio import RiskRatio, risk_ratio

Thing = tuple[str, str | None, str | None]
"""Channel, campaign, asset."""
Row = Mapping[str, Any]


def compare(rows: Sequence[Row], everyone: Sequence[Row]) -> dict[Thing, tuple[Compared, str]]:
    """Each thing against all leads that did not meet it, and how sure it is that it did its part.

    `rows` have channel, campaign, asset, grade, month, leads and converted; `everyone` the same
    without the thing. How sure is judged at a level that allows for as many things as are compared.
    """
    place = {stratum: i for i, stratum in enumerate(sorted({_stratum(row) for row in everyone}))}
    whole = np.zeros((2, len(place)))
    for row in everyone:
        whole[:, place[_stratum(row)]] += (row["leads"], row["converted"])
    met: dict[Thing, np.ndarray[Any, np.dtype[np.float64]]] = defaultdict(
        lambda: np.zeros((2, len(place)))
    )
    for row in rows:
        met[thing_of(row)][:, place[_stratum(row)]] += (row["leads"], row["converted"])
    level = 1 - (1 - LEVEL) / max(1, len(met))
    return {thing: _compared(cells, whole - cells, level) for thing, cells in met.items()}


def thing_of(row: Row) -> Thing:
    return row["channel"], row["campaign"], row["asset"]


def _stratum(row: Row) -> tuple[str, str]:
    return str(row["grade"]), str(row["month"])


def _compared(met: Any, other: Any, level: float) -> tuple[Compared, str]:
    numbers = (int(met[0].sum()), int(met[1].sum()), int(other[0].sum()), int(other[1].sum()))
    thin = min(numbers[0], numbers[2]) < ATTRIBUTION.least_arm
    thin = thin or min(numbers[1], numbers[3]) < ATTRIBUTION.least_events
    try:
        ratio = None if thin else risk_ratio(met[1], met[0], other[1], other[0])
    except ValueError:
        ratio = None
    if ratio is None:
        return Compared(*numbers, None, None), "cannot_tell"
    shown = ratio.interval()
    made = Estimate(_made(ratio.value), _made(shown.low), _made(shown.high))
    low = Estimate(ratio.value, shown.low, shown.high)
    return Compared(*numbers, low, made), _sure(ratio, level)


def _made(ratio: float) -> float:
    """The share of conversions that the thing made, if leads are otherwise alike: 1 − 1/ratio."""
    return max(0.0, 1 - 1 / ratio)


def _sure(ratio: RiskRatio, level: float) -> str:
    """Possible where it holds at the stricter level; likely where, besides, it made more than
    half of the conversions over all of its 90% interval."""
    if ratio.interval(level).low <= 1:
        return "not_shown"
    made = _made(ratio.interval().low)
    return "likely" if made >= ATTRIBUTION.likely_above else "possible"


_RANK = {"likely": 0, "possible": 1, "not_shown": 2, "cannot_tell": 3}


def small_wins(
    rows: Iterable[Row],
    compared: Mapping[Thing, tuple[Compared, str]],
    *,
    currency: str,
    per_unit: int,
    most: int = ATTRIBUTION.most_wins,
) -> tuple[SmallWin, ...]:
    """The surest of the newest conversions, the newest first.

    `rows` are those of `wins_query.newest_conversions`. Of the things that a lead met, the one is
    named whose part is shown best; the earlier one where they are alike. Where nothing shows that
    it made a difference, there is no win to tell.
    """
    by_lead: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_lead[row["lead_id"]].append(row)
    wins = [_win(found, compared, currency, per_unit) for found in by_lead.values()]
    wins = [win for win in wins if win.sure != "not_shown"]
    wins.sort(key=lambda win: (_RANK[win.sure], -win.converted_at.timestamp(), win.lead))
    return tuple(sorted(wins[:most], key=_newest_first))


def _newest_first(win: SmallWin) -> tuple[float, str]:
    return -win.converted_at.timestamp(), win.lead


def _win(
    rows: list[Row],
    compared: Mapping[Thing, tuple[Compared, str]],
    currency: str,
    per_unit: int,
) -> SmallWin:
    def strength(row: Row) -> tuple[int, float, datetime, str]:
        figures, sure = compared[thing_of(row)]
        low = figures.made.low if figures.made is not None else None
        return _RANK[sure], -(low or 0.0), row["touched_at"], str(thing_of(row))

    row = min(rows, key=strength)
    figures, sure = compared[thing_of(row)]
    value = row["value"] / per_unit if row["valued"] else None
    sentence = win_sentence(
        lead=row["lead_id"],
        thing=row["asset"] or row["campaign"] or row["channel"],
        channel=row["channel"],
        worth=None if value is None else (value, currency),
        compared=figures,
        sure=sure,
    )
    return SmallWin(
        lead=row["lead_id"],
        converted_at=row["converted_at"],
        value=value,
        channel=row["channel"],
        campaign=row["campaign"],
        asset=row["asset"],
        touched_at=row["touched_at"],
        touches=sum(other["touches"] for other in rows),
        compared=figures,
        sure=sure,
        sentence=sentence,
    )
