"""How fast a right answer is, and how much memory it takes: a ratio.

The reference runs beside it on the same input, so the machine cancels out.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lucid_edu.grading.exercise import Assignment, Exercise, Inputs, Race
from lucid_edu.grading.expressions import parsed
from lucid_edu.grading.guard import (
    CappedWriter,
    Overrun,
    printed_to,
    time_limit,
)

_TURNS = 7
_LONGEST = 0.5
# What other programs take does not count, where a clock can tell.
_FINE = time.get_clock_info("thread_time").resolution < 1e-5
_clock = time.thread_time if _FINE else time.perf_counter


def race(
    assignment: Assignment, exercise: Exercise, namespace: Mapping[str, Any]
) -> str:
    """Return a sentence or two on a right answer's speed, or "".

    Only an exercise with a `race` has them; its first check's expression is
    evaluated on the inputs it draws.  A slow answer is told what makes a
    fast one, any other how much memory it takes.
    """
    if exercise.race is None:
        return ""
    # Outermost: what an alarm interrupts must not be what puts these back.
    with np.errstate(all="ignore"), printed_to(CappedWriter(0)):
        return _told(assignment, exercise, exercise.race, namespace)


def _told(
    assignment: Assignment,
    exercise: Exercise,
    race: Race,
    namespace: Mapping[str, Any],
) -> str:
    inputs = next(iter(race.draw(np.random.default_rng(0))))
    ours = _entry(exercise, assignment.namespace, inputs)
    theirs = _entry(exercise, namespace, inputs)
    count = f"{_size(inputs):,}"
    limit = race.slow
    try:
        ratio = _ratio(ours, theirs)
        slow = ratio > limit if limit else _loops(theirs, _size(inputs))
    except Overrun:
        return (
            f"On {count} values your version takes more than {_LONGEST:g} "
            f"seconds: right, but slow. {race.faster}"
        )
    except (Exception, SystemExit) as error:  # the student's: any may come
        kind = type(error).__name__
        return f"On {count} values your version fails ({kind})."
    if slow:
        return (
            f"On {count} values your version takes {ratio:,.0f} times as "
            f"long as the reference: right, but slow. {race.faster}"
        )
    size = max(np.asarray(value).nbytes for value in inputs.values())
    return (
        f"On {count} values your version takes {ratio:.1f} times as "
        f"long as the reference; at its peak it holds "
        f"{_peak(theirs) / size:.1f} arrays of the input's size, the "
        f"reference {_peak(ours) / size:.1f}."
    )


def _ratio(ours: Callable[[], Any], theirs: Callable[[], Any]) -> float:
    """Return how many times as long `theirs` takes; stop once it is plain."""
    begun = time.perf_counter()
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(_TURNS):  # so that a busy machine slows both
        times[0].append(_seconds(ours))
        with time_limit(_LONGEST):
            times[1].append(_seconds(theirs))
        if turn and time.perf_counter() - begun > _LONGEST:
            break
    return min(times[1]) / min(times[0])


def _entry(
    exercise: Exercise, namespace: Mapping[str, Any], inputs: Inputs
) -> Callable[[], Any]:
    code, _ = parsed(exercise.checks[0].expression)
    scope = {**namespace, **inputs}
    return lambda: eval(code, scope)


def _seconds(call: Callable[[], Any]) -> float:
    start = _clock()
    call()
    return _clock() - start


def _peak(call: Callable[[], Any]) -> int:
    tracing = tracemalloc.is_tracing()
    if not tracing:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        if not tracing:
            tracemalloc.stop()


def _loops(call: Callable[[], Any], size: int) -> bool:
    """Return whether Python takes a step for every few of the values.

    Lines are counted, not seconds, so the answer never depends on the day.
    """
    steps = 0

    def count(frame: Any, event: str, arg: Any) -> Any:
        nonlocal steps
        steps += 1
        if steps > size // 10:
            raise Overrun
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        call()
    except Overrun:
        return True
    finally:
        sys.settrace(before)
    return steps > size // 10


def _size(inputs: Inputs) -> int:
    return max(np.size(value) for value in inputs.values())
