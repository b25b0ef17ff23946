"""The recording: which operation made a tensor, and the way back.

Nothing here knows what an operation computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ContextDecorator
from contextvars import ContextVar, Token
from itertools import count
from operator import attrgetter
from types import TracebackType
from typing import Any, Protocol

import numpy as np

from lucid_edu.kernels import Kernel
from lucid_edu.ops import Array

_enabled: ContextVar[bool] = ContextVar("grad_enabled", default=True)
_clock = count()


class Traced(Protocol):
    """What the engine needs of a tensor."""

    _data: Any
    _node: Node | None
    _keep_grad: bool

    def _add_grad(self, gradient: Any) -> None: ...


class Node:
    """One recorded operation: its inputs and the rule for the way back.

    `inputs` has None in the place of one that wants no gradient.  `order`
    grows with every node, so a node is always younger than what it was
    made from: replaying from young to old is a topological order.
    """

    __slots__ = ("inputs", "kernel", "order", "saved")

    def __init__(
        self, kernel: Kernel, inputs: Sequence[Any], saved: Any
    ) -> None:
        self.kernel = kernel
        self.inputs = inputs
        self.saved = saved
        self.order = next(_clock)


class no_grad(ContextDecorator):
    """Record nothing inside the block or the decorated function."""

    def __init__(self) -> None:
        self._tokens: list[Token[bool]] = []

    def _recreate_cm(self) -> no_grad:
        # A decorated function may run in many threads; each call needs its
        # own tokens.
        return no_grad()

    def __enter__(self) -> None:
        self._tokens.append(_enabled.set(False))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _enabled.reset(self._tokens.pop())


grad_enabled = _enabled.get
"""Return whether operations are being recorded."""


def backward(end: Traced, gradient: Any) -> None:
    """Send `gradient` from `end` to every leaf that it was made from.

    The gradients of this pass live here, not on the tensors: so a second
    pass starts afresh, and only leaves and tensors that asked keep theirs.
    Nothing is added in place, and no two tensors share a gradient.
    """
    arrived: dict[Traced, Any] = {end: gradient}
    for tensor in young_to_old(end):
        g = arrived.pop(tensor)
        node = tensor._node
        assert node is not None
        if tensor._keep_grad:
            tensor._add_grad(g.copy())
        kernel = node.kernel
        parts = kernel.backward(g, node.saved, node.inputs)
        for source, part in zip(node.inputs, parts):  # noqa: B905
            if source is None:
                continue
            data = source._data
            # Scalars of one type need no second look.
            if type(data) is np.ndarray or type(part) is not type(data):
                part = fitted(part, data)
            if source in arrived:
                part = arrived[source] + part
            elif source._node is None and not kernel.fresh:
                part = part.copy()
            arrived[source] = part
    for leaf, g in arrived.items():
        leaf._add_grad(g)


def fitted(part: Any, data: Any) -> Any:
    """Return a gradient in the shape and type of the data it is for."""
    if part.shape != data.shape:
        part = unbroadcast(np.asarray(part), data.shape)
    if part.dtype is not data.dtype:
        part = part.astype(data.dtype)
    return part


def unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    """Sum `g` over the axes that broadcasting added or stretched.

    The adjoint of copying a value along an axis is adding up what comes
    back along it.
    """
    if g.shape == shape:
        return g
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    stretched = tuple(
        axis
        for axis, size in enumerate(shape)
        if size == 1 and g.shape[axis] != 1
    )
    return np.asarray(g.sum(axis=stretched, keepdims=True)).reshape(shape)


def young_to_old(end: Traced) -> list[Traced]:
    """Return every tensor made below `end` once, each before what made it.

    Leaves are left out.  A stack instead of recursion: the depth of a graph
    has no limit.
    """
    if end._node is None:
        return []
    found, stack = {end}, [end]
    while stack:
        for source in stack.pop()._node.inputs:  # type: ignore[union-attr]
            if (
                source is not None
                and source._node is not None
                and source not in found
            ):
                found.add(source)
                stack.append(source)
    return sorted(found, key=_age, reverse=True)


_age = attrgetter("_node.order")
