"""A kernel: a faster form of an operation, held to the same numbers.

An operation is written for the reader, as `(value, vjp)`.  Its kernel says
the same to the machine: where results go, what is kept for the way back,
and which gradients nobody asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from lucid_edu.kernels import memory
from lucid_edu.kernels.memory import empty, only_value, run
from lucid_edu.ops import Array

Wanted = Sequence[Any] | None
"""The inputs that want a gradient, None in the place of one that does not;
None altogether when nothing is recorded."""


class Kernel:
    """The two directions of an operation.

    `forward(wanted, *arrays, **options)` returns the value and what
    `backward(g, saved, wanted)` needs to return the gradients.  `fresh`
    says that these are new arrays, which nobody else holds.
    """

    __slots__ = ("backward", "forward", "fresh", "name")

    def __init__(
        self,
        name: str,
        forward: Callable[..., tuple[Any, Any]],
        backward: Callable[[Any, Any, Any], Sequence[Any]],
        fresh: bool = False,
    ) -> None:
        self.name, self.forward, self.backward = name, forward, backward
        self.fresh = fresh


def plain(op: Callable[..., Any]) -> Kernel:
    """Return the kernel of an operation that has none of its own."""

    def forward(_: Wanted, *arrays: Any, **options: Any) -> tuple[Any, Any]:
        value, vjp = op(*arrays, **options)
        return value, vjp

    return Kernel(getattr(op, "__name__", "operation"), forward, replay)


def replay(g: Any, vjp: Any, _: Wanted) -> Sequence[Any]:
    """Return what a rule of the `(value, vjp)` form returns."""
    parts: Sequence[Any] = vjp(g)
    return parts


def elementwise(op: Callable[..., Any], block: Callable[..., Any]) -> Kernel:
    """Return the kernel of a function of one array, from its `block`.

    `block(steep, x, y, slope, **options)` returns the value and, if
    `steep`, the derivative; `y` and `slope` are the memory for them, or
    None for new memory.  The slope is made on the way forward and becomes
    the gradient, in place; a second pass works it out again from `x`.
    """

    def forward(wanted: Wanted, x: Any, **options: Any) -> tuple[Any, Any]:
        if type(x) is not _array or not _regular(x):
            value, vjp = op(x, **options)
            return value, vjp
        steep = wanted is not None
        if x.nbytes <= memory.LARGE:
            y, slope = block(steep, x, None, None, **options)
        else:
            y, slope = empty(x), empty(x) if steep else None
            run(partial(block, steep), x, y, slope, **options)
        return y, [slope, x, options]

    def backward(g: Any, saved: Any, _: Wanted) -> Sequence[Any]:
        if callable(saved):
            return replay(g, saved, _)
        slope, x, options = saved
        if slope is None:
            return replay(g, op(x, **options)[1], _)
        saved[0] = None
        return (scaled(slope, g),)

    return Kernel(op.__name__, forward, backward, fresh=True)


def scaled(slope: Array, g: Any) -> Array:
    """Return `slope * g`, in the memory of `slope` where the types allow."""
    if g.dtype is not slope.dtype:
        return np.asarray(slope * g)
    same = only_value(g)
    if same is None:
        if slope.nbytes <= memory.LARGE:
            slope *= g
            return slope
        run(_multiply, slope, g if g.flags.c_contiguous else g.copy())
    elif same != 1:
        run(_multiply, slope, g=same)
    return slope


def _multiply(slope: Array, g: Any) -> None:
    np.multiply(slope, g, out=slope)


def _regular(x: Array) -> bool:
    return x.ndim > 0 and x.dtype.kind == "f" and x.flags.c_contiguous


_array = np.ndarray
