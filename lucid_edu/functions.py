"""The operations as functions of tensors, named as in NumPy and PyTorch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lucid_edu import activations, ops
from lucid_edu.ops import Axis
from lucid_edu.record import Data, raw
from lucid_edu.tensor import Tensor, apply


def exp(x: Data) -> Tensor:
    r"""Return $e^x$."""
    return apply(ops.exp, x)


def log(x: Data) -> Tensor:
    r"""Return the natural logarithm."""
    return apply(ops.log, x)


def sqrt(x: Data) -> Tensor:
    r"""Return $\sqrt x$."""
    return apply(ops.sqrt, x)


def abs(x: Data) -> Tensor:
    r"""Return $|x|$; the gradient at 0 is 0."""
    return apply(ops.absolute, x)


def pow(x: Data, exponent: Data) -> Tensor:
    r"""Return $x^p$."""
    return apply(ops.power, x, exponent)


def matmul(x: Data, y: Data) -> Tensor:
    r"""Return the matrix product, of vectors, matrices or batches."""
    return apply(ops.matmul, x, y)


def clip(x: Data, low: float | None, high: float | None) -> Tensor:
    """Limit the elements to [low, high]."""
    return apply(ops.clip, x, low=low, high=high)


clamp = clip


def maximum(x: Data, y: Data) -> Tensor:
    """Return the larger of the two, element by element."""
    return apply(ops.maximum, x, y)


def minimum(x: Data, y: Data) -> Tensor:
    """Return the smaller of the two, element by element."""
    return apply(ops.minimum, x, y)


def where(condition: Data, x: Data, y: Data) -> Tensor:
    """Return `x` where the condition holds, else `y`."""
    return apply(ops.where, x, y, condition=np.asarray(raw(condition)))


def sum(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the sum over `axis`, by default over everything."""
    return x.sum(axis, keepdims)


def mean(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the mean over `axis`, by default over everything."""
    return x.mean(axis, keepdims)


def stack(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Join tensors of one shape along a new axis."""
    return apply(ops.stack, *tensors, axis=axis)


def concatenate(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Join tensors along an axis that they have."""
    return apply(ops.concatenate, *tensors, axis=axis)


def sigmoid(x: Data) -> Tensor:
    r"""Return the logistic sigmoid, $1 / (1 + e^{-x})$."""
    return apply(activations.sigmoid, x)


def hard_sigmoid(x: Data, alpha: float = 0.2, beta: float = 0.5) -> Tensor:
    r"""Return $\min(1, \max(0, \alpha x + \beta))$.

    Raises `ValueError` unless `alpha` is positive and finite.
    """
    if not 0 < alpha < np.inf:
        raise ValueError(
            f"hard_sigmoid needs a slope alpha above 0, not {alpha}; "
            f"0.2 and 1/6 are in use"
        )
    return apply(activations.hard_sigmoid, x, alpha=alpha, beta=beta)


def log_sigmoid(x: Data) -> Tensor:
    r"""Return $\log \sigma(x)$ without computing $\sigma(x)$."""
    return apply(activations.log_sigmoid, x)


def softplus(x: Data) -> Tensor:
    r"""Return $\log(1 + e^x)$ without overflow."""
    return apply(activations.softplus, x)


def relu(x: Data) -> Tensor:
    r"""Return $\max(x, 0)$; the slope at 0 is 0."""
    return apply(activations.relu, x)


def tanh(x: Data) -> Tensor:
    r"""Return the hyperbolic tangent."""
    return apply(activations.tanh, x)


def allclose(x: Data, y: Data, rtol: float = 1e-5, atol: float = 1e-8) -> bool:
    """Return whether all elements agree within `atol + rtol * |y|`."""
    return bool(np.allclose(raw(x), raw(y), rtol=rtol, atol=atol))
