"""How fast a right answer is, and how much memory it takes: a ratio.

The reference runs beside it on the same input, so the machine cancels out.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lucid_edu.grading.exercise import Assignment, Exercise, Inputs
from lucid_edu.grading.expressions import parsed

_TURNS = 7


def race(
    assignment: Assignment, exercise: Exercise, namespace: Mapping[str, Any]
) -> str:
    """Return one sentence on time and memory against the reference, or "".

    Only an exercise with a `race` has one; its first check's expression is
    evaluated on the inputs it draws.
    """
    if exercise.race is None:
        return ""
    inputs = next(iter(exercise.race(np.random.default_rng(0))))
    ours = _entry(exercise, assignment.namespace, inputs)
    theirs = _entry(exercise, namespace, inputs)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TURNS):  # in turns, so that a busy machine slows both
        times[0].append(_seconds(ours))
        times[1].append(_seconds(theirs))
    ratio = min(times[1]) / min(times[0])
    size = max(np.asarray(value).nbytes for value in inputs.values())
    return (
        f"On {_count(inputs)} values your version takes {ratio:.1f} times as "
        f"long as the reference; at its peak it holds "
        f"{_peak(theirs) / size:.1f} arrays of the input's size, the "
        f"reference {_peak(ours) / size:.1f}."
    )


def _entry(
    exercise: Exercise, namespace: Mapping[str, Any], inputs: Inputs
) -> Callable[[], Any]:
    code, _ = parsed(exercise.checks[0].expression)
    scope = {**namespace, **inputs}
    return lambda: eval(code, scope)


def _seconds(call: Callable[[], Any]) -> float:
    with np.errstate(all="ignore"):
        start = time.perf_counter()
        call()
        return time.perf_counter() - start


def _peak(call: Callable[[], Any]) -> int:
    tracing = tracemalloc.is_tracing()
    if not tracing:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        with np.errstate(all="ignore"):
            call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        if not tracing:
            tracemalloc.stop()


def _count(inputs: Inputs) -> str:
    return f"{max(np.size(value) for value in inputs.values()):,}"
