"""The tensor: an array that remembers which operation made it.

The operations themselves are in `ops.py` and `activations.py`; recording
and replaying them is in `graph.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

import numpy as np

from lucid_edu.data import as_array, shape_error
from lucid_edu.graph import Node, backward, grad_enabled
from lucid_edu.operators import Data, Operation, Operators, raw
from lucid_edu.ops import Array
from lucid_edu.printing import tensor_text


class Tensor(Operators):
    """An array with a gradient.

    Lists and Python numbers become float32, int64 or bool; an ndarray keeps
    its data type.  The data are copied.  Raises `ValueError` for ragged
    lists and `TypeError` for what is not numeric or, with `requires_grad`,
    not floating point.
    """

    __slots__ = (
        "__weakref__",
        "_keep_grad",
        "_node",
        "data",
        "grad",
        "requires_grad",
    )
    __array_ufunc__ = None  # so that array + tensor comes to __radd__

    def __init__(
        self, data: Data, requires_grad: bool = False, dtype: Any = None
    ) -> None:
        self.data: Array = as_array(data, dtype)
        if requires_grad and self.data.dtype.kind != "f":
            raise TypeError(
                f"requires_grad needs a floating-point tensor, not "
                f"{self.data.dtype}; write 1.0 for 1, or give dtype=float32"
            )
        self.requires_grad = requires_grad
        self.grad: Tensor | None = None
        self._node: Node | None = None
        self._keep_grad = False

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return tuple(self.data.shape)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.data.ndim

    @property
    def dtype(self) -> np.dtype[Any]:
        """The data type of the elements."""
        return self.data.dtype

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation made this tensor."""
        return self._node is None

    @property
    def T(self) -> Tensor:
        """The tensor with its axes reversed."""
        return self.transpose()

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Tensor]:
        if self.ndim == 0:
            raise TypeError("a 0-d tensor has no axis to iterate over")
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self.data)

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.data, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        notes: dict[str, Any] = {}
        if self.dtype.kind == "f" and self.dtype != np.float32:
            notes["dtype"] = self.dtype
        if self.requires_grad:
            notes["grad"] = self.grad
        return tensor_text(self.data, notes)

    def item(self) -> Any:
        """Return the one element as a Python float, int or bool."""
        if self.data.size != 1:
            raise ValueError(
                f"item() needs one element, not shape {self.shape}; "
                f"index first, or use tolist()"
            )
        return self.data.item()

    def tolist(self) -> Any:
        """Return nested lists of Python numbers."""
        return self.data.tolist()

    def numpy(self) -> Array:
        """Return a read-only view of the data, no copy."""
        view = self.data.view()
        view.flags.writeable = False
        return view

    def detach(self) -> Tensor:
        """Return a tensor with the same data and no history."""
        return wrap(self.data)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Turn gradients on or off for this leaf, in place."""
        if self.dtype.kind != "f" and requires_grad:
            raise TypeError(
                f"requires_grad_ needs a floating-point tensor, not "
                f"{self.dtype}"
            )
        self.requires_grad = requires_grad
        return self

    def retain_grad(self) -> None:
        """Keep this tensor's gradient although it is not a leaf."""
        if not self.requires_grad:
            raise RuntimeError(
                "retain_grad() needs a tensor that requires grad; this one "
                "has no gradient to keep"
            )
        self._keep_grad = True

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self.grad = None

    def backward(self, gradient: Data = None) -> None:
        """Add the gradient of this tensor to every leaf it was made from.

        `gradient` has this tensor's shape and defaults to ones, also where
        this tensor has several elements (PyTorch refuses that).  A second
        call on the same graph works and adds once more.
        """
        if not self.requires_grad:
            raise RuntimeError(
                "backward() needs a tensor made from one with "
                "requires_grad=True; nothing here asks for a gradient"
            )
        if gradient is None:
            seed = np.ones_like(self.data)
        else:
            seed = np.asarray(gradient, dtype=self.dtype)
            if seed.shape != self.shape:
                raise ValueError(
                    f"backward() needs gradient= of shape {self.shape}, "
                    f"not {seed.shape}"
                )
        backward(self, seed)

    def _add_grad(self, gradient: Array) -> None:
        before = 0 if self.grad is None else self.grad.data
        self.grad = wrap(np.asarray(before + gradient, dtype=self.dtype))

    @classmethod
    def _apply(cls, op: Operation, *inputs: Data, **options: Any) -> Any:
        return apply(op, *inputs, **options)

    @classmethod
    def _wrap(cls, value: Any) -> Any:
        return wrap(value)

    __hash__ = object.__hash__


def apply(op: Operation, *inputs: Data, **options: Any) -> Tensor:
    """Run `op` on the inputs' arrays and record it if a gradient needs it.

    A Python number stays one, so that it does not widen float32.  Raises
    `ValueError` with both shapes where they do not fit.
    """
    arrays = [raw(value) for value in inputs]
    try:
        value, vjp = op(*arrays, **options)
    except ValueError as error:
        raise ValueError(shape_error(op.__name__, arrays, error)) from None
    out = wrap(value)
    if grad_enabled():
        sources = [
            x if isinstance(x, Tensor) and x.requires_grad else None
            for x in inputs
        ]
        if any(x is not None for x in sources) and out.dtype.kind == "f":
            out.requires_grad = True
            out._node = Node(op.__name__, sources, vjp)
    return out


def wrap(value: Any) -> Tensor:
    """Return a tensor around `value` itself: no copy, no history."""
    out = Tensor.__new__(Tensor)
    out.data = np.asarray(value)
    out.requires_grad = False
    out.grad = None
    out._node = None
    out._keep_grad = False
    return out
