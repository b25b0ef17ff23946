"""`check`, `hint` and `solution` in a student's notebook, never a crash."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from lucid_edu.grading import picture
from lucid_edu.grading.cases import PRACTICE_SEED, draw_cases
from lucid_edu.grading.course import assignment, find_course, topics
from lucid_edu.grading.exercise import (
    Assignment,
    CourseError,
    Exercise,
)
from lucid_edu.grading.feedback import judge
from lucid_edu.grading.progress import Progress
from lucid_edu.grading.race import race
from lucid_edu.grading.report import Report
from lucid_edu.grading.results import ExerciseResult
from lucid_edu.grading.settings import help_allowed
from lucid_edu.grading.wire import Request
from lucid_edu.grading.worker import answer_calls

CALL_SECONDS = 1.0


def check(function: Any, course: str | Path | None = None) -> Report:
    """Judge `function` by the checks of the exercise of the same name.

    The inputs are those of practice: the same at every run.  Whatever the
    function does, a report comes back; nothing is raised and nothing is
    printed.
    """
    return _answered(function, course, "check", _check)


def hint(function: Any, course: str | Path | None = None) -> Report:
    """Reveal one hint more for what `function` does not do yet.

    Every call adds one; how many were asked for is remembered.
    """
    return _answered(function, course, "hint", _hint)


def solution(function: Any, course: str | Path | None = None) -> Report:
    """Show one way to write `function`, after an attempt of one's own.

    The staff of a course can switch it off.
    """
    return _answered(function, course, "solution", _solution)


def _answered(
    function: Any,
    course: str | Path | None,
    asked: str,
    answer: Callable[[Assignment, str, Mapping[str, Any]], Report],
) -> Report:
    plain = isinstance(function, types.FunctionType | type)
    name = str(function.__name__) if plain else ""
    if not plain or name == "<lambda>":
        return Report(
            message=f"{asked}() needs the function itself, defined with "
            f"def: write {asked}(sigmoid), without quotes or a call."
        )
    try:
        found = _find(name, Path(course) if course else None)
        namespace = {**_globals(function), name: function}
        _repair(found[name], namespace)
        return answer(found, name, namespace)
    except CourseError as error:
        return Report(message=f"{error}.")
    except Exception as error:  # the notebook must go on, whatever it was
        return Report(
            message=f"the feedback on {name} could not be made "
            f"({type(error).__name__}); restart the kernel and check again."
        )


def _check(
    found: Assignment, name: str, namespace: Mapping[str, Any]
) -> Report:
    result = _judged(found, name, namespace)
    progress = Progress()
    known = progress.attempted(found.topic, result)
    if Report((result,)).passed:
        told = race(found, found[name], namespace)
        remarks = (*filter(None, [told]), _standing(found, progress))
        return Report((result,), remarks=remarks)
    drawn = picture.show(found, found[name], namespace)
    remarks = (*_way_on(name, known.attempts), _standing(found, progress))
    shown = _without_hints(result, known.hints)
    return Report((shown,), picture=drawn, remarks=remarks)


def _hint(
    found: Assignment, name: str, namespace: Mapping[str, Any]
) -> Report:
    if not help_allowed().hint:
        return Report(message="Hints are switched off in this course.")
    result = _judged(found, name, namespace)
    hints = _open_hints(result)
    if not hints:
        return Report(message=f"{name} is right: there is nothing to hint at.")
    count = Progress().one_more_hint(found.topic, name, len(hints))
    lines = [
        f"Hint {place} of {len(hints)}: {text}"
        for place, text in enumerate(hints[:count], 1)
    ]
    if count == len(hints) and help_allowed().solution:
        lines.append(f"There are no more. solution({name}) shows one way.")
    return Report(message="\n".join(lines))


def _solution(
    found: Assignment, name: str, namespace: Mapping[str, Any]
) -> Report:
    if not help_allowed().solution:
        text = "Solutions are not shown in this course; ask its staff."
        return Report(message=text)
    if not Progress().record(found.topic, name).attempts:
        text = f"Try it first: write {name} and run check({name})."
        return Report(message=text)
    return Report(message=found[name].source.rstrip())


def _globals(function: Any) -> dict[str, Any]:
    """Return what stands beside the function or class where it was made."""
    if isinstance(function, types.FunctionType):
        return function.__globals__
    for method in vars(function).values():
        if isinstance(method, types.FunctionType):
            return method.__globals__
    return {}


def _find(name: str, course: Path | None) -> Assignment:
    place = find_course(course)
    known = []
    for topic in topics(place):
        candidate = assignment(place, topic)
        names = [exercise.name for exercise in candidate.exercises]
        if name in names:
            return candidate
        known += names
    raise CourseError(
        f"no exercise is called {name!r}; rename the function to one of: "
        f"{', '.join(known)}"
    )


def _repair(exercise: Exercise, namespace: dict[str, Any]) -> None:
    """Define what the notebook gives, where its cell was not run.

    Also beside the student's function, which looks for it there.
    """
    for place in (namespace, _globals(namespace[exercise.name])):
        if not all(one.__name__ in place for one in exercise.given):
            place.setdefault("np", np)
            exec(exercise.given_source, place)


def _judged(
    found: Assignment, name: str, namespace: Mapping[str, Any]
) -> ExerciseResult:
    cases = draw_cases(found, PRACTICE_SEED, "", only=name)
    request = Request((), tuple(c.call for c in cases), 0.0, CALL_SECONDS)
    answers = dict(answer_calls(request, dict(namespace)))
    (result,) = judge(found, cases, answers)
    return result


def _open_hints(result: ExerciseResult) -> list[str]:
    open_ = (check for check in result.checks if check.outcome != "passed")
    return list(dict.fromkeys(check.hint for check in open_ if check.hint))


def _without_hints(result: ExerciseResult, revealed: int) -> ExerciseResult:
    """Leave out the hints that the student has not asked for."""
    known = _open_hints(result)[:revealed]
    checks = (
        c if c.hint in known else replace(c, hint="") for c in result.checks
    )
    return replace(result, checks=tuple(checks))


def _way_on(name: str, attempts: int) -> list[str]:
    allowed = help_allowed()
    ways = [f"hint({name}) gives a hint"] * allowed.hint
    if allowed.solution and attempts:
        ways.append(f"solution({name}) shows one way to write it")
    return [f"Stuck? {'; '.join(ways)}."] if ways else []


def _standing(found: Assignment, progress: Progress) -> str:
    """Return how far this notebook is, and what is next."""
    counted = [e for e in found.exercises if not e.challenge]
    records = {
        e.name: progress.record(found.topic, e.name) for e in found.exercises
    }
    points = sum(min(records[e.name].best, e.max_score) for e in counted)
    left = [e.name for e in counted if not records[e.name].solved]
    text = (
        f"{found.topic}: {len(counted) - len(left)} of {len(counted)} "
        f"exercises solved, {points} of {found.max_score} points."
    )
    if left:
        return f"{text} Next: {left[0]}."
    tempting = [name for name, record in records.items() if not record.solved]
    rest = f", but for the challenge {tempting[0]}" if tempting else ""
    return f"{text} All done{rest}."
