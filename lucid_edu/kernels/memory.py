"""Where results are put: blocks that fit the cache, buffers used again.

Fresh memory from the system costs more than the arithmetic on it, and so
does a pass over an array that has left the cache.
"""

from __future__ import annotations

import sys
from _thread import allocate_lock  # threading, without its import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from lucid_edu.ops import Array

BLOCK = 128 << 10
LARGE = 1 << 20
"""Bytes of one array above which it is worked through in blocks."""

KEPT = 4
MOST = 512 << 20

_kept: list[Array] = []
_lock = allocate_lock()


def empty(like: Array) -> Array:
    """Return an array to be filled, in used memory where it is large.

    A buffer is given out again only when nobody else holds a view of it.
    """
    size = like.nbytes
    if size <= LARGE or not _counts_references:
        return np.empty(like.shape, like.dtype)
    with _lock:
        for place in range(len(_kept)):
            if _kept[place].size == size and _holders(place) == _IDLE:
                return _shaped(_kept[place], like)
        buffer = np.empty(size, np.uint8)
        if size <= MOST // KEPT:
            _kept.append(buffer)
            del _kept[:-KEPT]
        return _shaped(buffer, like)


def run(
    block: Callable[..., Any], *arrays: Array | None, **options: Any
) -> None:
    """Call `block` with the arrays, or piece by piece where they are large.

    All have one shape and are contiguous; the first is not None.
    """
    first = arrays[0]
    assert first is not None
    if first.nbytes <= LARGE:
        block(*arrays, **options)
        return
    flat = [None if a is None else a.reshape(-1) for a in arrays]
    step = BLOCK // first.itemsize
    for start in range(0, first.size, step):
        piece = slice(start, start + step)
        block(*[None if a is None else a[piece] for a in flat], **options)


def constant(value: Any, shape: tuple[int, ...]) -> Array:
    """Return a read-only array of one value that takes no room.

    Training asks for the same few again and again.  Equal is not the same
    for 0 and -0 alone.
    """
    if type(value) is np.ndarray:
        value = value[()]
    return _constant(value, shape) if value else _spread(value, shape)


@lru_cache(256)
def number(value: float, dtype: np.dtype[Any]) -> Array:
    """Return a number as NumPy takes it fastest: an array of no axes."""
    return np.array(value, dtype)


@lru_cache(64)
def ones(size: int, dtype: np.dtype[Any]) -> Array:
    """Return ones, to add up rows by a product of matrices."""
    array = np.ones(size, dtype)
    array.flags.writeable = False
    return array


def only_value(g: Array) -> Any:
    """Return the value of a `constant` array, else None."""
    if g.ndim and g.size and not any(g.strides):
        return g.item(0)
    return None if g.ndim else g


def _spread(value: Any, shape: tuple[int, ...]) -> Array:
    one = np.asarray(value)
    array = np.ndarray(shape, one.dtype, one, 0, (0,) * len(shape))
    array.flags.writeable = False  # one write would reach every element
    return array


_constant = lru_cache(256, typed=True)(_spread)


def _shaped(buffer: Array, like: Array) -> Array:
    view: Array = buffer.view(like.dtype)
    return view.reshape(like.shape)


def _holders(place: int) -> int:
    return sys.getrefcount(_kept[place])


def _idle_holders() -> int:
    """Measure what `_holders` says of a buffer that only the list holds."""
    _kept.append(np.empty(0, np.uint8))
    try:
        return _holders(0)
    finally:
        _kept.pop()


_IDLE = _idle_holders()
_counts_references = bool(
    hasattr(sys, "getrefcount")
    and getattr(sys, "_is_gil_enabled", lambda: True)()
)
