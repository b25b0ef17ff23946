"""The ground floor: each operation is a NumPy function `(value, vjp)`.

`vjp` takes the gradient that arrives at the value and returns the gradient
for each array given.  Nothing here knows tensors, graphs or broadcasting:
the engine sums a gradient back to the shape of its input.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Vjp = Callable[[Array], tuple[Any, ...]]
Result = tuple[Any, Vjp]
Axis = int | tuple[int, ...] | None


def add(x: Array, y: Array) -> Result:
    """Return $x + y$."""
    return x + y, lambda g: (g, g)


def subtract(x: Array, y: Array) -> Result:
    """Return $x - y$."""
    return x - y, lambda g: (g, -g)


def multiply(x: Array, y: Array) -> Result:
    """Return $x y$, element by element."""
    return x * y, lambda g: (g * y, g * x)


def divide(x: Array, y: Array) -> Result:
    """Return $x / y$, element by element."""
    z = x / y
    # Not x / y**2, which underflows in float32 from y = 1e-23 on.
    return z, lambda g: (g / y, -g * z / y)


def negative(x: Array) -> Result:
    """Return $-x$."""
    return -x, lambda g: (-g,)


def power(x: Array, exponent: Array) -> Result:
    r"""Return $x^p$; $\partial/\partial p = x^p \log x$, 0 where $x = 0$."""
    y = x**exponent

    def vjp(g: Array) -> tuple[Array, Array]:
        # x**(p - 1) is only needed where p is not 0; 0**-1 would be inf.
        safe = np.where(exponent == 0, 1, exponent - 1)
        slope = exponent * x**safe
        log = np.log(np.where(x > 0, x, 1))
        return g * slope, g * y * log

    return y, vjp


def exp(x: Array) -> Result:
    r"""Return $e^x$."""
    y = np.exp(x)
    return y, lambda g: (g * y,)


def log(x: Array) -> Result:
    r"""Return $\log x$, the natural logarithm."""
    return np.log(x), lambda g: (g / x,)


def sqrt(x: Array) -> Result:
    r"""Return $\sqrt x$."""
    y = np.sqrt(x)
    return y, lambda g: (g / (2 * y),)


def absolute(x: Array) -> Result:
    r"""Return $|x|$; the gradient at 0 is 0."""
    return np.abs(x), lambda g: (g * np.sign(x),)


def clip(x: Array, low: float | None, high: float | None) -> Result:
    """Limit $x$ to [low, high]; the gradient is 0 outside and at the ends."""
    y = np.clip(x, low, high)
    inside = np.ones(np.shape(x), bool)
    if low is not None:
        inside &= x > low
    if high is not None:
        inside &= x < high
    return y, lambda g: (g * inside,)


def maximum(x: Array, y: Array) -> Result:
    """Return the larger of $x$ and $y$; equals share the gradient."""
    share = (x > y) + 0.5 * (x == y)
    return np.maximum(x, y), lambda g: (g * share, g * (1 - share))


def minimum(x: Array, y: Array) -> Result:
    """Return the smaller of $x$ and $y$; equals share the gradient."""
    share = (x < y) + 0.5 * (x == y)
    return np.minimum(x, y), lambda g: (g * share, g * (1 - share))


def where(x: Array, y: Array, condition: Array) -> Result:
    """Return $x$ where the condition holds, else $y$."""
    chosen = np.asarray(condition, bool)
    value = np.where(chosen, x, y)
    return value, lambda g: (g * chosen, g * ~chosen)


def sum(x: Array, axis: Axis = None, keepdims: bool = False) -> Result:
    """Return the sum of $x$ over `axis`."""
    y = np.sum(x, axis=axis, keepdims=keepdims)

    def vjp(g: Array) -> tuple[Array]:
        if axis is not None and not keepdims:
            g = np.expand_dims(g, axis)
        return (np.broadcast_to(g, x.shape),)

    return y, vjp


def mean(x: Array, axis: Axis = None, keepdims: bool = False) -> Result:
    """Return the mean of $x$ over `axis`."""
    y, spread = sum(x, axis, keepdims)
    count = x.size / np.size(y) if np.size(y) else 1
    count = count or np.nan  # the mean of nothing
    return y / count, lambda g: spread(g / count)


def max(x: Array, axis: Axis = None, keepdims: bool = False) -> Result:
    """Return the maximum of $x$ over `axis`; equals share the gradient."""
    peak = np.max(x, axis=axis, keepdims=True)
    hit = (x == peak) | (x != x)  # a nan is the maximum, and equals nothing
    share = hit / np.sum(hit, axis=axis, keepdims=True)
    y = peak if keepdims else np.max(x, axis=axis)
    return y, lambda g: (np.reshape(g, peak.shape) * share,)


def reshape(x: Array, shape: tuple[int, ...]) -> Result:
    """Return $x$ with another shape."""
    return np.reshape(x, shape), lambda g: (np.reshape(g, x.shape),)


def transpose(x: Array, axes: tuple[int, ...]) -> Result:
    """Return $x$ with its axes in another order."""
    back = tuple(np.argsort(np.mod(axes, x.ndim)))  # -1 is the last axis
    return np.transpose(x, axes), lambda g: (np.transpose(g, back),)


def index(x: Array, key: Any) -> Result:
    """Return `x[key]`; an element taken twice gets both gradients."""

    def vjp(g: Array) -> tuple[Array]:
        out = np.zeros_like(x, dtype=g.dtype)
        np.add.at(out, key, g)
        return (out,)

    return x[key], vjp


def stack(*arrays: Array, axis: int = 0) -> Result:
    """Join arrays of one shape along a new axis."""
    return np.stack(arrays, axis), lambda g: tuple(np.moveaxis(g, axis, 0))


def concatenate(*arrays: Array, axis: int = 0) -> Result:
    """Join arrays along an axis that they have."""
    ends = np.cumsum([a.shape[axis] for a in arrays])[:-1]
    value = np.concatenate(arrays, axis)
    return value, lambda g: tuple(np.split(g, ends, axis))


def matmul(x: Array, y: Array) -> Result:
    r"""Return the matrix product $xy$, of vectors, matrices or batches.

    With a matrix gradient $G$ the gradients are $G y^\top$ and $x^\top G$.
    """
    rows = x[None, :] if x.ndim == 1 else x
    columns = y[:, None] if y.ndim == 1 else y

    def vjp(g: Array) -> tuple[Array, Array]:
        if y.ndim == 1:
            g = g[..., None]
        if x.ndim == 1:
            g = g[..., None, :]
        gx = g @ np.swapaxes(columns, -1, -2)
        gy = np.swapaxes(rows, -1, -2) @ g
        return (
            gx[..., 0, :] if x.ndim == 1 else gx,
            gy[..., 0] if y.ndim == 1 else gy,
        )

    return x @ y, vjp


def linear(x: Array, weight: Array, bias: Array) -> Result:
    r"""Return $x W^\top + b$; the gradient of $b$ is the sum of the rows."""

    def vjp(g: Array) -> tuple[Array, Array, Array]:
        rows = g.reshape(-1, g.shape[-1])
        inputs = x.reshape(-1, x.shape[-1])
        return g @ weight, rows.T @ inputs, rows.sum(axis=0)

    return x @ weight.T + bias, vjp
