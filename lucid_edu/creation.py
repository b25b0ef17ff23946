"""Make tensors: filled, spaced and random ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from lucid_edu.record import raw
from lucid_edu.tensor import Tensor, wrap

float16, float32, float64 = np.float16, np.float32, np.float64
int32, int64, bool_ = np.int32, np.int64, np.bool_

_state: dict[str, np.random.Generator] = {}


def tensor(
    data: Any, requires_grad: bool = False, dtype: Any = None
) -> Tensor:
    """Return a tensor of a copy of `data`; see `Tensor`.

    >>> le.tensor([[1.0, 2.0]], requires_grad=True)
    Tensor([[1.0, 2.0]], grad=None)
    """
    return Tensor(data, requires_grad, dtype)


def zeros(
    *shape: Any, dtype: Any = float32, requires_grad: bool = False
) -> Tensor:
    """Return a tensor of zeros: `zeros(2, 3)` or `zeros((2, 3))`.

    >>> le.zeros(2, 3)
    Tensor([[0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0]])
    """
    return _finish(np.zeros(_sizes(shape), dtype), requires_grad)


def ones(
    *shape: Any, dtype: Any = float32, requires_grad: bool = False
) -> Tensor:
    """Return a tensor of ones.

    >>> le.ones(2)
    Tensor([1.0, 1.0])
    """
    return _finish(np.ones(_sizes(shape), dtype), requires_grad)


def full(
    shape: tuple[int, ...],
    value: float,
    dtype: Any = float32,
    requires_grad: bool = False,
) -> Tensor:
    """Return a tensor filled with `value`.

    >>> le.full((2,), 7.0)
    Tensor([7.0, 7.0])
    """
    return _finish(np.full(shape, value, dtype), requires_grad)


def zeros_like(x: Tensor) -> Tensor:
    """Return zeros in the shape and data type of `x`.

    >>> le.zeros_like(Tensor([1.0, 2.0]))
    Tensor([0.0, 0.0])
    """
    return wrap(np.zeros_like(raw(x)))


def ones_like(x: Tensor) -> Tensor:
    """Return ones in the shape and data type of `x`.

    >>> le.ones_like(Tensor([1.0, 2.0]))
    Tensor([1.0, 1.0])
    """
    return wrap(np.ones_like(raw(x)))


def arange(*bounds: float, dtype: Any = None) -> Tensor:
    """Return evenly spaced numbers, int64 or float32 as the bounds say.

    >>> le.arange(3)
    Tensor([0, 1, 2])
    """
    values = np.arange(*bounds)
    return wrap(values.astype(dtype or _default(values)))


def linspace(
    start: float, stop: float, steps: int = 50, dtype: Any = float32
) -> Tensor:
    """Return `steps` numbers from `start` to `stop`, both included.

    >>> le.linspace(0.0, 1.0, 5)
    Tensor([0.0, 0.25, 0.5, 0.75, 1.0])
    """
    return wrap(np.linspace(start, stop, steps).astype(dtype))


def manual_seed(seed: int) -> None:
    """Make `rand`, `randn`, `randint` and new layers repeatable.

    >>> le.manual_seed(0)
    >>> first = le.rand(3)
    >>> le.manual_seed(0)
    >>> le.allclose(first, le.rand(3))
    True
    """
    _state["generator"] = np.random.default_rng(seed)


def generator() -> np.random.Generator:
    """Return the generator that random tensors are drawn from."""
    if "generator" not in _state:
        # At first use: importing numpy.random takes longer than this package.
        _state["generator"] = np.random.default_rng()
    return _state["generator"]


def rand(
    *shape: Any, dtype: Any = float32, requires_grad: bool = False
) -> Tensor:
    """Return numbers spread evenly over [0, 1).

    >>> le.rand(2, 3).shape
    (2, 3)
    """
    values = generator().random(_sizes(shape))
    return _finish(values.astype(dtype), requires_grad)


def randn(
    *shape: Any, dtype: Any = float32, requires_grad: bool = False
) -> Tensor:
    """Return numbers from the standard normal distribution.

    >>> le.randn(2, 3).dtype
    dtype('float32')
    """
    values = generator().standard_normal(_sizes(shape))
    return _finish(np.asarray(values).astype(dtype), requires_grad)


def randint(
    low: int, high: int, size: tuple[int, ...], dtype: Any = int64
) -> Tensor:
    """Return integers from `low` up to but not including `high`.

    >>> le.randint(0, 2, (4,)).shape
    (4,)
    """
    return wrap(generator().integers(low, high, size).astype(dtype))


def _finish(values: Any, requires_grad: bool) -> Tensor:
    return wrap(values).requires_grad_(requires_grad)


def _sizes(shape: tuple[Any, ...]) -> tuple[int, ...]:
    if len(shape) == 1 and not isinstance(shape[0], int | np.integer):
        return tuple(shape[0])
    return shape


def _default(values: Any) -> Any:
    return float32 if values.dtype.kind == "f" else int64
