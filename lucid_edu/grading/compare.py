"""Whether one answer agrees with the reference, and if not, how it differs.

It knows nothing of mistakes, hints or points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lucid_edu.grading.exercise import Check
from lucid_edu.grading.messages import no_array_text
from lucid_edu.grading.show import array_text, inputs_text, number_text
from lucid_edu.grading.wire import Answer

_RTOL = {"f2": 1e-2, "f4": 1e-5, "f8": 1e-9}


@dataclass(frozen=True)
class Difference:
    """How an answer differs: one plain sentence and lines to paste."""

    message: str
    detail: tuple[tuple[str, str], ...] = ()


def difference(
    check: Check,
    expected: Answer,
    answer: Answer,
    inputs: Mapping[str, Any],
    name: str = "",
) -> Difference | None:
    """Return None when `answer` passes `check`, else how it differs.

    The order is: was there an answer, is it an array, its shape, its dtype,
    its values, its inputs unchanged, its warnings.  `name` is that of the
    function, where the expression does not begin with it.
    """
    assert expected.value is not None, "the reference must give an array"
    told = answer.mutated or (check.silent and answer.warnings)
    if not told and _identical(expected.value, answer):
        return None
    name = name or check.expression.partition("(")[0]
    found = _differs(check, expected.value, answer, inputs, name)
    if found is None:
        return None
    given = (("inputs", inputs_text(inputs)),) if inputs else ()
    call = (("call", check.expression),)
    return Difference(found.message, given + call + found.detail)


def measured(
    check: Check, answer: np.ndarray, inputs: Mapping[str, Any]
) -> np.ndarray:
    """Return what is compared of an answer: often the answer itself."""
    if check.measure is None:
        return answer
    with np.errstate(all="ignore"):
        return np.asarray(check.measure(answer, inputs))


def _differs(
    check: Check,
    expected: np.ndarray,
    answer: Answer,
    inputs: Mapping[str, Any],
    name: str,
) -> Difference | None:
    message = no_array_text(name, expected, answer)
    if message:
        return Difference(message)
    assert answer.value is not None
    message = _wrong_form(expected, answer.value)
    if message:
        lines = (
            ("expected", array_text(expected)),
            ("got", array_text(answer.value)),
        )
        return Difference(message, lines)
    found = _wrong_answer(check, expected, answer.value, inputs)
    if found is not None:
        return found
    if answer.mutated:
        names = " and ".join(f"`{name}`" for name in answer.mutated)
        return Difference(
            f"The call changed its input {names}: work on a copy, because "
            f"the caller still needs the old values."
        )
    if check.silent and answer.warnings:
        return Difference(
            f"The values are right, but NumPy warned on the way: "
            f"{_warnings_text(answer.warnings)}."
        )
    return None


def wrong_places(
    check: Check, expected: np.ndarray, got: np.ndarray
) -> np.ndarray:
    """Return where `got` is not near enough; both have one shape.

    NaN agrees with NaN only, an infinity with the same infinity only.
    """
    if expected.dtype.kind != "f":
        return np.asarray(expected != got)
    kind = expected.dtype.str[1:]
    rtol = check.rtol if check.rtol is not None else _RTOL[kind]
    with np.errstate(all="ignore"):
        near = np.abs(got - expected) <= check.atol + rtol * np.abs(expected)
        same = (got == expected) | (np.isnan(got) & np.isnan(expected))
        if check.at_most:
            same |= got < expected
    return np.asarray(~(near & np.isfinite(expected)) & ~same)


def _identical(expected: np.ndarray, answer: Answer) -> bool:
    """Return whether an answer is right to the last bit: most are."""
    got = answer.value
    return (
        got is not None
        and got.dtype == expected.dtype
        and got.shape == expected.shape
        and got.tobytes() == expected.tobytes()
    )


def _wrong_answer(
    check: Check,
    expected: np.ndarray,
    got: np.ndarray,
    inputs: Mapping[str, Any],
) -> Difference | None:
    if check.measure is not None:
        expected = measured(check, expected, inputs)
        try:
            got = measured(check, got, inputs)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            return Difference(f"The answer cannot be used: {error}.")
    wrong = wrong_places(check, expected, got)
    return _wrong_values(expected, got, wrong) if wrong.any() else None


def _wrong_form(expected: np.ndarray, got: np.ndarray) -> str:
    if got.shape != expected.shape:
        return f"The shape is {got.shape}, and it should be {expected.shape}."
    if got.dtype == expected.dtype:
        return ""
    message = (
        f"The data type is {got.dtype}, and it should be {expected.dtype}."
    )
    if expected.dtype == np.float32 and got.dtype == np.float64:
        message += " Something on the way made float64 of float32."
    return message


def _wrong_values(
    expected: np.ndarray,
    got: np.ndarray,
    wrong: np.ndarray,
) -> Difference:
    count, size = int(wrong.sum()), wrong.size
    verb = "differ" if count > 1 else "differs"
    message = f"{count} of {size} values {verb}."
    if got.ndim == 0:
        message = "The value differs."
    if np.isnan(got[wrong]).any() and not np.isnan(expected[wrong]).any():
        message = message[:-1] + ", and some are nan."
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    lines: tuple[tuple[str, str], ...] = (
        ("expected", number_text(expected[place])),
        ("got", number_text(got[place])),
    )
    if place:
        where = ", ".join(map(str, place))
        lines = (("first differing index", where), *lines)
    return Difference(message, lines)


def _warnings_text(kinds: tuple[str, ...]) -> str:
    words = {
        "overflow": "a value overflowed",
        "invalid": "an operation had no defined result",
        "divide": "something was divided by zero",
    }
    return " and ".join(words.get(kind, kind) for kind in kinds)
