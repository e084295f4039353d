"""The JSON of what was lost to capacity."""

from __future__ import annotations

from selaras.capacity.finding import Json, plain
from selaras.capacity.lost.values import Loss


def loss_form(loss: Loss) -> Json:
    """As `selaras capacity postmortem --format json` prints it, under `lost`."""
    return {
        "sentence": loss.sentence.as_json(),
        "logged": plain(loss.logged),
        "asked_in_vain": plain(loss.asked_in_vain),
        "lost_deals": None
        if loss.deals is None
        else {
            "deals": loss.deals.deals,
            "amounts": [
                {"currency": currency, "amount": plain(amount)}
                for currency, amount in loss.deals.amounts
            ],
        },
        "estimated": None if loss.estimated is None else loss.estimated.as_json(),
        "reconciled": None if loss.reconciled is None else loss.reconciled.as_json(),
        "credits": [
            {
                "team": credit.team,
                "currency": credit.currency,
                "deals": credit.deals,
                "credited": plain(credit.credited),
                "delivered": plain(credit.delivered),
                "pending": plain(credit.pending),
                "not_delivered": plain(credit.not_delivered),
                "undelivered_deals": credit.undelivered_deals,
            }
            for credit in loss.credits
        ],
    }
