"""The mean cross entropy of logits, summed and differentiated by blocks."""

from __future__ import annotations

from typing import Any

import numpy as np

from lucid_edu.activations import bce_with_logits, mean_bce_with_logits
from lucid_edu.kernels.elementwise import decay
from lucid_edu.kernels.kernel import Wanted, replay, scaled
from lucid_edu.kernels.memory import empty, run
from lucid_edu.ops import Array


def forward(wanted: Wanted, x: Any, t: Any, pos: Any = 1.0) -> tuple[Any, Any]:
    """Return the mean loss; the slope is made on the way."""
    if not _simple(wanted, x, t, pos):
        return mean_bce_with_logits(x, t, pos)
    slope = None if wanted is None else empty(x)
    sums: list[Any] = []
    run(_block, x, t, slope, sums=sums, count=x.size)
    return x.dtype.type(np.sum(sums) / x.size), [slope, x, t]


def backward(g: Any, saved: Any, wanted: Any) -> Any:
    """Scale the slope; a second pass works it out again."""
    if callable(saved):
        return replay(g, saved, wanted)
    slope, x, t = saved
    if slope is None:
        return mean_bce_with_logits(x, t)[1](g)
    saved[0] = None
    return scaled(slope, g), None


def _simple(wanted: Wanted, x: Any, t: Any, pos: Any) -> bool:
    return (
        type(x) is type(t) is np.ndarray
        and x.shape == t.shape
        and x.dtype == t.dtype
        and x.dtype.kind == "f"
        and bool(x.size)
        and x.flags.c_contiguous
        and t.flags.c_contiguous
        and (wanted is None or wanted[1] is None)
        and type(pos) is float
        and pos == 1.0
    )


def _block(
    x: Array, t: Array, slope: Array | None, sums: list[Any], count: int
) -> None:
    if not np.array_equal(t, np.square(t)):  # some target between 0 and 1
        losses, vjp = bce_with_logits(x, t)
        if slope is not None:
            slope[...] = vjp(np.asarray(1, x.dtype))[0] / count
    else:
        # With s = -1 for a positive and 1 for a negative the loss is
        # softplus(s x), and its slope s sigmoid(s x).
        sign = np.subtract(1, 2 * t)
        u = sign * x
        z = decay(u, np.empty_like(u))
        if slope is not None:
            np.divide(np.maximum(z, u >= 0), 1 + z, out=slope)
            np.multiply(slope, sign, out=slope)
            np.divide(slope, count, out=slope)
        losses = np.maximum(u, np.zeros_like(u), out=u)
        losses += np.log1p(z, out=z)
    sums.append(losses.sum(dtype=np.float64))
