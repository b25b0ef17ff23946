"""`check(f)` in a student's own notebook: judged at once, never a crash."""

from __future__ import annotations

import os
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lucid_edu.grading import picture, render
from lucid_edu.grading.course import assignment, find_course, topics
from lucid_edu.grading.exercise import (
    Assignment,
    CourseError,
    Exercise,
)
from lucid_edu.grading.feedback import PRACTICE_SEED, draw_cases, judge
from lucid_edu.grading.results import ExerciseResult
from lucid_edu.grading.wire import Request
from lucid_edu.grading.worker import answer_calls

CALL_SECONDS = 1.0


class Report:
    """Feedback that shows itself: HTML in Jupyter, plain text elsewhere."""

    def __init__(
        self,
        results: tuple[ExerciseResult, ...] = (),
        message: str = "",
        picture: str = "",
    ) -> None:
        self.results, self.message, self._picture = results, message, picture

    @property
    def passed(self) -> bool:
        """Whether every check was passed."""
        return bool(self.results) and all(
            result.score == result.max_score for result in self.results
        )

    def __repr__(self) -> str:
        return self.message or render.plain(self.results)

    def _repr_html_(self) -> str | None:
        if self.message:
            return None
        return render.html(self.results, self._picture, section_address)


def check(function: Any, course: str | Path | None = None) -> Report:
    """Judge `function` by the checks of the exercise of the same name.

    The inputs are those of practice: the same at every run.  Whatever the
    function does, a report comes back; nothing is raised and nothing is
    printed.
    """
    plain = isinstance(function, types.FunctionType | type)
    name = str(function.__name__) if plain else ""
    if not plain or name == "<lambda>":
        return Report(
            message="check() needs the function itself, defined with def: "
            "write check(sigmoid), without quotes or a call."
        )
    try:
        found = _find(name, Path(course) if course else None)
    except CourseError as error:
        return Report(message=f"{error}.")
    try:
        namespace = {**_globals(function), name: function}
        _repair(found[name], namespace)
        return _report(found, name, namespace)
    except Exception as error:  # the notebook must go on, whatever it was
        return Report(
            message=f"the feedback on {name} could not be made "
            f"({type(error).__name__}); restart the kernel and check again."
        )


def section_address(see: str) -> str:
    """Return where "page#section" of the book can be opened, or "".

    The environment variable LUCID_EDU_BOOK names a book that is served;
    beside the course's own notebooks the chapter itself is linked.
    """
    page, _, anchor = see.partition("#")
    served = os.environ.get("LUCID_EDU_BOOK")
    if served:
        return f"{served.rstrip('/')}/{page}.html#{anchor}"
    near = Path("..", "book", f"{page}.ipynb")
    return near.as_posix() if near.is_file() else ""


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


def _report(
    found: Assignment, name: str, namespace: Mapping[str, Any]
) -> Report:
    cases = draw_cases(found, PRACTICE_SEED, "", only=name)
    request = Request((), tuple(c.call for c in cases), 0.0, CALL_SECONDS)
    answers = dict(answer_calls(request, dict(namespace)))
    results = judge(found, cases, answers)
    report = Report(results)
    if not report.passed:
        drawn = picture.curves(found, found[name], namespace)
        report = Report(results, picture=drawn)
    return report
