"""The similarity report: pairs of submissions side by side, one HTML file."""

from __future__ import annotations

from collections.abc import Sequence

from lucid_edu.grading.fingerprints import Line
from lucid_edu.grading.render import page
from lucid_edu.grading.similarity import Code, Pair

MOST_SHOWN = 60
_Cells = list[list[tuple[str, bool]]]


def pairs_page(
    pairs: Sequence[Pair], same: Sequence[Sequence[Code]], count: int
) -> str:
    """Return similarity.html; `count` is how many submissions were read."""
    shown = [
        (
            pair,
            _cells(pair.first, pair.lines[0]),
            _cells(pair.second, pair.lines[1]),
        )
        for pair in pairs[:MOST_SHOWN]
    ]
    return page(
        "similarity.html",
        pairs=pairs,
        shown=shown,
        same=same,
        count=count,
    )


def _cells(code: Code, marked: frozenset[Line]) -> _Cells:
    """Return the cells that have a marked line, each line with its mark."""
    touched = {cell for cell, _ in marked}
    return [
        [
            (line, (place, number) in marked)
            for number, line in enumerate(source.rstrip().split("\n"))
        ]
        for place, source in enumerate(code.cells)
        if place in touched
    ]
