"""Findings that say why nothing can be told, and what would settle it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from selaras.diagnosis.asked import Asked
from selaras.diagnosis.cohorts import Cells
from selaras.diagnosis.finding import Cause, Finding, Needed, Span, Words
from selaras.diagnosis.gaps_in_evidence import Holdings, dropped_factors
from selaras.diagnosis.verdict_rule import RULE
from selaras.errors import Said, said
from selaras.errors.sentences import day_in_words


def immature(asked: Asked, days: int, needed: int, ends: date) -> Finding:
    """The younger cohort has not been seen for long enough.

    `ends` is the first day after it, `needed` the days that its leads have to be seen for.
    """
    ready = ends + timedelta(days=needed)
    says = Words(
        f"The leads have been seen for {days} days, and their deals take {needed}: ask again "
        f"from {day_in_words(ready, 'en')} on.",
        f"Prospek baru diamati {days} hari, padahal transaksinya butuh {needed} hari: tanyakan "
        f"lagi mulai {day_in_words(ready, 'id')}.",
    )
    if asked.as_of.date() < ends:
        says = Words(
            f"Ask again from {day_in_words(ready, 'en')} on: deals take {needed} days.",
            f"Tanyakan lagi mulai {day_in_words(ready, 'id')}: transaksi butuh {needed} hari.",
        )
        why = Words("has not ended", "belum berakhir")
    else:
        why = Words("is too young", "masih terlalu baru")
    sentence = Words(
        f"Cannot tell yet: {asked.period.words} {why.en}. {says.en}",
        f"Belum dapat dipastikan: {asked.period.words.indonesian} {why.id}. {says.id}",
    )
    return unable(asked, sentence, Needed(None, ready, says), age_days=days)


def begins_later(asked: Asked, table: str, first: date) -> Finding:
    """What happened before `first` may not be on record: it is missing, and not less."""
    older = asked.period if asked.base is None else min(asked.base, asked.period, key=_first_day)
    says = Words(
        f"Load what came before, or compare days from {day_in_words(first, 'en')} on.",
        f"Muat data sebelumnya, atau bandingkan hari mulai {day_in_words(first, 'id')}.",
    )
    sentence = Words(
        f"Cannot tell: the table {table} is complete from {day_in_words(first, 'en')} on, and "
        f"{older.words} begins before. {says.en}",
        f"Tidak dapat dipastikan: tabel {table} lengkap mulai {day_in_words(first, 'id')}, "
        f"sedangkan {older.words.indonesian} dimulai sebelumnya. {says.id}",
    )
    return unable(asked, sentence, Needed(None, None, says))


def _first_day(span: Span) -> date:
    return span.first


def without_rates(asked: Asked, lacking: tuple[str, ...]) -> Finding:
    """Amounts of several currencies cannot be added up where a rate is missing."""
    names = ", ".join(lacking)
    says = Words(
        f"Load rates of {names} for the days on which these deals were closed.",
        f"Muat kurs {names} (tabel rates) untuk hari transaksi itu ditutup.",
    )
    sentence = Words(
        f"Cannot tell: some won deals are in {names}, which no rate to {asked.unit} is known for. "
        f"{says.en}",
        f"Tidak dapat dipastikan: sebagian transaksi memakai {names}, yang kursnya ke {asked.unit} "
        f"belum diketahui. {says.id}",
    )
    return unable(asked, sentence, Needed(None, None, says))


_AMOUNTS = Words(
    "Load the amounts for which these deals were won, above 0, and what was credited apart.",
    "Muat nilai transaksi itu saat dimenangkan, di atas 0, dan catat pengembalian secara terpisah.",
)
_DEALS = Words(
    "Map an export of deals to it, and load it.",
    "Petakan ekspor transaksi ke tabel deals, lalu muat.",
)
_ALL_LEADS = Words(
    "Load the leads that did not become customers as well: without them nothing says what was "
    "lost.",
    "Muat juga prospek yang tidak menjadi pelanggan: tanpa itu tidak terlihat apa yang hilang.",
)
_OWNERS = Words(
    "Load who the leads were assigned to (the table assignments, or the owner of leads).",
    "Muat kepada siapa prospek ditugaskan (tabel assignments, atau kolom owner pada leads).",
)


def unusable(asked: Asked, table: pa.Table, most_unpriced: float, age_days: int) -> Finding | None:
    """The finding where won deals have no usable amounts; None where they have.

    `table` is what the engine answered (`drivers_query.cells`).
    """
    period = np.asarray(table["period"].to_numpy())
    won, unpriced, negative = (
        np.bincount(period, table[name].cast(pa.float64()).to_numpy(), 2)
        for name in ("won", "unpriced", "negative")
    )
    if negative.sum() > 0:
        found = Words("some won deals have negative amounts", "ada transaksi bernilai negatif")
    elif (unpriced > most_unpriced * won).any():
        share = f"{100 * float((unpriced / np.maximum(won, 1)).max()):.0f}%"
        found = Words(
            f"{share} of the won deals of a period have no amounts",
            f"{share} transaksi dalam satu periode tidak memiliki nilai",
        )
    else:
        return None
    sentence = Words(
        f"Cannot tell: {found.en}. {_AMOUNTS.en}",
        f"Tidak dapat dipastikan: {found.id}. {_AMOUNTS.id}",
    )
    return unable(asked, sentence, Needed(None, None, _AMOUNTS), age_days=age_days)


def thin(asked: Asked, cells: Cells, holdings: Holdings, age_days: int) -> Finding | None:
    """The finding where the cells cannot carry any decomposition; None where they can."""
    leads = np.bincount(cells.period, cells.leads, 2)
    won = np.bincount(cells.period, cells.won, 2)
    n = counts(cells)
    missing = None
    least = max(RULE.least_leads, RULE.least_events)
    more: int | None = least
    says = Words(
        f"At least {least} leads and {RULE.least_events} won deals are needed in each period.",
        f"Diperlukan sedikitnya {least} prospek dan {RULE.least_events} transaksi di tiap periode.",
    )
    if not holdings.deals:
        missing = Words("there is no table of deals", "tidak ada tabel transaksi")
        more, says = None, _DEALS
    elif leads.min() == 0:
        which = _days(asked.base if leads[0] == 0 else asked.period)
        missing = Words(f"{which} has no leads", f"{which.indonesian} tidak memiliki prospek")
    elif (cells.sold < 0).any() or (cells.delivered < 0).any():
        missing = Words("some won deals have negative amounts", "ada transaksi bernilai negatif")
        more, says = None, _AMOUNTS
    elif won.min() < 2:
        which = _days(asked.base if won[0] < 2 else asked.period)
        few = "1 won deal" if won.min() == 1 else "no won deal"
        missing = Words(
            f"leads of {which} brought {few}",
            f"prospek {which.indonesian} hanya menghasilkan {int(won.min())} transaksi",
        )
    elif np.bincount(cells.period, cells.sold, 2).min() <= 0:
        missing = Words("won deals have no amounts", "transaksi tidak memiliki nilai")
        more, says = None, _AMOUNTS
    elif (won >= leads).all():
        missing = Words("every lead was won", "semua prospek dimenangkan")
        more, says = None, _ALL_LEADS
    elif not holdings.owners:
        missing = Words("no lead has an owner", "tidak ada prospek yang memiliki penanggung jawab")
        more, says = None, _OWNERS
    if missing is None:
        return None
    sentence = Words(
        f"Cannot tell: {missing.en}. {says.en}",
        f"Tidak dapat dipastikan: {missing.id}. {says.id}",
    )
    dropped = dropped_factors(holdings)
    return unable(
        asked, sentence, Needed(more, None, says), n=n, age_days=age_days, dropped=dropped
    )


def _days(span: Span | None) -> Said:
    """The days of a cohort in words; of a plan, which has none, by that word."""
    return said("the plan", "rencana") if span is None else span.words


def unable(
    asked: Asked,
    sentence: Words,
    needed: Needed | None,
    *,
    n: dict[str, int] | None = None,
    age_days: int | None = None,
    dropped: tuple = (),  # type: ignore[type-arg]
) -> Finding:
    """A finding without figures."""
    return Finding(
        verdict=Cause.CANNOT_TELL,
        sentence=sentence,
        gap=None,
        base=None,
        actual=None,
        factors=(),
        teams=(),
        dropped=dropped,
        limits=(),
        needed=needed,
        n=n or {},
        snapshot=asked.snapshot,
        as_of=asked.as_of,
        unit=asked.unit,
        base_span=asked.base,
        period_span=asked.period,
        age_days=age_days,
        plan=asked.plan,
    )


def counts(cells: Cells) -> dict[str, int]:
    """How much evidence there is, by cohort."""
    found = {}
    for number, name in enumerate(("base", "period")):
        rows = cells.period == number
        found[f"leads_{name}"] = int(cells.leads[rows].sum())
        found[f"passed_on_{name}"] = int(cells.leads[rows & (cells.rep >= 0)].sum())
        found[f"attempts_{name}"] = int((cells.leads * cells.made)[rows].sum())
        found[f"contacts_{name}"] = int(cells.leads[rows & cells.contacted].sum())
        found[f"won_{name}"] = int(cells.won[rows].sum())
    found["reps"] = len(np.unique(cells.rep[cells.rep >= 0]))
    return found
