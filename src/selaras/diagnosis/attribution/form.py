"""An attribution as plain JSON values: stable keys, no clock, floats to 9 digits."""

from __future__ import annotations

from typing import Any

from selaras.diagnosis.attribution.answer import (
    Attribution,
    ChannelCredit,
    Contribution,
    Estimate,
    ModelCredit,
    SmallWin,
)
from selaras.ledger.form import plain


def attribution_form(answer: Attribution) -> dict[str, Any]:
    """The whole answer of `selaras attribution --format json`."""
    asked, n = answer.asked, answer.n
    return {
        "as_of": plain(asked.as_of),
        "snapshot": answer.snapshot,
        "period": {
            "start": None if asked.start is None else plain(asked.start),
            "end": None if asked.end is None else plain(asked.end),
        },
        "horizon": plain(answer.horizon),
        "conversion": asked.conversion,
        "unit": "conversions",
        "currency": answer.currency,
        "verdict": answer.verdict,
        "leader": answer.leader,
        "reason": answer.reason,
        "sentence": dict(answer.sentence),
        "needed": answer.needed,
        "n": {
            "paths": n.paths,
            "null_paths": n.null_paths,
            "touches": n.touches,
            "conversions": n.conversions,
            "conversions_touched": n.conversions_touched,
            "deals": n.deals,
            "buckets": n.buckets,
            "draws": n.draws,
        },
        "revenue_total": plain(answer.revenue_total),
        "models": [_model(model) for model in answer.models],
        "contributions": [_contribution(one) for one in answer.contributions],
        "wins": [_win(win) for win in answer.wins],
        "limits": [dict(limit) for limit in answer.limits],
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {name: plain(getattr(estimate, name)) for name in ("value", "low", "high")}


def _model(model: ModelCredit) -> dict[str, Any]:
    return {
        "model": model.model.value,
        "leader": model.leader,
        "leader_chance": plain(model.leader_chance),
        "channels": [_channel(channel) for channel in model.channels],
    }


def _channel(channel: ChannelCredit) -> dict[str, Any]:
    return {
        "channel": channel.channel,
        "conversions": _estimate(channel.conversions),
        "share": _estimate(channel.share),
        "revenue": _estimate(channel.revenue),
        "removal_effect": _estimate(channel.removal),
    }


def _contribution(one: Contribution) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "conversions": _estimate(one.conversions),
        "share": _estimate(one.share),
        "revenue": _estimate(one.revenue),
    }


def _win(win: SmallWin) -> dict[str, Any]:
    compared = win.compared
    return {
        "lead": win.lead,
        "converted_at": plain(win.converted_at),
        "value": plain(win.value),
        "channel": win.channel,
        "campaign": win.campaign,
        "asset": win.asset,
        "touched_at": plain(win.touched_at),
        "touches": win.touches,
        "met": {"leads": compared.met, "converted": compared.met_converted},
        "others": {"leads": compared.other, "converted": compared.other_converted},
        "ratio": _estimate(compared.ratio),
        "made": _estimate(compared.made),
        "sure": win.sure,
        "sentence": dict(win.sentence),
    }
