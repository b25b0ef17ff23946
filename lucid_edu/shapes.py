"""What to say when shapes do not fit, and what would make them fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Shape = tuple[int, ...]


def shape_error(name: str, arrays: Sequence[Any], error: ValueError) -> str:
    """Return one sentence on why `name` does not fit these arrays.

    Where just one transposition or one added axis would fit, it is named.
    """
    shapes = [np.shape(a) for a in arrays]
    listed = " and ".join(map(str, shapes))
    if len(shapes) < 2:
        return f"{name}: {error}"
    if name == "matmul":
        cure = _cure(shapes[0], shapes[1], _product)
        return _matmul_error(shapes[0], shapes[1]) + cure
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
            cure = _cure(shapes[0], shapes[1], np.broadcast_shapes)
            return (
                f"{name} needs shapes that broadcast: {listed} disagree in "
                f"axis -{back} ({' against '.join(map(str, sorted(sizes)))})"
                f"{cure}"
            )
    return f"{name}: {error}"


def _cure(
    left: Shape, right: Shape, fits: Callable[[Shape, Shape], Any]
) -> str:
    """Return the one change that fits, as the end of a sentence, or ""."""
    changes = [
        (f"left{how}", shape, right) for how, shape in _changes(left)
    ] + [(f"right{how}", left, shape) for how, shape in _changes(right)]
    found = []
    for text, one, two in changes:
        try:
            fits(one, two)
        except ValueError:
            continue
        found.append(text)
    return f"; {found[0]} would fit" if len(found) == 1 else ""


def _changes(shape: Shape) -> list[tuple[str, Shape]]:
    changes: list[tuple[str, Shape]] = []
    if len(shape) == 2 and shape[0] != shape[1]:
        changes.append((".T", shape[::-1]))
    if len(shape) == 1:
        changes.append((".unsqueeze(1)", (*shape, 1)))
    if len(shape) == 2 and 1 in shape:
        changes.append((".squeeze()", tuple(n for n in shape if n != 1)))
    return changes


def _product(left: Shape, right: Shape) -> None:
    inner = right[-2:-1] if len(right) > 1 else right
    if not left or left[-1:] != inner:
        raise ValueError
    np.broadcast_shapes(left[:-2], right[:-2])


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
