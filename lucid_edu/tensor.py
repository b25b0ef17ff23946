"""The tensor: an array that remembers which operation made it.

The operations themselves are in `ops.py` and `activations.py`; recording
them is in `record.py`, replaying them in `graph.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Self, cast

import numpy as np

from lucid_edu import record
from lucid_edu.data import as_array
from lucid_edu.graph import RemovableHandle, Watch, backward
from lucid_edu.kernels.memory import constant
from lucid_edu.operators import Operators
from lucid_edu.ops import Array
from lucid_edu.printing import tensor_text
from lucid_edu.record import Data, raw, results_are


class Tensor(Operators):
    """An array with a gradient.

    Lists and Python numbers become float32, int64 or bool; an ndarray keeps
    its data type.  The data are copied.  Raises `ValueError` for ragged
    lists and `TypeError` for what is not numeric or, with `requires_grad`,
    not floating point.

    >>> x = Tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    Tensor([2.0, 4.0])
    """

    __slots__ = ()
    __array_ufunc__ = None  # so that array + tensor comes to __radd__

    def __init__(
        self, data: Data, requires_grad: bool = False, dtype: Any = None
    ) -> None:
        self._data = as_array(data, dtype)
        if requires_grad and self._data.dtype.kind != "f":
            raise TypeError(
                f"requires_grad needs a floating-point tensor, not "
                f"{self._data.dtype}; write 1.0 for 1, or give dtype=float32"
            )
        self.requires_grad = requires_grad
        self.grad: Tensor | None = None
        self._node = self._watch = None

    @property
    def data(self) -> Array:
        """The elements; assigning an array replaces them."""
        if type(self._data) is not np.ndarray:
            self._data = np.asarray(self._data)
        return cast(Array, self._data)

    @data.setter
    def data(self, value: Any) -> None:
        self._data = np.asarray(value)

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        shape: tuple[int, ...] = self._data.shape
        return shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return int(self._data.ndim)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The data type of the elements."""
        return cast("np.dtype[Any]", self._data.dtype)

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
        return wrap(self.data)  # an array, shared as PyTorch shares it

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
        """Keep this tensor's gradient although it is not a leaf.

        >>> x = Tensor([1.0], requires_grad=True)
        >>> y = x * 2.0
        >>> y.retain_grad()
        >>> (y * y).backward()
        >>> y.grad
        Tensor([4.0])
        """
        if not self.requires_grad:
            raise RuntimeError(
                "retain_grad() needs a tensor that requires grad; this one "
                "has no gradient to keep"
            )
        self._watch = self._watch or Watch()
        self._watch.keep = True

    def register_hook(self, hook: Callable[[Tensor], Data]) -> RemovableHandle:
        """Call `hook(gradient)` when this tensor's gradient is complete.

        What it returns, if not None, takes the gradient's place.  The
        handle's `remove()` takes the hook away.

        >>> x = Tensor([1.0], requires_grad=True)
        >>> handle = x.register_hook(lambda g: print("arrives:", g.item()))
        >>> (x * 3.0).backward()
        arrives: 3.0
        >>> handle.remove()
        """
        if not self.requires_grad:
            raise RuntimeError(
                "register_hook() needs a tensor that requires grad; this "
                "one has no gradient to show"
            )

        def show(g: Any) -> Any:
            changed = hook(wrap(g.copy()))
            array = g if changed is None else np.array(raw(changed))
            if array.shape != self.shape:
                raise ValueError(
                    f"a hook needs to return a gradient of shape "
                    f"{self.shape}, not {array.shape}, or None"
                )
            return array

        self._watch = self._watch or Watch()
        return RemovableHandle(self._watch.hooks, show)

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self.grad = None

    def backward(self, gradient: Data = None) -> None:
        """Add the gradient of this tensor to every leaf it was made from.

        `gradient` has this tensor's shape and defaults to ones, also where
        this tensor has several elements (PyTorch refuses that).  A second
        call on the same graph works and adds once more.

        >>> x = Tensor([1.0, 2.0], requires_grad=True)
        >>> y = x * 3.0
        >>> y.backward([1.0, 10.0])
        >>> x.grad
        Tensor([3.0, 30.0])
        """
        if not self.requires_grad:
            raise RuntimeError(
                "backward() needs a tensor made from one with "
                "requires_grad=True; nothing here asks for a gradient"
            )
        data, seed = self._data, gradient
        if gradient is None:
            one = data.dtype.type(1)
            seed = constant(one, data.shape) if data.shape else one
        else:
            seed = np.array(gradient, dtype=data.dtype)
            if seed.shape != data.shape:
                raise ValueError(
                    f"backward() needs gradient= of shape {self.shape}, "
                    f"not {seed.shape}"
                )
        backward(self, np.array(seed) if self._node is None else seed)

    def _add_grad(self, gradient: Any) -> None:
        if self.grad is not None:
            gradient = self.grad._data + gradient
        self.grad = wrap(gradient)

    __hash__ = object.__hash__


apply: Callable[..., Tensor] = record.apply
unary: Callable[..., Tensor] = record.unary
wrap: Callable[..., Tensor] = record.wrap
results_are(Tensor)

__all__ = ["Tensor", "apply", "unary", "wrap"]
