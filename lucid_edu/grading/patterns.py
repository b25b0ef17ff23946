"""What joins a wrong array to the right one: a sign, a factor, an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_TOLERANCE = {2: 1e-2, 4: 1e-4, 8: 1e-8}


@dataclass(frozen=True)
class Row:
    """One call: the right array, the student's, and the inputs."""

    expected: np.ndarray
    got: np.ndarray
    inputs: Mapping[str, Any]


Test = Callable[[Row], bool]


def value_pattern(rows: Sequence[Row]) -> str:
    """Return a sentence for what turns every `got` into `expected`, or "".

    The arrays of a row have one shape and one data type.
    """
    if not rows or not any(_telling(row) for row in rows):
        return ""
    for test, sentence in _VALUE_TESTS:
        if all(test(row) for row in rows):
            return sentence
    return _copied(rows) or _factor(rows)


def shape_pattern(rows: Sequence[Row]) -> str:
    """Return a sentence for rows whose shapes differ, or ""."""
    for test, sentence in _SHAPE_TESTS:
        if all(test(row) for row in rows):
            return sentence
    return ""


def _near(one: np.ndarray, other: np.ndarray) -> bool:
    if one.shape != other.shape:
        return False
    if one.dtype.kind != "f":
        return bool(np.array_equal(one, other))
    rtol = _TOLERANCE[one.dtype.itemsize]
    with np.errstate(all="ignore"):
        return bool(np.allclose(one, other, rtol, 0.0, equal_nan=True))


def _telling(row: Row) -> bool:
    """Return whether the right values differ enough to show a pattern."""
    return row.expected.size > 1 and np.unique(row.expected).size > 1


def _some_order(row: Row) -> bool:
    flat = np.sort(row.got, axis=None), np.sort(row.expected, axis=None)
    return _near(*flat)


def _square(row: Row) -> bool:
    return row.got.ndim == 2 and _near(row.got.T, row.expected)


def _opposite(row: Row) -> bool:
    if row.got.dtype.kind == "b":
        return bool(np.array_equal(~row.got, row.expected))
    return row.got.dtype.kind in "fi" and _near(-row.got, row.expected)


def _complement(row: Row) -> bool:
    return row.got.dtype.kind == "f" and _near(1 - row.got, row.expected)


def _reciprocal(row: Row) -> bool:
    with np.errstate(all="ignore"):
        return row.got.dtype.kind == "f" and _near(1 / row.got, row.expected)


def _squared(row: Row) -> bool:
    return row.got.dtype.kind == "f" and _near(row.got, row.expected**2)


def _constant(row: Row) -> bool:
    return row.got.size > 1 and bool((row.got == row.got.flat[0]).all())


_VALUE_TESTS: tuple[tuple[Test, str], ...] = (
    (
        lambda row: row.got.dtype.kind == "b" and _opposite(row),
        "True and False are exchanged.",
    ),
    (_opposite, "Only the sign is wrong: every value has the right size."),
    (_square, "The values are those of the transpose."),
    (
        lambda row: row.got.ndim == 1 and _near(row.got[::-1], row.expected),
        "The values are right, in reverse order.",
    ),
    (_complement, "This is 1 minus the right answer."),
    (_reciprocal, "This is 1 divided by the right answer."),
    (_squared, "This is the square of the right answer."),
    (_some_order, "The right values are there, in another order."),
    (_constant, "The same number comes back for every value of the input."),
)


def _copied(rows: Sequence[Row]) -> str:
    for name in rows[0].inputs:
        same = [
            isinstance(row.inputs.get(name), np.ndarray)
            and _near(np.asarray(row.inputs[name], row.got.dtype), row.got)
            for row in rows
        ]
        if all(same):
            return f"What came back is `{name}` itself."
    return ""


def _factor(rows: Sequence[Row]) -> str:
    """Say by which factor every value is off: a number, or a count."""
    factors = [_one_factor(row) for row in rows]
    if not all(factors):
        return ""
    for name, counted in _counts(rows):
        if len(set(counted)) > 1 or counted[0] > 2:
            if np.allclose(factors, counted, 1e-4):
                return (
                    f"Every value is {name} times too large: was a sum taken "
                    f"where a mean is asked for?"
                )
            if np.allclose(factors, [1 / n for n in counted], 1e-4):
                return (
                    f"Every value is {name} times too small: was a mean "
                    f"taken where a sum is asked for?"
                )
    if np.allclose(factors, factors[0], 1e-4):
        return (
            f"Every value is the right one times {factors[0]:.4g}: a "
            f"constant factor is too much or missing."
        )
    return ""


def _one_factor(row: Row) -> float:
    """Return c where `got` is c times `expected`, or 0."""
    if row.got.dtype.kind != "f":
        return 0.0
    known = (row.expected != 0) & np.isfinite(row.expected)
    if not known.any():
        return 0.0
    factor = float(row.got[known].flat[0]) / float(row.expected[known].flat[0])
    if not np.isfinite(factor) or factor == 0 or abs(factor - 1) < 1e-3:
        return 0.0  # so near to 1 it is lost digits, not a factor
    wanted = (factor * row.expected).astype(row.got.dtype)
    return factor if _near(row.got, wanted) else 0.0


def _counts(rows: Sequence[Row]) -> list[tuple[str, list[int]]]:
    """Return lengths a factor may come from, each with its name."""
    found = []
    for name in rows[0].inputs:
        arrays = [np.asarray(row.inputs[name]) for row in rows]
        if all(a.ndim and a.size for a in arrays):
            found.append((f"len({name})", [len(a) for a in arrays]))
            found.append((f"{name}.size", [a.size for a in arrays]))
    return found


def _as_transpose(row: Row) -> bool:
    return row.got.ndim > 1 and _near(row.got.T, row.expected)


def _as_reshape(row: Row) -> bool:
    same = row.got.size == row.expected.size
    return same and _near(row.got.reshape(row.expected.shape), row.expected)


def _outer(row: Row) -> bool:
    n = row.expected.size
    flat = row.expected.ndim == 1 or row.expected.shape == (n, 1)
    return flat and n > 1 and row.got.shape == (n, n)


def _reduced(by: Callable[[np.ndarray], Any], whole: str) -> Test:
    """Return a test whether one side is the other, reduced by `by`."""

    def test(row: Row) -> bool:
        more, less = row.got, row.expected
        if whole == "expected":
            more, less = less, more
        if less.ndim or not more.size or more.dtype.kind not in "fi":
            return False
        with np.errstate(all="ignore"):
            return _near(np.asarray(by(more), less.dtype), less)

    return test


_SHAPE_TESTS: tuple[tuple[Test, str], ...] = (
    (_as_transpose, "The values are right: only transpose the answer."),
    (_as_reshape, "The values are right: only the shape is not."),
    (
        _outer,
        "Two arrays of shapes (n, 1) and (n,) were combined: broadcasting "
        "makes (n, n) of them.",
    ),
    (_reduced(np.sum, "got"), "The sum of these values is asked for."),
    (_reduced(np.mean, "got"), "The mean of these values is asked for."),
    (
        _reduced(np.sum, "expected"),
        "This is the sum of the values asked for: leave them apart.",
    ),
    (
        _reduced(np.mean, "expected"),
        "This is the mean of the values asked for: leave them apart.",
    ),
)
