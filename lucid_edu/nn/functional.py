"""Layers and losses as functions, under PyTorch's names."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from lucid_edu import activations, ops
from lucid_edu.functions import (
    hard_sigmoid,
    log_sigmoid,
    relu,
    sigmoid,
    softplus,
    tanh,
)
from lucid_edu.ops import Array
from lucid_edu.record import Data, raw
from lucid_edu.tensor import Tensor, apply

Reduction = Literal["mean", "sum", "none"]

logsigmoid = log_sigmoid


def hardsigmoid(x: Data) -> Tensor:
    r"""Return PyTorch's hard sigmoid, $\min(1, \max(0, x/6 + 1/2))$.

    >>> F.hardsigmoid(Tensor([1.0]))
    Tensor([0.6667])
    """
    return hard_sigmoid(x, alpha=1 / 6, beta=0.5)


def linear(x: Data, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    r"""Return $x W^\top + b$; `weight` has shape (out, in).

    >>> F.linear(Tensor([[1.0, 2.0]]), Tensor([[3.0, 4.0]]))
    Tensor([[11.0]])
    """
    if bias is None:
        return apply(ops.matmul, x, weight.T)
    return apply(ops.linear, x, weight, bias)


def mse_loss(x: Tensor, target: Data, reduction: Reduction = "mean") -> Tensor:
    r"""Return the squared error $(x - t)^2$, reduced.

    >>> F.mse_loss(Tensor([1.0]), Tensor([3.0]), reduction="sum")
    Tensor(4.0)
    """
    _same_shape("mse_loss", x, target)
    difference = x - target
    return _reduce(difference * difference, reduction)


def binary_cross_entropy(
    p: Tensor,
    target: Data,
    weight: Data = None,
    reduction: Reduction = "mean",
) -> Tensor:
    r"""Return $-t \log p - (1 - t) \log(1 - p)$, reduced.

    `p` and `target` have one shape and lie in [0, 1], else `ValueError`.
    A logarithm is at least -100, as in PyTorch.  From logits,
    `binary_cross_entropy_with_logits` keeps digits that this one has lost.

    >>> F.binary_cross_entropy(Tensor([0.5]), Tensor([1.0]))
    Tensor(0.6931)
    """
    name = "binary_cross_entropy"
    array = _same_shape(name, p, target)
    _within(name, "probabilities", p._data)
    _within(name, "targets", array)
    target = _floating(target, array, p)
    return _reduce(
        _weigh(apply(activations.bce, p, target), weight), reduction
    )


def binary_cross_entropy_with_logits(
    x: Tensor,
    target: Data,
    weight: Data = None,
    reduction: Reduction = "mean",
    pos_weight: Data = None,
) -> Tensor:
    r"""Return the binary cross entropy of $\sigma(x)$, from the logit $x$.

    `target` has the shape of `x` and lies in [0, 1], else `ValueError`.
    `pos_weight` multiplies the part of the positive class, as in PyTorch.

    >>> F.binary_cross_entropy_with_logits(Tensor([0.0]), Tensor([1.0]))
    Tensor(0.6931)
    """
    name = "binary_cross_entropy_with_logits"
    array = _same_shape(name, x, target)
    _within(name, "targets", array)
    target = _floating(target, array, x)
    pos = 1.0 if pos_weight is None else pos_weight
    if reduction == "mean" and weight is None:
        return apply(activations.mean_bce_with_logits, x, target, pos)
    loss = apply(activations.bce_with_logits, x, target, pos)
    return _reduce(_weigh(loss, weight), reduction)


def _floating(target: Data, array: Array, like: Tensor) -> Data:
    """Return `target`; whole numbers and booleans in the other's dtype.

    NumPy would make float64 of an int64 and a float32.
    """
    return target if array.dtype.kind == "f" else array.astype(like.dtype)


def _weigh(loss: Tensor, weight: Data) -> Tensor:
    return loss if weight is None else loss * weight


def _reduce(loss: Tensor, reduction: Reduction) -> Tensor:
    if reduction == "mean":
        return loss.mean()
    if reduction == "sum":
        return loss.sum()
    if reduction == "none":
        return loss
    raise ValueError(
        f"reduction is 'mean', 'sum' or 'none', not {reduction!r}"
    )


def _same_shape(name: str, x: Tensor, target: Data) -> Array:
    """Return the array of `target`."""
    array: Array = np.asarray(raw(target))
    if x._data.shape != array.shape:
        raise ValueError(
            f"{name} needs input and target of one shape, not {x.shape} "
            f"and {array.shape}; reshape one of them"
        )
    return array


def _within(name: str, what: str, array: Any) -> None:
    # The bits of 0 to 1, read as a whole number, are at most those of 1;
    # those of a negative number and of nan are larger.
    bits, most = _BITS.get(array.dtype, (array.dtype, 1))
    if not array.size or (
        bits is not array.dtype
        and np.maximum.reduce(array.view(bits), None) <= most
    ):
        return
    outside = (array < 0) | (array > 1)  # a nan is let through
    if outside.any():
        raise ValueError(
            f"{name} needs {what} between 0 and 1, not "
            f"{array[outside].flat[0]:g}"
        )


_BITS: dict[Any, tuple[Any, int]] = {
    np.dtype(np.float32): (np.dtype(np.uint32), 0x3F800000),
    np.dtype(np.float64): (np.dtype(np.uint64), 0x3FF0000000000000),
}

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "hard_sigmoid",
    "hardsigmoid",
    "linear",
    "log_sigmoid",
    "logsigmoid",
    "mse_loss",
    "relu",
    "sigmoid",
    "softplus",
    "tanh",
]
