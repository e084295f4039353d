"""The same credit by other means: two packages, from the same Parquet files, and the raw scan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb

from benchmarks.attribution.paths import Market

Credit = dict[str, float]
"""Channel → conversions, or a removal effect."""


def raw_scan(market: Market) -> tuple[Any, ...]:
    """DuckDB reads every value of the columns that the answer needs, and adds them up."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        found = con.execute(
            "SELECT sum(length(lead_id)), sum(epoch_us(happened_at)), sum(length(channel)) "
            f"FROM read_parquet({market.files('touches')!r}, hive_partitioning=false)"
        )
        row: tuple[Any, ...] = found.fetchall()[0]
        return row


# --- ChannelAttribution ---------------------------------------------------------------------------


def channel_attribution_paths(market: Market) -> Any:
    """What the package takes: path texts with how many converted, what they brought, how many
    did not. Polars makes them, streaming: the package itself has nothing for it."""
    import polars as pl  # noqa: PLC0415 - imports are no part of what is timed

    touches = pl.scan_parquet(market.files("touches"), hive_partitioning=False)
    deals = pl.scan_parquet(market.files("deals"), hive_partitioning=False)
    worth = deals.group_by("lead_id").agg(value=pl.col("amount").cast(pl.Float64).sum())
    paths = (
        touches.select("lead_id", "happened_at", "channel")
        .sort("lead_id", "happened_at", "channel")
        .group_by("lead_id")
        .agg(path=pl.col("channel").str.join(">"))
        .join(worth, on="lead_id", how="left")
    )
    return (
        paths.group_by("path")
        .agg(
            converted=pl.col("value").is_not_null().sum(),
            nulls=pl.col("value").is_null().sum(),
            value=pl.col("value").sum(),
        )
        .collect(engine="streaming")
        .to_pandas()
    )


def channel_attribution_rules(paths: Any) -> dict[str, Credit]:
    """First, last and linear: the rules that it has."""
    import ChannelAttribution  # noqa: PLC0415

    found = ChannelAttribution.heuristic_models(
        paths, "path", "converted", var_value="value", sep=">", flg_pro=False
    )
    names = {"first": "first_touch", "last": "last_touch", "linear": "linear_touch"}
    channels = found["channel_name"]
    return {
        ours: dict(zip(channels, found[f"{theirs}_conversions"], strict=True))
        for ours, theirs in names.items()
    }


def channel_attribution_markov(paths: Any, order: int) -> Credit:
    """Conversions by channel at its default accuracy (5% variation over its repetitions)."""
    import ChannelAttribution  # noqa: PLC0415

    found = ChannelAttribution.markov_model(
        paths, "path", "converted", var_value="value", var_null="nulls", order=order, sep=">",
        verbose=False, flg_pro=False,
    )  # fmt: skip
    return dict(zip(found["channel_name"], found["total_conversions"], strict=True))


# --- marketing-attribution-models -----------------------------------------------------------------


def mam_journeys(market: Market) -> Any:
    """Its own journeys from sessions, each with whether and for how much the lead converted."""
    import polars as pl  # noqa: PLC0415
    from mam import MAM  # noqa: PLC0415

    touches = pl.scan_parquet(market.files("touches"), hive_partitioning=False)
    deals = pl.scan_parquet(market.files("deals"), hive_partitioning=False)
    worth = deals.select("lead_id").unique().with_columns(converted=pl.lit(True))
    sessions = (
        touches.select("lead_id", "happened_at", "channel")
        .join(worth, on="lead_id", how="left")
        .with_columns(pl.col("converted").fill_null(False))
        .collect(engine="streaming")
    )
    return MAM(
        sessions, "session", "channel", "converted", datetime_colname="happened_at",
        user_id_colname="lead_id",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MamModel:
    """One of its models, and how its answer is read."""

    run: Callable[[Any], Any]


MAM_RULES = {
    "first": MamModel(lambda mam: mam.run_first_click()),
    "last": MamModel(lambda mam: mam.run_last_click()),
    "linear": MamModel(lambda mam: mam.run_linear()),
    "u": MamModel(lambda mam: mam.run_position_based()),
    "decay": MamModel(lambda mam: mam.run_time_decay()),
}
"""Five of our six rules: it has no W."""


def mam_rules(mam: Any) -> dict[str, Credit]:
    """Conversions by channel for each of its rules."""
    return {name: _credit(model.run(mam)) for name, model in MAM_RULES.items()}


def mam_markov(mam: Any) -> Credit:
    """Removal effects of order 1: it knows no other order."""
    effects = mam.run_markov().metadata["removal_effect"]
    return dict(zip(effects.index, effects["removal_effect"], strict=True))


def mam_shapley(mam: Any) -> Credit:
    """Its Shapley values are of another game: the last four channels, worth by conversion rate."""
    return _credit(mam.run_shapley())


def _credit(result: Any) -> Credit:
    table = result.to_polars()
    channel = next(name for name in table.columns if name.startswith("channel"))
    credit = next(name for name in table.columns if name != channel)
    pairs = zip(table[channel].to_list(), table[credit].to_list(), strict=True)
    return {str(name): float(value) for name, value in pairs}
