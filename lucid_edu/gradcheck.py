"""Check a gradient against central differences, in float64."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lucid_edu.ops import Array
from lucid_edu.tensor import Tensor


class GradientMismatch(AssertionError):
    """A gradient disagrees with central differences."""


def gradcheck(
    function: Callable[..., Tensor],
    inputs: Sequence[Any],
    eps: float = 1e-6,
    rtol: float = 1e-5,
    atol: float = 1e-7,
) -> bool:
    r"""Return True when backward agrees with central differences.

    Each element of each input is moved by `eps` up and down:
    $(f(x + \epsilon) - f(x - \epsilon)) / 2\epsilon$.  The output is first
    multiplied by fixed uneven weights, because a gradient of ones hides
    errors of broadcasting.  Inputs are taken in float64, whatever they
    were.  Raises `GradientMismatch` with the worst element and both
    numbers.

    >>> le.gradcheck(le.sigmoid, [[-1.0, 0.5]])
    True
    """
    arrays = [np.array(x, dtype=np.float64) for x in inputs]
    tensors = [Tensor(a, requires_grad=True) for a in arrays]
    out = function(*tensors)
    weights = _weights(out.shape)
    if out.requires_grad:
        out.backward(weights)
    for place, (array, tensor) in enumerate(zip(arrays, tensors, strict=True)):
        got = np.zeros_like(array)
        if tensor.grad is not None:
            got = tensor.grad.data
        wanted = _differences(function, arrays, place, weights, eps)
        excess = np.abs(got - wanted) - atol - rtol * np.abs(wanted)
        if array.size and not excess.max() <= 0:  # also for nan
            # argmax takes the first nan, which is worse than any number.
            worst = np.unravel_index(np.argmax(excess), array.shape)
            where = tuple(int(i) for i in worst)
            raise GradientMismatch(
                f"the gradient of input {place} at {where} is "
                f"{got[where]:.6g}, and central differences give "
                f"{wanted[where]:.6g} (x = {array[where]:.6g}, eps = "
                f"{eps:g}); is there a kink, or is the rule wrong?"
            )
    return True


def _weights(shape: tuple[int, ...]) -> Array:
    size = int(np.prod(shape))
    return np.asarray(np.cos(np.arange(size)) + 1.5).reshape(shape)


def _differences(
    function: Callable[..., Tensor],
    arrays: list[Array],
    place: int,
    weights: Array,
    eps: float,
) -> Array:
    wanted = np.zeros_like(arrays[place])
    for where in np.ndindex(wanted.shape):
        ends = []
        for step in (eps, -eps):
            moved = [a.copy() for a in arrays]
            moved[place][where] += step
            value = function(*[Tensor(a) for a in moved]).data
            ends.append(float(np.sum(weights * value)))
        wanted[where] = (ends[0] - ends[1]) / (2 * eps)
    return wanted
