"""A tensor as text: at most four decimals, and nothing tiny shown as 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from lucid_edu.ops import Array


def tensor_text(data: Array, notes: dict[str, Any]) -> str:
    """Return `Tensor([…], note=…)`.

    Decimals end where the zeros begin, but at least one is shown.  Numbers
    that four decimals would round to 0, and very large ones, are written
    with an exponent.
    """
    body = np.array2string(
        data,
        separator=", ",
        prefix="Tensor(",
        formatter={"float_kind": number_text, "bool": str, "int_kind": str},
    )
    extra = "".join(f", {name}={value}" for name, value in notes.items())
    return f"Tensor({body}{extra})"


def number_text(value: Any) -> str:
    """Return one number: 0.7311, 1.0, 3.8e-44, -inf."""
    if np.isfinite(value) and value != 0:
        size = abs(value)
        if size < 5e-5 or size >= 1e8:
            return np.format_float_scientific(value, precision=4, trim="0")
    return np.format_float_positional(value, precision=4, trim="0")


def short(array: Array, most: int = 4) -> str:
    """Return a small array's numbers, of a larger one its shape and range."""
    flat = np.ravel(array)
    if array.ndim == 0:
        return number_text(flat[0])
    if flat.size <= most:
        return "[" + ", ".join(map(number_text, flat)) + "]"
    low, high = number_text(flat.min()), number_text(flat.max())
    return f"{array.shape} from {low} to {high}"
