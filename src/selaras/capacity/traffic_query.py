"""Hourly readings of one resource, on an even grid, and the week ahead of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from selaras.capacity.source_query import Source
from selaras.errors import EvidenceError, said
from selaras.evidence.working_time import micros
from selaras.statistics.hour_of_week import LEAST_HOURS, WEEK, HourlyForecast, hourly_forecast

_HOUR_US = 3_600_000_000
_MOST_WEEKS = 26


def hourly_readings(source: Source, resource_id: str) -> tuple[datetime, NDArray[np.float64]]:
    """The first hour, and the mean reading of each hour from then on; NaN where nobody read.

    At most half a year, up to the newest reading. Raises EvidenceError without readings.
    """
    if not source.has("utilisation"):
        raise EvidenceError(
            said("There is no table of utilisation.", "Tidak ada tabel utilisation.")
        )
    rows = source.table("utilisation")
    rows = rows.filter((rows.resource_id == resource_id) & rows.used.notnull())
    hours = rows.select("used", hour=(micros(rows.happened_at) // _HOUR_US).cast("int64"))
    means = hours.group_by("hour").aggregate(used=hours.used.mean()).order_by("hour")
    found = source.engine.to_arrow(means)
    if found.num_rows == 0:
        raise EvidenceError(
            said(
                "There are no readings of {resource_id!r}.",
                "Tidak ada bacaan dari {resource_id!r}.",
                resource_id=resource_id,
            )
        )
    hour = found["hour"].to_numpy()
    first = max(int(hour[0]), int(hour[-1]) - _MOST_WEEKS * WEEK + 1)
    inside = hour >= first
    values = np.full(int(hour[-1]) - first + 1, np.nan)
    values[hour[inside] - first] = found["used"].to_numpy().astype(np.float64)[inside]
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=first), values


def next_week(
    source: Source, resource_id: str, levels: tuple[float, ...] = (0.1, 0.5, 0.9)
) -> HourlyForecast:
    """Use of a resource over the 168 hours after its newest reading, with quantiles.

    Raises EvidenceError where fewer than two weeks of hours were read.
    """
    _, values = hourly_readings(source, resource_id)
    known = int(np.isfinite(values).sum())
    if known < LEAST_HOURS:
        raise EvidenceError(
            said(
                "{resource_id!r} was read in {known} hours; a forecast needs {least}.",
                "{resource_id!r} dibaca dalam {known} jam; perkiraan memerlukan {least}.",
                resource_id=resource_id,
                known=known,
                least=LEAST_HOURS,
            )
        )
    return hourly_forecast(np.maximum(values, 0.0), WEEK, levels)
