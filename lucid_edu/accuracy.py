"""How many units in the last place a formula is off.

The exact value comes from mpmath, to fifty digits, and is held as the sum
of two float64 numbers, so that the difference loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lucid_edu.ops import Array

Exact = tuple[Array, Array]


def points(dtype: Any, seed: int = 0) -> Array:
    """Return the places to try, in [-800, 800], without repeats.

    A dense grid, random numbers, and numbers of every size down to the
    smallest subnormal, of both signs; shape (about 5,000,).
    """
    kind = np.dtype(dtype)
    rng = np.random.default_rng(seed)
    smallest = float(np.log10(float(np.finfo(kind).smallest_subnormal)))
    sizes = 10 ** rng.uniform(smallest, np.log10(800), 1_000)
    parts = [
        np.linspace(-800, 800, 1_601),
        np.linspace(-20, 20, 1_001),
        rng.uniform(-110, 110, 500),
        rng.normal(0, 4, 500),
        sizes,
        -sizes,
    ]
    return np.unique(np.concatenate(parts).astype(kind))


def exact(name: str, x: Array) -> Exact:
    """Return the true values of a function of `FUNCTIONS` at `x`."""
    import mpmath

    with mpmath.workdps(50):
        formula = FUNCTIONS[name]
        values = [formula(mpmath, mpmath.mpf(float(v))) for v in x]
        high = np.array([float(v) for v in values])
        low = [
            float(v - mpmath.mpf(h)) if np.isfinite(h) else 0.0
            for v, h in zip(values, high.tolist(), strict=True)
        ]
    return high, np.array(low)


def ulp_error(got: Array, true: Exact) -> Array:
    """Return the error in units in the last place of the true value.

    The unit is that of `got`'s data type; below the normal numbers it is
    the smallest subnormal.  What is nan or wrongly infinite is off by inf.

    >>> from lucid_edu.accuracy import exact, ulp_error
    >>> x = np.float32([20.0])
    >>> y = 1 / (1 + np.exp(-x))
    >>> true = exact("slope of sigmoid", x)
    >>> ulp_error(y * (1 - y), true) > 1e6
    array([ True])
    """
    high, low = true
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        unit = np.spacing(np.abs(high).astype(got.dtype)).astype(np.float64)
        error = np.abs((got.astype(np.float64) - high) - low) / unit
    return np.where(np.isnan(error), np.inf, error)


def relative_error(got: Array, true: Exact) -> Array:
    """Return the relative error, 0 where the true value is no normal."""
    high, low = true
    normal = np.abs(high) >= float(np.finfo(got.dtype).tiny)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        error = np.abs((got.astype(np.float64) - high) - low) / np.abs(high)
    error = np.where(np.isnan(error), np.inf, error)
    return np.where(normal, error, 0.0)


def _slope(mp: Any, x: Any) -> Any:
    z = mp.exp(-abs(x))
    return z / (1 + z) ** 2


def _hard(mp: Any, x: Any) -> Any:
    return min(mp.mpf(1), max(mp.mpf(0), x / 5 + mp.mpf(1) / 2))


FUNCTIONS: dict[str, Callable[[Any, Any], Any]] = {
    "sigmoid": lambda mp, x: 1 / (1 + mp.exp(-x)),
    "slope of sigmoid": _slope,
    "log_sigmoid": lambda mp, x: -mp.log1p(mp.exp(-x)),
    "softplus": lambda mp, x: mp.log1p(mp.exp(x)),
    "BCE with logits, t = 0": lambda mp, x: mp.log1p(mp.exp(x)),
    "BCE with logits, t = 1": lambda mp, x: mp.log1p(mp.exp(-x)),
    "hard_sigmoid": _hard,
}
