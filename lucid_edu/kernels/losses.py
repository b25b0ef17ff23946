"""The cross entropies: of logits by blocks, of probabilities in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from lucid_edu.activations import (
    bce,
    bce_with_logits,
    mean_bce_with_logits,
)
from lucid_edu.kernels.elementwise import decay, numbers
from lucid_edu.kernels.kernel import Wanted, replay, scaled
from lucid_edu.kernels.memory import empty, number, run
from lucid_edu.ops import Array


def forward(wanted: Wanted, x: Any, t: Any, pos: Any = 1.0) -> tuple[Any, Any]:
    """Return the mean loss; the slope is made on the way."""
    if not _simple(wanted, x, t) or type(pos) is not float or pos != 1.0:
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


def entropy(wanted: Wanted, p: Any, t: Any) -> tuple[Any, Any]:
    """Return the losses of probabilities; `p` and `t` are kept."""
    if not _simple(wanted, p, t):
        return bce(p, t)
    one, least = number(1, p.dtype), number(-100, p.dtype)
    with np.errstate(divide="ignore"):
        log_p = np.log(p)
        log_q = np.negative(p)
        np.log1p(log_q, log_q)
    np.multiply(t, np.maximum(log_p, least, out=log_p), log_p)
    rest = np.subtract(one, t)
    np.multiply(rest, np.maximum(log_q, least, out=log_q), log_q)
    y = np.add(log_p, log_q, rest)
    return np.negative(y, y), (p, t)


def entropy_back(g: Any, saved: Any, wanted: Any) -> Any:
    """Send the slope times the gradient to the probabilities."""
    if callable(saved):
        return replay(g, saved, wanted)
    p, t = saved
    room = np.subtract(number(1, p.dtype), p)
    np.multiply(p, room, room)
    np.maximum(room, number(1e-12, p.dtype), out=room)
    slope = np.divide(np.subtract(p, t), room, room)
    return np.multiply(g, slope, slope), None


def _simple(wanted: Wanted, x: Any, t: Any) -> bool:
    return (
        type(x) is type(t) is np.ndarray
        and x.shape == t.shape
        and x.dtype == t.dtype
        and x.dtype.kind == "f"
        and x.ndim > 0
        and x.size > 0
        and x.flags.c_contiguous
        and t.flags.c_contiguous
        and (wanted is None or wanted[1] is None)
    )


def _block(
    x: Array, t: Array, slope: Array | None, sums: list[Any], count: int
) -> None:
    room = np.square(t)
    if not np.equal(t, room).all():  # some target between 0 and 1
        losses, vjp = bce_with_logits(x, t)
        if slope is not None:
            slope[...] = vjp(np.asarray(1, x.dtype))[0] / count
    else:
        # With s = -1 for a positive and 1 for a negative the loss is
        # softplus(s x), and its slope s sigmoid(s x).
        zero, one = numbers(x.dtype)
        sign = np.multiply(t, number(-2, x.dtype), room)
        np.add(sign, one, sign)
        u = np.multiply(sign, x)
        z = decay(u, None)
        if slope is not None:
            top = np.maximum(z, np.greater_equal(u, zero))
            np.divide(top, np.add(z, one, slope), slope)
            np.divide(slope, np.multiply(sign, count, sign), slope)
        losses = np.maximum(u, np.zeros_like(u), out=u)
        losses += np.log1p(z, z)
    sums.append(losses.sum(dtype=np.float64))
