"""Arrays and numbers as short text that can be pasted into a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

_FEW = 12


def inputs_text(inputs: Mapping[str, Any]) -> str:
    """Return one assignment a line; a large array is cut and says so."""
    return "\n".join(
        f"{name} = {array_text(value)}" for name, value in inputs.items()
    )


def array_text(value: Any) -> str:
    """Return the text of an input: `np.array([…], dtype=np.float32)`."""
    if not isinstance(value, np.ndarray | np.generic):
        return repr(value)
    array = np.asarray(value)
    dtype = f"dtype=np.{array.dtype.name}"
    if array.size == 0:
        return f"np.zeros({array.shape}, {dtype})"
    if array.size > _FEW:
        flat = ", ".join(number_text(v) for v in array.ravel()[:_FEW])
        return (
            f"np.array([{flat}], {dtype})"
            f"  # the first {_FEW} of shape {array.shape}"
        )
    return f"np.array({_nested(array)}, {dtype})"


def number_text(value: Any) -> str:
    """Return the shortest text that reads back as the same number."""
    if isinstance(value, np.generic | np.ndarray):
        value = np.asarray(value)[()]
    if isinstance(value, np.floating):
        if np.isnan(value):
            return "np.nan"
        if np.isinf(value):
            return "np.inf" if value > 0 else "-np.inf"
        return str(value)
    return str(value)


def _nested(array: np.ndarray) -> str:
    if array.ndim == 0:
        return number_text(array)
    return "[" + ", ".join(_nested(part) for part in array) + "]"
