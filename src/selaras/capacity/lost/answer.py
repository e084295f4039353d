"""What a programme lost to capacity: logged and estimated, reconciled and never added up."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from selaras.capacity.choices import LOST, LossChoices
from selaras.capacity.finding import Estimate, Words, number_words
from selaras.capacity.known import Evidence
from selaras.capacity.lost.deals_query import credits, lost_deals
from selaras.capacity.lost.values import Credit, Loss, LostDeals
from selaras.capacity.postmortem.answer import Postmortem
from selaras.capacity.source_query import Source


def loss_of(found: Postmortem, now: Evidence, source: Source, choices: LossChoices = LOST) -> Loss:
    """What the programme lost, as known now: `source` is the same evidence, asked for its deals."""
    programme = found.programme
    first = datetime.combine(programme.first, time(), now.zone)
    ended = datetime.combine(programme.last, time(), now.zone) + timedelta(days=1)
    until = min(ended + timedelta(days=choices.after_days), now.at)
    # Of deals that were on record only later, a part would be told for all of them.
    spots = programme.spots
    whole = now.is_whole("deals", programme.first)
    deals = lost_deals(source, spots, first, until, choices) if whole else None
    given = credits(source, spots, first, min(ended, now.at), choices) if whole else ()
    return reconcile(found.outcome.asked_in_vain, deals, _estimated(found), given)


def reconcile(
    asked_in_vain: float,
    deals: LostDeals | None,
    estimated: Estimate | None,
    given: tuple[Credit, ...] = (),
) -> Loss:
    """Bring what is on record and what is estimated together.

    The same order may stand in the demand table and among lost deals, and both are part of what
    sold-out periods hid: the larger of the two is what is on record, and the least that was lost.
    """
    logged = max(asked_in_vain, float(deals.deals) if deals is not None else 0.0)
    reconciled = Estimate(logged) if estimated is None and logged > 0 else None
    if estimated is not None:
        low = estimated.value if estimated.low is None else estimated.low
        high = estimated.value if estimated.high is None else estimated.high
        exact = estimated.low is None and estimated.value >= logged
        reconciled = Estimate(
            max(estimated.value, logged),
            None if exact else max(low, logged),
            None if exact else max(high, logged),
        )
    sentence = _sentence(logged, reconciled) + _of_deliveries(given)
    return Loss(logged, asked_in_vain, deals, estimated, reconciled, given, sentence)


def _of_deliveries(given: tuple[Credit, ...]) -> Words:
    if not any(credit.delivered is None for credit in given):
        return Words("", "")
    return Words(
        "No deal on record says when it was delivered: how much of what was credited was delivered "
        "is not known.",
        "Tidak ada transaksi yang mencatat kapan dikirim: berapa yang terkirim dari yang "
        "dikreditkan tidak diketahui.",
    )


def _estimated(found: Postmortem) -> Estimate | None:
    """Demand less what was served; its interval is that of demand."""
    outcome = found.outcome
    lost = outcome.lost
    if outcome.demand is None or lost is None:
        return None
    if outcome.demand.low is None or outcome.demand.high is None:
        return Estimate(lost)
    below = outcome.demand.value - outcome.demand.low
    above = outcome.demand.high - outcome.demand.value
    return Estimate(lost, max(lost - below, 0.0), lost + above)


def _sentence(logged: float, reconciled: Estimate | None) -> Words:
    if reconciled is None or not reconciled.value > 0:
        return Words(
            "Nothing is known to have been lost to capacity.",
            "Tidak diketahui ada yang hilang karena kapasitas.",
        )
    lost, known = number_words(reconciled.value), number_words(logged)
    ends = Words("", "")
    if reconciled.low is not None and reconciled.high is not None:
        low, high = number_words(reconciled.low), number_words(reconciled.high)
        ends = Words(f" (90% interval {low.en} to {high.en})", f" (selang 90% {low.id}–{high.id})")
    return Words(
        f"About {lost.en}{ends.en} was lost to capacity; {known.en} of it is on record.",
        f"Sekitar {lost.id}{ends.id} hilang karena kapasitas; {known.id} di antaranya tercatat.",
    )
