"""The recording: which operation made a tensor, and the way back.

Nothing here knows what an operation computes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ContextDecorator
from contextvars import ContextVar, Token
from heapq import heappop, heappush
from itertools import count
from types import TracebackType
from typing import Any, Protocol

import numpy as np

from lucid_edu.anomaly import Anomaly, check_gradient
from lucid_edu.kernels import Kernel
from lucid_edu.lines import Place
from lucid_edu.ops import Array

_array = np.ndarray
_enabled: ContextVar[bool] = ContextVar("grad_enabled", default=True)
tick = count().__next__
"""Return a number higher than all before."""


class Traced(Protocol):
    """What the engine needs of a tensor."""

    _data: Any
    _node: Node | None
    _watch: Watch | None

    def _add_grad(self, gradient: Any) -> None: ...


class Node:
    """One recorded operation: its inputs and the rule for the way back.

    `inputs` has None in the place of one that wants no gradient.  `order`
    grows with every node, so a node is always younger than what it was
    made from: replaying from young to old is a topological order.  The
    recording fills it in.
    """

    __slots__ = ("inputs", "kernel", "order", "place", "saved")
    kernel: Kernel
    inputs: Sequence[Any]
    saved: Any
    order: int
    place: Place | None


Tell = Callable[[Any, Any, Sequence[Any]], None]


class Watch:
    """Who wants to see a tensor's gradient when it is complete."""

    def __init__(self) -> None:
        self.keep = False
        self.hooks: dict[int, Callable[[Any], Any]] = {}


class RemovableHandle:
    """What registering a hook returns: `remove()` takes the hook away."""

    def __init__(self, hooks: dict[int, Any], hook: Any) -> None:
        self._hooks, self._id = hooks, tick()
        hooks[self._id] = hook

    def remove(self) -> None:
        """Take the hook away; a second time does nothing."""
        self._hooks.pop(self._id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


class no_grad(ContextDecorator):
    """Record nothing inside the block or the decorated function.

    >>> x = Tensor([1.0], requires_grad=True)
    >>> with le.no_grad():
    ...     y = x * 2.0
    >>> y.requires_grad
    False
    """

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
    """Send `gradient` from `end` to every leaf that it was made from."""
    for leaf, g in propagate(end, gradient).items():
        if leaf._watch is not None:
            g = _shown(leaf, g)
        leaf._add_grad(g)


def propagate(
    end: Traced, gradient: Any, tell: Tell | None = None
) -> dict[Traced, Any]:
    """Return the gradient of every leaf below `end`.

    The gradients of this pass live here, not on the tensors: so a second
    pass starts afresh, and only tensors that asked keep theirs.  Nothing is
    added in place, and no two tensors share a gradient.  The youngest
    tensor comes first; all that used it are younger, so its gradient is
    complete.  There is no recursion: the depth of a graph has no limit.

    With `tell` the pass is a rehearsal: no hook sees it, nothing is kept,
    and `tell(tensor, gradient, parts)` is called for every operation.
    """
    if end._node is None:
        return {end: gradient}
    arrived: dict[Traced, Any] = {}
    waiting: list[tuple[int, Traced]] = []
    tensor, g = end, gradient
    while True:
        node: Any = tensor._node
        if tensor._watch is not None and tell is None:
            g = _shown(tensor, g)
        kernel, inputs = node.kernel, node.inputs
        parts = kernel.backward(g, node.saved, inputs)
        if Anomaly.on:
            check_gradient(kernel.name, g, parts, inputs, node.place)
        if tell is not None:
            tell(tensor, g, parts)
        for source, part in zip(inputs, parts):  # noqa: B905
            if source is None:
                continue
            data = source._data
            # Scalars of one type need no second look.
            if (type(data) is _array or type(part) is not type(data)) and (
                part.shape != data.shape or part.dtype is not data.dtype
            ):
                part = fitted(part, data)
            made = source._node
            if source in arrived:
                part = arrived[source] + part
            elif made is not None:
                heappush(waiting, (-made.order, source))
            elif not kernel.fresh:
                part = part.copy()
            arrived[source] = part
        if not waiting:
            return arrived
        tensor = heappop(waiting)[1]
        g = arrived.pop(tensor)


def _shown(tensor: Traced, g: Any) -> Any:
    """Show a gradient to its tensor's hooks; return what they make of it."""
    watch = tensor._watch
    assert watch is not None
    for hook in list(watch.hooks.values()):
        changed = hook(g)
        g = g if changed is None else fitted(changed, tensor._data)
    if watch.keep and tensor._node is not None:
        tensor._add_grad(g.copy())
    return g


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
