"""The recording: which operation made a tensor, and the way back.

Nothing here knows what an operation computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ContextDecorator
from contextvars import ContextVar, Token
from itertools import count
from types import TracebackType
from typing import Any, Protocol

import numpy as np

from lucid_edu.ops import Array, Vjp

_enabled: ContextVar[bool] = ContextVar("grad_enabled", default=True)
_clock = count()


class Recorded(Protocol):
    """What the engine needs of a tensor."""

    data: Array
    requires_grad: bool
    _node: Node | None
    _keep_grad: bool

    def _add_grad(self, gradient: Array) -> None: ...


class Node:
    """One recorded operation: its inputs and its rule for the gradient.

    `order` grows with every node, so a node is always younger than what it
    was made from: replaying from young to old is a topological order.
    """

    __slots__ = ("inputs", "name", "order", "vjp")

    def __init__(self, name: str, inputs: Sequence[Any], vjp: Vjp) -> None:
        self.name = name
        self.inputs = inputs
        self.vjp = vjp
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


def grad_enabled() -> bool:
    """Return whether operations are being recorded."""
    return _enabled.get()


def backward(end: Recorded, gradient: Array) -> None:
    """Send `gradient` from `end` to every leaf that it was made from.

    The gradients of this pass live here, not on the tensors: so a second
    pass starts afresh, and only leaves and tensors that asked keep theirs.
    Nothing is added in place: two tensors never share a gradient.
    """
    arrived: dict[int, Array] = {id(end): gradient}
    for tensor in _young_to_old(end):
        g = arrived.pop(id(tensor))
        node = tensor._node
        if node is None or tensor._keep_grad:
            tensor._add_grad(g)
        if node is None:
            continue
        for source, part in zip(node.inputs, node.vjp(g), strict=False):
            if source is None:
                continue
            part = unbroadcast(np.asarray(part), source.data.shape)
            part = part.astype(source.data.dtype, copy=False)
            key = id(source)
            arrived[key] = arrived[key] + part if key in arrived else part


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


def _young_to_old(end: Recorded) -> list[Recorded]:
    """Return every tensor below `end` once, each before what made it.

    A stack instead of recursion: the depth of a graph has no limit.
    """
    found: dict[int, Recorded] = {id(end): end}
    stack = [end]
    while stack:
        node = stack.pop()._node
        for source in node.inputs if node else ():
            if source is not None and id(source) not in found:
                found[id(source)] = source
                stack.append(source)
    return sorted(found.values(), key=_age, reverse=True)


def _age(tensor: Recorded) -> int:
    return -1 if tensor._node is None else tensor._node.order
