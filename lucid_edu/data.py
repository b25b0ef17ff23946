"""What may become a tensor's data, and what to say when shapes do not fit."""

from __future__ import annotations

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


def _ragged(data: Any) -> str:
    lengths = [
        len(row) if hasattr(row, "__len__") else 0
        for row in (data if hasattr(data, "__iter__") else ())
    ]
    return (
        f"a tensor needs rows of one length, and these have "
        f"{', '.join(map(str, lengths[:6]))}; make the nested lists even"
    )
