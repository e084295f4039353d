"""Charts drawn beside the pages: drawing several takes longer than a page may."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

from selaras.records.reader import reader_language
from selaras.reports.charts.history import MOST_KEPT, History, history_of, picture_of
from selaras.reports.words import Language
from selaras.web.desk import State, ask
from selaras.web.ledger_now import Promise, SeenLedger

_PATIENCE = 0.06
"""Seconds that a page waits for its charts before it is sent without them (*choice*)."""
_drawn: OrderedDict[History, None] = OrderedDict()
_ahead: set[tuple[int, str, tuple[str, ...]]] = set()


def draw_ahead(seen: SeenLedger) -> None:
    """Draw every promise's history beside the pages, once after each evaluation and language."""
    spoken = reader_language()
    agreements = tuple(sorted({promise.key[0] for promise in seen.promises}))
    key = (seen.whole.store_version, spoken, agreements)
    if key not in _ahead:
        _ahead.add(key)
        ask(f"draw-{key}", partial(_draw_promises, seen.promises, spoken), pace="quick")


def are_drawn(histories: Sequence[History]) -> bool:
    """Whether the charts of histories are drawn, so that `picture_of` has them at once.

    Where one is not, they are drawn beside the page. True too where that failed: asking for the
    chart then says why.
    """
    missing = [one for one in histories if one not in _drawn]
    for one in histories:
        if one in _drawn:
            _drawn.move_to_end(one)
    if not missing:
        return True
    state = _ask_for(missing)
    if state.is_done and missing[-1] not in _drawn:
        # What was drawn once, fetched without asking and forgotten since is still told as done.
        state = _ask_for(missing)
    return state.is_done or bool(state.problem)


def _ask_for(histories: Sequence[History]) -> State:
    key = f"draw-{hash(tuple(histories))}"
    return ask(key, partial(_draw, histories), patience=_PATIENCE, pace="quick")


def _draw(histories: Sequence[History]) -> None:
    for one in histories:
        picture_of(one)
        _drawn[one] = None
        while len(_drawn) > MOST_KEPT:
            _drawn.popitem(last=False)


def _draw_promises(promises: Sequence[Promise], spoken: Language) -> None:
    found = (history_of(one.periods, one.commitment, spoken) for one in promises)
    _draw([one for one in found if one is not None])
