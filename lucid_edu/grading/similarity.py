"""Finds pairs of submissions whose code is alike: a place to look."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from lucid_edu.grading.fingerprints import (
    MOST_TOKENS,
    RUN,
    Line,
    hashes,
    tokens,
    winnowed,
)

ALWAYS_RARE = 3
"""What so few submissions share counts, however small the class is."""
LEAST_SHARED = 6
"""With fewer fingerprints in common a pair is chance."""


@dataclass(frozen=True)
class Code:
    """One submission's cells, and whose they are."""

    path: str
    student: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two submissions, the share of rare code in common, and its lines."""

    first: Code
    second: Code
    share: float
    shared: int
    lines: tuple[frozenset[Line], frozenset[Line]]


@dataclass(frozen=True)
class _Marked:
    code: Code
    where: dict[int, set[Line]]


def alike(
    codes: Sequence[Code],
    starter: Sequence[str],
    threshold: float = 0.5,
    common: float = 0.1,
) -> list[Pair]:
    """Return the pairs that share `threshold` of their rare code.

    Code of the starter does not count, nor what more than the share
    `common` of all submissions have: there is often one way to write a
    formula.  Two submissions of one student are no pair.
    """
    marked = [_marked(code) for code in sorted(codes, key=lambda c: c.path)]
    known = {v for cell in starter for v in hashes(tokens([cell]))}
    owners: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(marked):
        for value in one.where:
            if value not in known:
                owners[value].append(place)
    most = max(ALWAYS_RARE, int(common * len(codes)))
    rare = {v: found for v, found in owners.items() if len(found) <= most}
    sizes = Counter(place for found in rare.values() for place in found)
    shared: Counter[tuple[int, int]] = Counter()
    for found in rare.values():
        shared.update(combinations(found, 2))
    pairs = []
    for (a, b), count in sorted(shared.items()):
        share = count / min(sizes[a], sizes[b])
        if count < LEAST_SHARED or share < threshold:
            continue
        if marked[a].code.student != marked[b].code.student:
            pairs.append(_pair(marked[a], marked[b], share, count, rare))
    return sorted(pairs, key=lambda p: (-p.share, -p.shared))


def same_text(
    codes: Iterable[Code], starter: Sequence[str]
) -> list[list[Code]]:
    """Return groups of submissions that agree character for character.

    Cells as they were given do not count; nor does who changed none.
    """
    given = {cell.strip() for cell in starter}
    groups: dict[tuple[str, ...], list[Code]] = defaultdict(list)
    for code in codes:
        own = tuple(c.strip() for c in code.cells if c.strip() not in given)
        if own:
            groups[own].append(code)
    return sorted(
        (
            sorted(group, key=lambda c: c.path)
            for group in groups.values()
            if len({code.student for code in group}) > 1
        ),
        key=lambda group: group[0].path,
    )


def _marked(code: Code) -> _Marked:
    """Return the fingerprints of each cell by itself, with their lines."""
    where: dict[int, set[Line]] = defaultdict(set)
    left = MOST_TOKENS
    for place, source in enumerate(code.cells):
        found = tokens([source])[:left]
        left -= len(found)
        for value, starts in winnowed(hashes(found)).items():
            for start in starts:
                run = found[start : start + RUN]
                where[value] |= {(place, token.line[1]) for token in run}
    return _Marked(code, where)


def _pair(
    a: _Marked, b: _Marked, share: float, count: int, rare: Container[int]
) -> Pair:
    both = [v for v in a.where.keys() & b.where.keys() if v in rare]
    first, second = (
        frozenset(line for value in both for line in one.where[value])
        for one in (a, b)
    )
    return Pair(a.code, b.code, share, count, (first, second))
