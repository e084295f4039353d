"""Charts drawn before somebody asks for them: drawing one takes longer than a page may."""

from __future__ import annotations

from functools import partial

from selaras.records.reader import reader_language
from selaras.reports.charts.history import history_picture
from selaras.reports.words import Language
from selaras.web.desk import ask
from selaras.web.ledger_now import Promise, SeenLedger

_drawn: set[tuple[int, str, tuple[str, ...]]] = set()


def draw_ahead(seen: SeenLedger) -> None:
    """Draw every promise's history beside the pages, once after each evaluation and language."""
    spoken = reader_language()
    agreements = tuple(sorted({promise.key[0] for promise in seen.promises}))
    key = (seen.whole.store_version, spoken, agreements)
    if key in _drawn:
        return
    _drawn.add(key)
    ask(f"draw-{key}", partial(_draw, seen.promises, spoken))


def _draw(promises: tuple[Promise, ...], spoken: Language) -> None:
    for promise in promises:
        history_picture(promise.periods, promise.commitment, spoken)
