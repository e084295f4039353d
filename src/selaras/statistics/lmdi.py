"""The change of a product shared out among its factors by logarithmic means (LMDI-I)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def logarithmic_mean(one: Floats | float, other: Floats | float) -> Floats:
    """(a − b)/(ln a − ln b), and a where both are equal; zero where one of them is zero."""
    a, b = np.broadcast_arrays(np.asarray(one, np.float64), np.asarray(other, np.float64))
    if (a < 0).any() or (b < 0).any():
        raise ValueError("a logarithmic mean is of numbers that are not negative")
    positive = (a > 0) & (b > 0)
    ratio = np.log(np.where(positive, a, 1.0) / np.where(positive, b, 1.0))
    near = np.abs(ratio) < 1e-9
    mean = np.where(near, (a + b) / 2, (a - b) / np.where(near, 1.0, ratio))
    return np.where(positive, mean, 0.0)


def lmdi_effects(base: Floats, actual: Floats) -> Floats:
    """Effects of the factors of a product on its change (Ang 2005, methods.md §3).

    Parameters
    ----------
    base, actual
        Shape (…, n): the factors' values, above 0; leading axes are terms that are added up
        (segments), each a product of its own.

    Returns
    -------
    Shape (n,), summing to Σ Π actual − Σ Π base exactly. ValueError for a factor that is not
    above 0: the logarithm has no answer there, and Shapley values have.
    """
    first, last = np.asarray(base, np.float64), np.asarray(actual, np.float64)
    if (first <= 0).any() or (last <= 0).any():
        raise ValueError("every factor has to be above 0")
    mean = logarithmic_mean(last.prod(axis=-1), first.prod(axis=-1))
    effects = mean[..., None] * np.log(last / first)
    return np.asarray(effects.reshape(-1, first.shape[-1]).sum(axis=0))
