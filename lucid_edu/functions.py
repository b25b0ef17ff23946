"""The operations as functions of tensors, named as in NumPy and PyTorch.

Each takes tensors, arrays, lists or numbers of any shape, 0-d and empty ones
included, broadcasts as NumPy does, and returns a new tensor.  Floating-point
data types are kept; lists and numbers become float32.  Shapes that do not
fit raise `ValueError` with both shapes.  The formulas of sigmoid, softplus
and their relatives are derived in the chapters on the sigmoid and on
numerical stability; the conventions of the hard sigmoid are those of ONNX
(0.2) and PyTorch (1/6).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lucid_edu import activations, ops
from lucid_edu.ops import Axis
from lucid_edu.record import Data, raw
from lucid_edu.tensor import Tensor, apply, unary


def exp(x: Data) -> Tensor:
    r"""Return $e^x$.

    >>> le.exp([0.0, 1.0])
    Tensor([1.0, 2.7183])
    """
    return unary(ops.exp, x)


def log(x: Data) -> Tensor:
    r"""Return the natural logarithm.

    >>> le.log([1.0, 10.0])
    Tensor([0.0, 2.3026])
    """
    return unary(ops.log, x)


def sqrt(x: Data) -> Tensor:
    r"""Return $\sqrt x$.

    >>> le.sqrt([4.0, 9.0])
    Tensor([2.0, 3.0])
    """
    return unary(ops.sqrt, x)


def abs(x: Data) -> Tensor:
    r"""Return $|x|$; the gradient at 0 is 0.

    >>> le.abs([-2.0, 3.0])
    Tensor([2.0, 3.0])
    """
    return unary(ops.absolute, x)


def pow(x: Data, exponent: Data) -> Tensor:
    r"""Return $x^p$.

    >>> le.pow(Tensor([1.0, 2.0, 3.0]), 2.0)
    Tensor([1.0, 4.0, 9.0])
    """
    return apply(ops.power, x, exponent)


def matmul(x: Data, y: Data) -> Tensor:
    r"""Return the matrix product, of vectors, matrices or batches.

    >>> le.matmul(Tensor([[1.0, 2.0]]), Tensor([[3.0], [4.0]]))
    Tensor([[11.0]])
    """
    return apply(ops.matmul, x, y)


def clip(x: Data, low: float | None, high: float | None) -> Tensor:
    """Limit the elements to [low, high].

    >>> le.clip([-2.0, 0.5, 2.0], 0.0, 1.0)
    Tensor([0.0, 0.5, 1.0])
    """
    return unary(ops.clip, x, low=low, high=high)


clamp = clip


def maximum(x: Data, y: Data) -> Tensor:
    """Return the larger of the two, element by element.

    >>> le.maximum(Tensor([1.0, 5.0]), 3.0)
    Tensor([3.0, 5.0])
    """
    return apply(ops.maximum, x, y)


def minimum(x: Data, y: Data) -> Tensor:
    """Return the smaller of the two, element by element.

    >>> le.minimum(Tensor([1.0, 5.0]), 3.0)
    Tensor([1.0, 3.0])
    """
    return apply(ops.minimum, x, y)


def where(condition: Data, x: Data, y: Data) -> Tensor:
    """Return `x` where the condition holds, else `y`.

    >>> x = Tensor([-1.0, 2.0])
    >>> le.where(x > 0, x, 0.0)
    Tensor([0.0, 2.0])
    """
    return apply(ops.where, x, y, condition=np.asarray(raw(condition)))


def sum(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the sum over `axis`, by default over everything.

    >>> le.sum(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0)
    Tensor([4.0, 6.0])
    """
    return x.sum(axis, keepdims)


def mean(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the mean over `axis`, by default over everything.

    >>> le.mean(Tensor([1.0, 2.0, 6.0]))
    Tensor(3.0)
    """
    return x.mean(axis, keepdims)


def stack(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Join tensors of one shape along a new axis.

    >>> le.stack([Tensor([1.0, 2.0]), Tensor([3.0, 4.0])])
    Tensor([[1.0, 2.0],
            [3.0, 4.0]])
    """
    return apply(ops.stack, *tensors, axis=axis)


def concatenate(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Join tensors along an axis that they have.

    >>> le.concatenate([Tensor([1.0]), Tensor([2.0, 3.0])])
    Tensor([1.0, 2.0, 3.0])
    """
    return apply(ops.concatenate, *tensors, axis=axis)


def sigmoid(x: Data) -> Tensor:
    r"""Return the logistic sigmoid, $1 / (1 + e^{-x})$.

    >>> le.sigmoid([-2.0, 0.0, 2.0])
    Tensor([0.1192, 0.5, 0.8808])
    >>> x = Tensor([0.0], requires_grad=True)
    >>> le.sigmoid(x).backward()
    >>> x.grad
    Tensor([0.25])
    """
    return unary(activations.sigmoid, x)


def hard_sigmoid(x: Data, alpha: float = 0.2, beta: float = 0.5) -> Tensor:
    r"""Return $\min(1, \max(0, \alpha x + \beta))$.

    Raises `ValueError` unless `alpha` is positive and finite.

    >>> le.hard_sigmoid([-3.0, 0.0, 1.0, 3.0])
    Tensor([0.0, 0.5, 0.7, 1.0])
    >>> le.hard_sigmoid([1.0], alpha=1 / 6)
    Tensor([0.6667])
    """
    if not 0 < alpha < np.inf:
        raise ValueError(
            f"hard_sigmoid needs a slope alpha above 0, not {alpha}; "
            f"0.2 and 1/6 are in use"
        )
    return unary(activations.hard_sigmoid, x, alpha=alpha, beta=beta)


def log_sigmoid(x: Data) -> Tensor:
    r"""Return $\log \sigma(x)$ without computing $\sigma(x)$.

    >>> le.log_sigmoid([-1000.0, 0.0])
    Tensor([-1000.0, -0.6931])
    """
    return unary(activations.log_sigmoid, x)


def softplus(x: Data) -> Tensor:
    r"""Return $\log(1 + e^x)$ without overflow.

    >>> le.softplus([-1000.0, 0.0, 1000.0])
    Tensor([0.0, 0.6931, 1000.0])
    """
    return unary(activations.softplus, x)


def relu(x: Data) -> Tensor:
    r"""Return $\max(x, 0)$; the slope at 0 is 0.

    >>> le.relu([-1.0, 2.0])
    Tensor([0.0, 2.0])
    """
    return unary(activations.relu, x)


def tanh(x: Data) -> Tensor:
    r"""Return the hyperbolic tangent.

    >>> le.tanh([0.0, 1.0])
    Tensor([0.0, 0.7616])
    """
    return unary(activations.tanh, x)


def allclose(x: Data, y: Data, rtol: float = 1e-5, atol: float = 1e-8) -> bool:
    """Return whether all elements agree within `atol + rtol * |y|`.

    >>> le.allclose(Tensor([1.0]), [1.000001])
    True
    """
    return bool(np.allclose(raw(x), raw(y), rtol=rtol, atol=atol))
