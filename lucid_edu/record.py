"""Running an operation on tensors, and recording it.

An operation sees arrays; what comes back is a tensor that remembers it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lucid_edu.anomaly import Anomaly, check_value
from lucid_edu.data import as_array
from lucid_edu.graph import Node, Watch, grad_enabled, tick
from lucid_edu.kernels import KERNELS, Kernel, plain
from lucid_edu.lines import Switch, here
from lucid_edu.shapes import shape_error

Operation = Callable[..., Any]
Data = Any
"""What stands beside a tensor: a number, an array, lists, a tensor."""


class Recorded:
    """What the recording needs of a tensor: its fields.

    `_data` is an array or, for a single result, a NumPy scalar, which is
    eight times faster than an array of no axes.
    """

    __slots__ = (
        "__weakref__",
        "_data",
        "_node",
        "_watch",
        "grad",
        "requires_grad",
    )
    _data: Any
    _node: Node | None
    _watch: Watch | None
    grad: Any
    requires_grad: bool


def apply(op: Operation, *inputs: Data, **options: Any) -> Any:
    """Run `op` on the inputs' arrays and record it if a gradient needs it.

    Returns a tensor.  A Python number stays one, so that it does not widen
    float32.  Raises `ValueError` with both shapes where they do not fit.
    """
    arrays: list[Any] = []
    wanted: list[Recorded | None] = []
    recording = False
    for x in inputs:
        if isinstance(x, Recorded):
            arrays.append(x._data)
            if x.requires_grad:
                wanted.append(x)
                recording = True
                continue
        else:
            arrays.append(raw(x))
        wanted.append(None)
    kernel = KERNELS.get(op) or plain(op)
    recorded = tuple(wanted) if recording and grad_enabled() else None
    try:
        value, saved = kernel.forward(recorded, *arrays, **options)
    except ValueError as error:
        raise ValueError(shape_error(kernel.name, arrays, error)) from None
    if Anomaly.on:
        check_value(kernel.name, arrays, value)
    if recorded is None or value.dtype.kind != "f":
        return wrap(value)
    return _made(kernel, recorded, value, saved, inputs)


def unary(op: Operation, x: Data, **options: Any) -> Any:
    """Do what `apply` does, for one input: the activations' short way."""
    kernel = KERNELS.get(op) or plain(op)
    recorded = None
    if isinstance(x, Recorded):
        a = x._data
        if x.requires_grad and grad_enabled():
            recorded = (x,)
    else:
        a = raw(x)
    try:
        value, saved = kernel.forward(recorded, a, **options)
    except ValueError as error:
        raise ValueError(shape_error(kernel.name, (a,), error)) from None
    if Anomaly.on:
        check_value(kernel.name, (a,), value)
    if recorded is None or value.dtype.kind != "f":
        return wrap(value)
    return _made(kernel, recorded, value, saved, (x,))


def binary(op: Operation, x: Data, y: Data) -> Any:
    """Do what `apply` does, for two inputs: the arithmetic's short way."""
    kernel = KERNELS.get(op) or plain(op)
    left = right = None
    if isinstance(x, Recorded):
        a = x._data
        if x.requires_grad:
            left = x
    else:
        a = raw(x)
    if isinstance(y, Recorded):
        b = y._data
        if y.requires_grad:
            right = y
    else:
        b = y if type(y) is float else raw(y)
    recorded = None
    if (left is not None or right is not None) and grad_enabled():
        recorded = (left, right)
    try:
        value, saved = kernel.forward(recorded, a, b)
    except ValueError as error:
        raise ValueError(shape_error(kernel.name, (a, b), error)) from None
    if Anomaly.on:
        check_value(kernel.name, (a, b), value)
    if recorded is None:
        return wrap(value)
    return _made(kernel, recorded, value, saved, (x, y))


def wrap(value: Any) -> Any:
    """Return a tensor around `value` itself: no copy, no history."""
    if not isinstance(value, _NUMPY):
        value = np.asarray(value)
    out = _new(_kind)
    out._data = value
    out.requires_grad = False
    out.grad = out._node = None
    out._watch = None
    return out


def raw(value: Data) -> Any:
    """Return the array of a tensor; numbers and arrays as they are."""
    if isinstance(value, Recorded):
        return value._data
    if isinstance(value, _PLAIN):
        return value
    return as_array(value)


def results_are(kind: type[Recorded]) -> None:
    """Say of which class a result is; `tensor.py` does, once."""
    global _kind
    _kind = kind


def _made(
    kernel: Kernel, recorded: Any, value: Any, saved: Any, inputs: Any
) -> Any:
    out = _new(_kind)
    out._data = value
    out.requires_grad = True
    out.grad = None
    # Without a call of __init__, which takes a third of the time.
    out._node = node = _new(Node)
    node.kernel = kernel
    node.inputs = recorded
    node.saved = saved
    node.order = tick()
    node.place = here(*inputs) if Switch.on else None
    out._watch = None
    return out


_NUMPY = (np.ndarray, np.generic)
_PLAIN = (float, int, *_NUMPY)  # a bool is an int
_new: Any = object.__new__
_kind: type[Recorded] = Recorded
