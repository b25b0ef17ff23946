"""Places the boxes of a graph in layers, so that few lines cross.

Sugiyama's method: layers by longest path, empty places where a line passes
through a layer, an order by the mean of the neighbours, then coordinates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Key = int
GAP = 24.0
SWEEPS = 12


@dataclass
class Layout:
    """Centres of the boxes, the bends of each line, and the size of all."""

    x: dict[Key, float]
    layer: dict[Key, int]
    bends: dict[tuple[Key, Key], list[tuple[float, int]]]
    width: float
    layers: int


def layered(
    inputs: Mapping[Key, Sequence[Key]], widths: Mapping[Key, float]
) -> Layout:
    """Return where each box goes; `inputs` lists inputs before users."""
    layer = _layers(inputs)
    lines = [(s, k) for k, sources in inputs.items() for s in sources]
    lines = list(dict.fromkeys(lines))
    widths = dict(widths)
    chains: dict[tuple[Key, Key], list[Key]] = {}
    rows: list[list[Key]] = [[] for _ in range(1 + max(layer.values()))]
    for key in inputs:
        rows[layer[key]].append(key)
    fresh = 1 + max(inputs)
    for start, end in lines:
        chain = [start]
        for between in range(layer[start] + 1, layer[end]):
            widths[fresh] = 8.0
            rows[between].append(fresh)
            chain.append(fresh)
            fresh += 1
        chains[start, end] = [*chain, end]
    above: dict[Key, list[Key]] = {}
    below: dict[Key, list[Key]] = {}
    for chain in chains.values():
        for upper, lower in pairwise(chain):
            below.setdefault(upper, []).append(lower)
            above.setdefault(lower, []).append(upper)
    _order(rows, above, below)
    x = _across(rows, above, below, widths)
    left = min(x[k] - widths[k] / 2 for k in x)
    x = {k: v - left for k, v in x.items()}
    depth = {k: i for i, row in enumerate(rows) for k in row}
    bends = {
        line: [(x[k], depth[k]) for k in chain[1:-1]]
        for line, chain in chains.items()
    }
    right = max(x[k] + widths[k] / 2 for k in x)
    return Layout({k: x[k] for k in inputs}, layer, bends, right, len(rows))


def _layers(inputs: Mapping[Key, Sequence[Key]]) -> dict[Key, int]:
    layer: dict[Key, int] = {}
    for key, sources in inputs.items():
        layer[key] = 1 + max((layer[s] for s in sources), default=-1)
    # A leaf stands just above the first that uses it.
    for key, sources in inputs.items():
        users = [layer[k] for k, given in inputs.items() if key in given]
        if not sources and users:
            layer[key] = min(users) - 1
    return layer


def _order(
    rows: list[list[Key]],
    above: Mapping[Key, list[Key]],
    below: Mapping[Key, list[Key]],
) -> None:
    for sweep in range(SWEEPS):
        near, walk = (above, rows) if sweep % 2 == 0 else (below, rows[::-1])
        place = {k: float(i) for row in rows for i, k in enumerate(row)}
        for row in walk:
            wanted = {}
            for k in row:
                others = [place[o] for o in near.get(k, [])]
                wanted[k] = sum(others) / len(others) if others else place[k]
            row.sort(key=lambda k: (wanted[k], place[k]))
            place.update({k: float(i) for i, k in enumerate(row)})


def _across(
    rows: list[list[Key]],
    above: Mapping[Key, list[Key]],
    below: Mapping[Key, list[Key]],
    widths: Mapping[Key, float],
) -> dict[Key, float]:
    x: dict[Key, float] = {}
    for row in rows:
        total = sum(widths[k] for k in row) + GAP * (len(row) - 1)
        at = -total / 2
        for k in row:
            x[k] = at + widths[k] / 2
            at += widths[k] + GAP
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            wanted = []
            for k in row:
                others = [x[o] for o in above.get(k, []) + below.get(k, [])]
                wanted.append(sum(others) / len(others) if others else x[k])
            for k, v in zip(row, _apart(row, wanted, widths), strict=True):
                x[k] = v
    return x


def _apart(
    row: list[Key], wanted: list[float], widths: Mapping[Key, float]
) -> list[float]:
    """Return places near the wanted ones that do not overlap."""
    right, left = list(wanted), list(wanted)
    for i in range(1, len(row)):
        need = (widths[row[i - 1]] + widths[row[i]]) / 2 + GAP
        right[i] = max(right[i], right[i - 1] + need)
    for i in range(len(row) - 2, -1, -1):
        need = (widths[row[i]] + widths[row[i + 1]]) / 2 + GAP
        left[i] = min(left[i], left[i + 1] - need)
    return [(a + b) / 2 for a, b in zip(left, right, strict=True)]
