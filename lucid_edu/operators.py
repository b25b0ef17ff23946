"""What can be written with a tensor: operators, indexing, methods.

Each is one line: the operation of the same name, applied.
"""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np

from lucid_edu import activations, ops
from lucid_edu.ops import Axis
from lucid_edu.record import Data, Recorded, binary, raw, unary, wrap


class Operators(Recorded):
    """The operators of `Tensor`."""

    __slots__ = ()

    # A number or an array may stand on either side.

    def __add__(self, other: Data) -> Self:
        return binary(ops.add, self, other)

    def __radd__(self, other: Data) -> Self:
        return binary(ops.add, other, self)

    def __sub__(self, other: Data) -> Self:
        return binary(ops.subtract, self, other)

    def __rsub__(self, other: Data) -> Self:
        return binary(ops.subtract, other, self)

    def __mul__(self, other: Data) -> Self:
        return binary(ops.multiply, self, other)

    def __rmul__(self, other: Data) -> Self:
        return binary(ops.multiply, other, self)

    def __truediv__(self, other: Data) -> Self:
        return binary(ops.divide, self, other)

    def __rtruediv__(self, other: Data) -> Self:
        return binary(ops.divide, other, self)

    def __pow__(self, other: Data) -> Self:
        return binary(ops.power, self, other)

    def __rpow__(self, other: Data) -> Self:
        return binary(ops.power, other, self)

    def __matmul__(self, other: Data) -> Self:
        return binary(ops.matmul, self, other)

    def __rmatmul__(self, other: Data) -> Self:
        return binary(ops.matmul, other, self)

    def __neg__(self) -> Self:
        return unary(ops.negative, self)

    def __abs__(self) -> Self:
        return unary(ops.absolute, self)

    def __gt__(self, other: Data) -> Self:
        return wrap(np.greater(self._data, raw(other)))

    def __ge__(self, other: Data) -> Self:
        return wrap(np.greater_equal(self._data, raw(other)))

    def __lt__(self, other: Data) -> Self:
        return wrap(np.less(self._data, raw(other)))

    def __le__(self, other: Data) -> Self:
        return wrap(np.less_equal(self._data, raw(other)))

    def __eq__(self, other: object) -> Self:  # type: ignore[override]
        if other is None:
            return NotImplemented
        return wrap(np.equal(self._data, raw(other)))

    def __ne__(self, other: object) -> Self:  # type: ignore[override]
        if other is None:
            return NotImplemented
        return wrap(np.not_equal(self._data, raw(other)))

    def __invert__(self) -> Self:
        return wrap(~self._data)

    def __getitem__(self, key: Any) -> Self:
        return unary(ops.index, self, key=_plain_key(key))

    def exp(self) -> Self:
        """See `ops.exp`."""
        return unary(ops.exp, self)

    def log(self) -> Self:
        """See `ops.log`."""
        return unary(ops.log, self)

    def sqrt(self) -> Self:
        """See `ops.sqrt`."""
        return unary(ops.sqrt, self)

    def abs(self) -> Self:
        """See `ops.absolute`."""
        return unary(ops.absolute, self)

    def sigmoid(self) -> Self:
        """See `activations.sigmoid`."""
        return unary(activations.sigmoid, self)

    def log_sigmoid(self) -> Self:
        """See `activations.log_sigmoid`."""
        return unary(activations.log_sigmoid, self)

    def relu(self) -> Self:
        """See `activations.relu`."""
        return unary(activations.relu, self)

    def tanh(self) -> Self:
        """See `activations.tanh`."""
        return unary(activations.tanh, self)

    def softplus(self) -> Self:
        """See `activations.softplus`."""
        return unary(activations.softplus, self)

    def hard_sigmoid(self, alpha: float = 0.2, beta: float = 0.5) -> Self:
        """See `activations.hard_sigmoid`."""
        return unary(activations.hard_sigmoid, self, alpha=alpha, beta=beta)

    def pow(self, exponent: Data) -> Self:
        """Return the elements to the power `exponent`."""
        return binary(ops.power, self, exponent)

    def matmul(self, other: Data) -> Self:
        """Return the matrix product with `other`."""
        return binary(ops.matmul, self, other)

    def clip(self, low: float | None, high: float | None) -> Self:
        """Limit the elements to [low, high]."""
        return unary(ops.clip, self, low=low, high=high)

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Self:
        """Return the sum over `axis`, by default over everything."""
        if axis is None and not keepdims:
            return unary(ops.sum, self)
        return unary(ops.sum, self, axis=axis, keepdims=keepdims)

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Self:
        """Return the mean over `axis`, by default over everything."""
        if axis is None and not keepdims:
            return unary(ops.mean, self)
        return unary(ops.mean, self, axis=axis, keepdims=keepdims)

    def max(self, axis: Axis = None, keepdims: bool = False) -> Self:
        """Return the maximum over `axis`, by default over everything."""
        return unary(ops.max, self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape: Any) -> Self:
        """Return the same elements in another shape; -1 is worked out."""
        return unary(ops.reshape, self, shape=_shape(shape))

    def flatten(self, start: int = 0) -> Self:
        """Join all axes from `start` on into one."""
        shape = self._data.shape
        # Not -1, which cannot be worked out where another axis is empty.
        return self.reshape(*shape[:start], math.prod(shape[start:]))

    def squeeze(self, axis: int | None = None) -> Self:
        """Drop the axes of length one, or only `axis`."""
        return self.reshape(np.squeeze(self._data, axis).shape)

    def unsqueeze(self, axis: int) -> Self:
        """Add an axis of length one."""
        return self.reshape(np.expand_dims(self._data, axis).shape)

    def transpose(self, *axes: Any) -> Self:
        """Return the axes in another order, by default reversed."""
        order = _shape(axes) or tuple(range(self._data.ndim))[::-1]
        return unary(ops.transpose, self, axes=order)


def _plain_key(key: Any) -> Any:
    if isinstance(key, tuple):
        return tuple(_plain_key(part) for part in key)
    return key._data if isinstance(key, Recorded) else key


def _shape(sizes: tuple[Any, ...]) -> tuple[int, ...]:
    if len(sizes) == 1 and not isinstance(sizes[0], int | np.integer):
        return tuple(sizes[0])
    return sizes
