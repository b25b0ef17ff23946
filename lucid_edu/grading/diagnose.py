"""What is right about a wrong answer: the sentence a teacher would say.

It looks at the arrays of one check: do they agree up to a sign, a factor, an
order; are they wrong only for some inputs?  Known mistakes are not its
business, and it never changes a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lucid_edu.grading.cases import Case, case_difference
from lucid_edu.grading.compare import wrong_places
from lucid_edu.grading.patterns import Row, shape_pattern, value_pattern
from lucid_edu.grading.show import number_text
from lucid_edu.grading.wire import Answer

Told = Sequence[tuple[Case, Answer]]


def diagnosis(rows: Told) -> str:
    """Return one sentence on what the answers of a check share, or "".

    `rows` are the cases of one check with the student's answers.
    """
    check = rows[0][0].check
    wrong = [row for row in rows if case_difference(*row) is not None]
    if check.measure is not None or not wrong:
        return ""
    sides = [_row(case, answer) for case, answer in wrong]
    values = [side for side in sides if side is not None]
    if len(values) < len(sides):
        return ""
    with np.errstate(all="ignore"):
        parts = (_pattern(rows, values), _some(rows, wrong))
    return " ".join(part for part in parts if part)


def _pattern(rows: Told, values: Sequence[Row]) -> str:
    misshaped = [row for row in values if row.got.shape != row.expected.shape]
    if misshaped:
        return shape_pattern(misshaped)
    if any(row.got.dtype != row.expected.dtype for row in values):
        return ""
    found = value_pattern([row for row in values if row.expected.size])
    return found or _places(rows) or _near(values)


def _row(case: Case, answer: Answer) -> Row | None:
    if answer.value is None or case.expected.value is None:
        return None
    return Row(case.expected.value, answer.value, case.call.inputs)


def _some(rows: Told, wrong: Told) -> str:
    """Say which kind of input is wrong, where another kind is right."""
    right = [
        row for row in rows if case_difference(*row) is None and _size(row[0])
    ]
    for test, words in _KINDS:
        if (
            right
            and all(test(case) for case, _ in wrong)
            and not any(test(case) for case, _ in right)
        ):
            return f"All other cases are right: it is wrong only {words}."
    return ""


def _size(case: Case) -> int:
    return 0 if case.expected.value is None else case.expected.value.size


def _arrays(case: Case) -> list[np.ndarray]:
    given = case.call.inputs.values()
    kinds = (np.ndarray, np.generic)
    return [np.asarray(value) for value in given if isinstance(value, kinds)]


def _any(test: Callable[[np.ndarray], bool]) -> Callable[[Case], bool]:
    return lambda case: any(test(array) for array in _arrays(case))


_KINDS: tuple[tuple[Callable[[Case], bool], str], ...] = (
    (_any(lambda a: a.dtype == np.float32), "for float32"),
    (_any(lambda a: a.dtype == np.float16), "for float16"),
    (_any(lambda a: a.size == 0), "for an empty array"),
    (
        _any(lambda a: a.ndim == 0),
        "for an array of shape ()",
    ),
    (
        _any(lambda a: not a.flags.c_contiguous),
        "for an array that is a view with steps, such as x[:, ::2]",
    ),
    (_any(lambda a: a.ndim > 2), "where an array has three axes or more"),
    (_any(lambda a: a.ndim > 1), "where an array has two axes or more"),
    (
        _any(lambda a: not np.isfinite(a).all()),
        "where an input holds inf or nan",
    ),
)


def _places(rows: Told) -> str:
    """Say for which values of an input the answers are wrong."""
    for name in rows[0][0].call.inputs:
        bad, good = [], []
        for case, answer in rows:
            given: Any = case.call.inputs.get(name)
            expected, got = case.expected.value, answer.value
            if expected is None or got is None:
                return ""
            if not isinstance(given, np.ndarray) or given.shape != got.shape:
                break
            wrong = wrong_places(case.check, expected, got)
            bad.append(given[wrong].ravel().astype(float))
            good.append(given[~wrong].ravel().astype(float))
        else:
            found = _range(name, np.concatenate(bad), np.concatenate(good))
            if found:
                return found
    return ""


def _range(name: str, bad: np.ndarray, good: np.ndarray) -> str:
    """Say how the inputs with wrong answers differ from those with right."""
    if not bad.size or np.isnan([*bad, *good]).any():
        return ""
    if not np.isfinite(good).any():
        return ""  # no elsewhere that could tell a range
    values = np.unique(bad)
    # A kink lies at a round number; a drawn input does so by chance only.
    round_ = np.all(values == values.round(1))
    if values.size <= 2 and round_ and not np.isin(good, values).any():
        said = " and ".join(f"{value:g}" for value in values)
        return f"It is wrong only where {name} is exactly {said}."
    far, near = abs(bad), abs(good)
    tests = (
        (np.all(bad < 0) and np.all(good >= 0), "negative"),
        (np.all(bad > 0) and np.all(good <= 0), "positive"),
        (_beyond(bad, good), _from(bad.min(), "and above")),
        (_beyond(-bad, -good), _from(bad.max(), "and below")),
        (_beyond(far, near), _from(far.min(), "or more in size")),
        (_beyond(-far, -near), "near 0"),
    )
    for holds, words in tests:
        if holds:
            return f"It is right elsewhere, and wrong where {name} is {words}."
    return ""


def _beyond(bad: np.ndarray, good: np.ndarray) -> bool:
    return bool(bad.min() > good.max() and min(bad.size, good.size) > 2)


def _from(start: float, words: str) -> str:
    return f"{number_text(np.float64(f'{start:.3g}'))} {words}"


def _near(values: Sequence[Row]) -> str:
    """Say how many digits are right, where only the last ones are not."""
    worst = 0.0
    for row in values:
        expected = row.expected.astype(float)
        with np.errstate(all="ignore"):
            apart = abs(row.got.astype(float) - expected) / abs(expected)
        apart = apart[expected != row.got]
        worst = max(worst, float(apart.max(initial=0.0)))
    if not 0 < worst < 1e-2:
        return ""
    said = f"nearly right (off by {worst:.0e} of their size at most)"
    if worst > 1e-5:
        return f"The values are {said}: is something only approximated?"
    return f"The values are {said}: digits are lost on the way."
