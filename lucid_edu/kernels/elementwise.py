"""The activations, block by block: see the operations of the same names.

Each line does what the operation's formula says, into memory that is there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lucid_edu.ops import Array

_FEW = 2_000
"""Elements below which `np.clip` costs more than two comparisons."""


def sigmoid(x: Array, y: Array, slope: Array | None) -> None:
    """Fill in the sigmoid."""
    one, zero = number(1, x.dtype), number(0, x.dtype)
    z = decay(x, y if slope is None else slope)
    top = np.maximum(z, np.greater_equal(x, zero))
    np.add(z, one, y)
    if slope is not None:
        np.divide(z, np.square(y), slope)
    np.divide(top, y, y)


def hard_sigmoid(
    x: Array,
    y: Array,
    slope: Array | None,
    alpha: float = 0.2,
    beta: float = 0.5,
) -> None:
    """Fill in the hard sigmoid."""
    low, high = -beta / alpha, (1 - beta) / alpha
    if slope is not None:
        inside = np.greater(x, number(low, x.dtype))
        np.logical_and(inside, np.less(x, number(high, x.dtype)), inside)
        np.multiply(inside, number(alpha, x.dtype), slope)
    np.subtract(x, number(low, x.dtype), y)
    if alpha > 1:
        with np.errstate(over="ignore"):
            np.multiply(y, number(alpha, x.dtype), y)
    else:
        np.multiply(y, number(alpha, x.dtype), y)
    if y.size < _FEW:
        np.maximum(y, number(0, x.dtype), out=y)
        np.minimum(y, number(1, x.dtype), out=y)
    else:
        np.clip(y, 0, 1, y)
    if slope is not None and y.size and np.isnan(np.minimum.reduce(y, None)):
        np.add(slope, np.multiply(y, 0), slope)


def relu(x: Array, y: Array, slope: Array | None) -> None:
    """Fill in the positive part."""
    # Against an array of zeros: with a number NumPy is five times slower.
    np.maximum(x, np.zeros(x.shape, x.dtype), out=y)
    if slope is not None:
        np.greater(x, number(0, x.dtype), slope)


def decay(x: Array, out: Array) -> Array:
    """Fill `out` with exp(-|x|), the narrow types' taken in float64."""
    np.abs(x, out)
    np.negative(out, out)
    if x.itemsize >= 8:
        return np.exp(out, out)
    return np.exp(out, out, dtype=np.float64, casting="same_kind")


@lru_cache(256)
def number(value: float, dtype: np.dtype[Any]) -> Array:
    """Return a number as NumPy takes it fastest: an array of no axes."""
    return np.array(value, dtype)
