"""Arrow columns as numpy arrays: Arrow's own way there imports pandas, which takes long."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def values_of(column: pa.ChunkedArray, kind: type[np.generic]) -> npt.NDArray[Any]:
    """The values of a column of this kind as they lie in memory; under a null there is anything."""
    width = np.dtype(kind).itemsize
    parts = [
        np.frombuffer(chunk.buffers()[1], kind, len(chunk), chunk.offset * width)
        for chunk in column.chunks
        if len(chunk)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, kind)
