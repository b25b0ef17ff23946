"""The reference's answers: our own code, so it runs without any guard.

A submission's answers come from `worker.evaluate`, which trusts nothing.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from lucid_edu.grading.exercise import CourseError
from lucid_edu.grading.expressions import parsed
from lucid_edu.grading.wire import Answer, Call
from lucid_edu.grading.worker import fresh


def expected_answers(
    calls: Iterable[Call], namespace: Mapping[str, Any]
) -> list[Answer]:
    """Return the reference's answer to each call.

    Raises `CourseError` where it gives none, or changes what it was given.
    """
    with (
        contextlib.redirect_stdout(io.StringIO()),
        np.errstate(all="ignore"),
    ):
        return [_answer(call, namespace) for call in calls]


def _answer(call: Call, namespace: Mapping[str, Any]) -> Answer:
    code, _ = parsed(call.expression)
    inputs = {name: fresh(value) for name, value in call.inputs.items()}
    before = [_bytes(value) for value in inputs.values()]
    try:
        value = eval(code, {**namespace, **inputs})
        array = np.array(value)
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise CourseError(_failed(call, why)) from error
    if array.dtype.kind not in "fiub":
        raise CourseError(_failed(call, f"it gives {type(value).__name__}"))
    if [_bytes(value) for value in inputs.values()] != before:
        raise CourseError(_failed(call, "it changes its inputs"))
    return Answer("value", array, type(value).__name__)


def _failed(call: Call, why: str) -> str:
    return f"the reference fails {call.expression} ({why})"


def _bytes(value: Any) -> Any:
    return value.tobytes() if isinstance(value, np.ndarray) else value
