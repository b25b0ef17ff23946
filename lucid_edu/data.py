"""What may become a tensor's data, and what to say when shapes do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lucid_edu.ops import Array


def as_array(data: Any, dtype: Any = None) -> Array:
    """Return a fresh array of `data`.

    Lists and Python numbers: floats become float32, integers int64.  What
    has a data type keeps it.  Raises `ValueError` for ragged lists and
    `TypeError` for what is not numeric.
    """
    typed = hasattr(data, "dtype")
    try:
        array = np.array(data, dtype=dtype)
    except ValueError:
        raise ValueError(_ragged(data)) from None
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"a tensor holds numbers or booleans, not {type(data).__name__} "
            f"of {array.dtype}; convert the data first"
        )
    if not typed and dtype is None and array.dtype == np.float64:
        return array.astype(np.float32)
    return array


def shape_error(name: str, arrays: Sequence[Any], error: ValueError) -> str:
    """Return one sentence on why `name` does not fit these arrays."""
    shapes = [np.shape(a) for a in arrays]
    listed = " and ".join(map(str, shapes))
    if len(shapes) < 2:
        return f"{name}: {error}"
    if name == "matmul":
        return _matmul_error(shapes[0], shapes[1])
    if name == "linear":
        return _linear_error(*shapes)
    if name == "stack":
        return f"stack needs arrays of one shape, not {listed}"
    if name == "concatenate":
        return (
            f"concatenate needs shapes that differ only in the axis that is "
            f"joined, not {listed}"
        )
    for back in range(1, 1 + min(map(len, shapes))):
        sizes = {s[-back] for s in shapes if s[-back] != 1}
        if len(sizes) > 1:
            return (
                f"{name} needs shapes that broadcast: {listed} disagree in "
                f"axis -{back} ({' against '.join(map(str, sorted(sizes)))})"
            )
    return f"{name}: {error}"


def _matmul_error(x: tuple[int, ...], y: tuple[int, ...]) -> str:
    if not x or not y:
        return f"matmul needs at least one axis on each side, not {x} and {y}"
    row = -2 if len(y) > 1 else -1
    if x[-1] == y[row]:
        return f"matmul needs batch axes that broadcast, not {x} and {y}"
    return (
        f"matmul needs the last axis of the left to match axis {row} of the "
        f"right: shapes {x} and {y} have {x[-1]} and {y[row]}"
    )


def _linear_error(
    x: tuple[int, ...], weight: tuple[int, ...], bias: tuple[int, ...]
) -> str:
    if x and x[-1] == weight[-1]:
        return f"linear needs a bias of shape {weight[:1]}, not {bias}"
    return (
        f"linear needs {weight[-1]} features in the last axis of its input, "
        f"not {x[-1] if x else 0}: the input has shape {x}, the weight "
        f"{weight}"
    )


def _ragged(data: Any) -> str:
    lengths = [
        len(row) if hasattr(row, "__len__") else 0
        for row in (data if hasattr(data, "__iter__") else ())
    ]
    return (
        f"a tensor needs rows of one length, and these have "
        f"{', '.join(map(str, lengths[:6]))}; make the nested lists even"
    )
