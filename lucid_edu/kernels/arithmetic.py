"""Arithmetic that asks first which gradients are wanted.

`saved` holds no more than the way back needs: a chain of many small
operations is mostly bookkeeping.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lucid_edu import ops
from lucid_edu.kernels.kernel import Kernel, Wanted, replay
from lucid_edu.kernels.memory import constant, ones
from lucid_edu.ops import Axis


def add(_: Wanted, x: Any, y: Any) -> tuple[Any, None]:
    """Return the sum; nothing need be kept."""
    return x + y, None


def add_back(g: Any, _: None, wanted: Any) -> tuple[Any, Any]:
    """Send the gradient to both."""
    return g, g


def subtract(_: Wanted, x: Any, y: Any) -> tuple[Any, None]:
    """Return the difference; nothing need be kept."""
    return x - y, None


def subtract_back(g: Any, _: None, wanted: Any) -> tuple[Any, Any]:
    """Send the gradient, and its negative where it is wanted."""
    return g, None if wanted[1] is None else -g


def multiply(wanted: Wanted, x: Any, y: Any) -> tuple[Any, Any]:
    """Return the product; keep the factors that the way back needs."""
    if wanted is None:
        return x * y, None
    if wanted[1] is None:
        return x * y, y
    if wanted[0] is None:
        return x * y, x
    return x * y, (x, y)


def multiply_back(g: Any, saved: Any, wanted: Any) -> tuple[Any, Any]:
    """Send the gradient times the other factor."""
    if wanted[1] is None:
        return g * saved, None
    if wanted[0] is None:
        return None, g * saved
    x, y = saved
    return g * y, g * x


def divide(wanted: Wanted, x: Any, y: Any) -> tuple[Any, Any]:
    """Return the quotient; keep it and the divisor."""
    z = x / y
    return z, (y, z) if wanted and wanted[1] is not None else y


def divide_back(g: Any, saved: Any, wanted: Any) -> tuple[Any, Any]:
    """Send g / y, and -g z / y where it is wanted."""
    if wanted[1] is None:
        return g / saved, None
    y, z = saved
    return g / y, -g * z / y


def total(
    wanted: Wanted, x: Any, axis: Axis = None, keepdims: bool = False
) -> tuple[Any, Any]:
    """Return the sum; a gradient of it is one number, spread out."""
    if axis is not None or keepdims or x.ndim == 0:
        return ops.sum(x, axis, keepdims)
    return np.add.reduce(x, None), (x.shape, 1)


def average(
    wanted: Wanted, x: Any, axis: Axis = None, keepdims: bool = False
) -> tuple[Any, Any]:
    """Return the mean; a gradient of it is one number, spread out."""
    if axis is not None or keepdims or not x.ndim or not x.size:
        return ops.mean(x, axis, keepdims)
    count = float(x.size)
    return np.add.reduce(x, None) / count, (x.shape, count)


def spread_back(g: Any, saved: Any, wanted: Any) -> Any:
    """Send one number everywhere, in an array that takes no room."""
    if callable(saved):
        return replay(g, saved, wanted)
    shape, count = saved
    return (constant(g / count if count != 1 else g, shape),)


def matmul(wanted: Wanted, x: Any, y: Any) -> tuple[Any, Any]:
    """Return the product of two matrices; others as written."""
    if wanted is None or x.ndim != 2 or y.ndim != 2:
        return ops.matmul(x, y)
    return x @ y, (x, y)


def matmul_back(g: Any, saved: Any, wanted: Any) -> Any:
    """Work out only the products that are wanted."""
    if callable(saved):
        return replay(g, saved, wanted)
    x, y = saved
    return (
        None if wanted[0] is None else g @ y.T,
        None if wanted[1] is None else x.T @ g,
    )


def linear(wanted: Wanted, x: Any, weight: Any, bias: Any) -> tuple[Any, Any]:
    """Return the affine map; the bias is added in place."""
    if (
        x.ndim != 2
        or bias.shape != weight.shape[:1]
        or x.dtype is not bias.dtype
    ):
        return ops.linear(x, weight, bias)
    # Of two matrices `dot` is what @ is, and sooner there.
    y = x.dot(weight.T)
    return np.add(y, bias, y), (x, weight)


def linear_back(g: Any, saved: Any, wanted: Any) -> Any:
    """Work out only the products that are wanted."""
    if callable(saved):
        return replay(g, saved, wanted)
    x, weight = saved
    return (
        None if wanted[0] is None else g.dot(weight),
        None if wanted[1] is None else g.T.dot(x),
        None if wanted[2] is None else ones(len(g), g.dtype).dot(g),
    )


ARITHMETIC: dict[Callable[..., Any], Kernel] = {
    ops.add: Kernel("add", add, add_back),
    ops.subtract: Kernel("subtract", subtract, subtract_back),
    ops.multiply: Kernel("multiply", multiply, multiply_back, fresh=True),
    ops.divide: Kernel("divide", divide, divide_back),
    ops.sum: Kernel("sum", total, spread_back),
    ops.mean: Kernel("mean", average, spread_back),
    ops.matmul: Kernel("matmul", matmul, matmul_back),
    ops.linear: Kernel("linear", linear, linear_back, fresh=True),
}
