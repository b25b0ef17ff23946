"""The activations, block by block: see the operations of the same names.

Each line does what the operation's formula says, into memory that is there,
or into new memory where that is None.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lucid_edu.ops import Array

Filled = tuple[Array, Array | None]
Room = Array | None

_FEW = 2_000
"""Elements below which `np.clip` costs more than two comparisons, and the
narrow types' exponential less in an array of float64."""


def sigmoid(steep: bool, x: Array, y: Room, slope: Room) -> Filled:
    """Return the sigmoid and its slope."""
    zero, one = numbers(x.dtype)
    z = decay(x, slope if steep else y)
    top = np.maximum(z, np.greater_equal(x, zero))
    y = np.add(z, one, y)
    if steep:
        slope = np.divide(z, np.square(y), z)
    return np.divide(top, y, y), slope


def hard_sigmoid(
    steep: bool,
    x: Array,
    y: Room,
    slope: Room,
    alpha: float = 0.2,
    beta: float = 0.5,
) -> Filled:
    """Return the hard sigmoid and its slope."""
    low, high, rise = _kinks(alpha, beta, x.dtype)
    if steep:
        inside = np.greater(x, low)
        np.logical_and(inside, np.less(x, high), inside)
        slope = np.multiply(inside, rise, slope)
    y = np.subtract(x, low, y)
    if alpha > 1:
        with np.errstate(over="ignore"):
            np.multiply(y, rise, y)
    else:
        np.multiply(y, rise, y)
    if y.size < _FEW:
        zero, one = numbers(x.dtype)
        np.minimum(np.maximum(y, zero, out=y), one, out=y)
    else:
        np.clip(y, 0, 1, y)
    if steep:
        # The sum of squares, which nothing but a nan makes one.
        some = np.vdot(y, y)
        if some != some:
            slope += np.multiply(y, 0)
    return y, slope


def relu(steep: bool, x: Array, y: Room, slope: Room) -> Filled:
    """Return the positive part and its slope."""
    # Against an array of zeros: with a number NumPy is five times slower.
    y = np.maximum(x, np.zeros(x.shape, x.dtype), out=y)
    if steep:
        slope = np.empty_like(x) if slope is None else slope
        np.greater(x, numbers(x.dtype)[0], slope)
    return y, slope


def decay(x: Array, out: Room) -> Array:
    """Return exp(-|x|), the narrow types' taken in float64."""
    narrow = x.itemsize < 8
    if narrow and out is None and x.size < _FEW:
        wide = x.astype(np.float64)
        np.negative(np.abs(wide, wide), wide)
        return np.exp(wide, wide).astype(x.dtype)
    z = np.abs(x, out)
    np.negative(z, z)
    if narrow:
        return np.exp(z, z, dtype=np.float64, casting="same_kind")
    return np.exp(z, z)


@lru_cache(16)
def numbers(dtype: np.dtype[Any]) -> tuple[Array, Array]:
    """Return 0 and 1 as NumPy takes them fastest: arrays of no axes."""
    return np.array(0, dtype), np.array(1, dtype)


@lru_cache(64)
def _kinks(
    alpha: float, beta: float, dtype: np.dtype[Any]
) -> tuple[Array, Array, Array]:
    low, high = -beta / alpha, (1 - beta) / alpha
    return np.array(low, dtype), np.array(high, dtype), np.array(alpha, dtype)
