"""Whether two answers to one call are the same, and where chance may enter.

It says nothing about which of the two is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from lucid_edu.grading.wire import Answer, Cell

_TOLD = ("value", "error", "unsupported", "missing")
# What differs between two runs of the same code: seeds from the machine,
# the clock, and where an object lies in memory.
_SOURCES = re.compile(
    r"\b(?:default_rng|SeedSequence|RandomState|Random|PCG64\w*|MT19937|"
    r"Philox|SFC64|seed)\(\s*(?:None\s*)?\)|"
    r"\b(?:id|hash|object)\(|\btime\.|\bimport time\b|"
    r"\b(?:perf_counter|monotonic|urandom|getpid|datetime|secrets|uuid\d?)\b"
)


def may_vary(cells: Iterable[Cell]) -> bool:
    """Return whether two runs of this text may differ by chance."""
    return any(_SOURCES.search(cell.source) for cell in cells)


def unlike(first: Answer, second: Answer) -> bool:
    """Return whether two answers to the same call are not the same.

    Last digits may differ: how an array lies in memory decides how its sum
    is added up.
    """
    if first.status not in _TOLD or second.status == "skipped":
        return False
    if first.status != second.status:
        return True
    if first.value is None or second.value is None:
        return False
    one, two = first.value, second.value
    if one.shape != two.shape or one.dtype != two.dtype:
        return True
    if one.tobytes() == two.tobytes():
        return False
    if one.dtype.kind != "f" or not one.size:
        return not np.array_equal(one, two)
    with np.errstate(all="ignore"):
        finite = np.abs(np.where(np.isfinite(one), one, 0)).max()
        near = np.isclose(one, two, 1e-4, 1e-6 * finite, equal_nan=True)
    return not bool(near.all())
