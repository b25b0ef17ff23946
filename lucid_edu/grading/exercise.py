"""What an exercise is: a solution with a hole in it, checks, known mistakes.

Nothing here runs a student's code, compares an answer or writes a report.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from lucid_edu.grading import holes, policy
from lucid_edu.grading.graphs import Sketch

Inputs = Mapping[str, Any]
"""Named arguments of one call: arrays, NumPy scalars, Python numbers."""

Draw = Callable[[np.random.Generator], Iterable[Inputs]]
"""Draws the cases of a check; the same generator state, the same cases."""

Measure = Callable[[np.ndarray, Inputs], Any]
"""From an answer and its inputs to the number or array that must agree."""


class CourseError(Exception):
    """The course material itself is wrong or missing: for its author."""


@dataclass(frozen=True)
class Check:
    """One expression, its inputs and how near the answer must be.

    `expression` is evaluated once for each case that `draw` yields, in the
    student's namespace and in ours.  The check is passed when every answer
    has the reference's shape and dtype and agrees within
    `atol + rtol * abs(expected)`, leaves its inputs as they were and, where
    `silent` is set, raises no floating-point warning.  `rtol=None` means
    1e-5 for float32 and 1e-9 for float64; booleans and integers must agree
    exactly.  `about` says in a few words what the check looks at.

    Where more than one answer is right, `measure` turns an answer into what
    is compared: not the weights, but their loss.  It runs in our process,
    on an array of the reference's shape and dtype.  With `at_most` a
    smaller number than the reference's is right, too.
    """

    expression: str
    draw: Draw
    about: str
    hint: str
    points: int = 1
    rtol: float | None = None
    atol: float = 0.0
    silent: bool = False
    measure: Measure | None = None
    at_most: bool = False


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that students really give, and what to say about it.

    `body` is the text of the function's body; `Exercise.mistaken_source`
    puts it under the exercise's own signature.  Of a class it is the text
    of the methods that go wrong.  `also` are more bodies that make the same
    mistake with other numbers, or in another order.  `see` is the section
    of the book that treats it, "stability#the-trap-in-where"; empty means
    the exercise's.
    """

    name: str
    why: str
    body: str
    see: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Race:
    """One large input of the first check, and what a slow answer is told.

    An answer is slow if it loops over the values in Python; with `slow`,
    if it takes more than so many times as long as the reference.  `faster`
    is a sentence on what makes it fast.
    """

    draw: Draw
    faster: str
    slow: float | None = None


@dataclass(frozen=True)
class Exercise:
    """A function or class to write: docstring the prompt, body the solution.

    `target` is the source of a small call whose printed output a student
    sees before writing a line.  `see` is the section of the book that helps,
    as "page#section".  `curve` is the interval on which the answer can be
    drawn as a function of one variable, or None.  `builds_on` names
    exercises whose functions this one may call.  `given` are functions and
    classes that the notebook defines for the student, and that the checks
    may call.  `begin` is the body a student starts from, where that is not
    a hole; of a class, `keep` names the methods that are given whole.
    A `challenge` is optional: its points do not count.  Where speed matters,
    there is a `race`; where the answer is about a graph, `graph` sketches
    it.  `equivalent` says of changes to the solution why they make no wrong
    answer.
    """

    function: Callable[..., Any]
    checks: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]
    target: str
    see: str = ""
    curve: tuple[float, float] | None = None
    builds_on: tuple[str, ...] = ()
    given: tuple[Callable[..., Any], ...] = ()
    begin: str = ""
    keep: tuple[str, ...] = ()
    challenge: bool = False
    race: Race | None = None
    graph: Sketch | None = None
    equivalent: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The function's name, the same in notebook, checks and reports."""
        return self.function.__name__

    @property
    def prompt(self) -> str:
        """The docstring, dedented; its first line is the title."""
        return inspect.getdoc(self.function) or ""

    @property
    def title(self) -> str:
        """The first line of the prompt."""
        return self.prompt.partition("\n")[0]

    @property
    def max_score(self) -> int:
        """The sum of the checks' points."""
        return sum(check.points for check in self.checks)

    @property
    def source(self) -> str:
        """The solution's text, docstring included."""
        return _text_of(self.function)

    @property
    def given_source(self) -> str:
        """The text of what the notebook defines for the student, or ""."""
        return _together(self.given)

    @property
    def starter(self) -> str:
        """The code a student starts from, with holes to fill."""
        return holes.starter(self.source, self.title, self.begin, self.keep)

    def mistaken_source(self, mistake: Mistake) -> str:
        """Return the text of a function or class that makes `mistake`."""
        return self.mistaken_sources(mistake)[0]

    def mistaken_sources(self, mistake: Mistake) -> tuple[str, ...]:
        """Return all texts that make `mistake`, the plainest first."""
        bodies = (mistake.body, *mistake.also)
        return tuple(holes.filled(self.source, body) for body in bodies)


@dataclass(frozen=True)
class Assignment:
    """The exercises of one topic, read from `solutions/<topic>.py`.

    `namespace` is the module's: the reference answers are computed in it.
    `version` is the first 12 hex digits of the source's SHA-256, so a grade
    can say which text of the checks it was judged by.  `allowed_imports`
    is what a submission may import: the module's ALLOWED_IMPORTS.
    """

    topic: str
    introduction: str
    exercises: tuple[Exercise, ...]
    namespace: Mapping[str, Any]
    version: str
    path: Path
    allowed_imports: tuple[str, ...] = policy.DEFAULT

    @property
    def max_score(self) -> int:
        """The sum of the exercises' points, challenges left out."""
        return sum(e.max_score for e in self.exercises if not e.challenge)

    @property
    def given(self) -> str:
        """The text of everything the notebook defines for the student.

        Run after a submission's cells, it repairs what was deleted.
        """
        given = dict.fromkeys(x for e in self.exercises for x in e.given)
        return f"import numpy as np\n\n\n{_together(given)}" if given else ""

    def newly_given(self, exercise: Exercise) -> str:
        """Return the text of what no exercise before `exercise` gives."""
        before = self.exercises[: self.exercises.index(exercise)]
        known = {one for other in before for one in other.given}
        return _together(one for one in exercise.given if one not in known)

    def mistaken(
        self, exercise: Exercise, mistake: Mistake
    ) -> Mapping[str, Any]:
        """Return our namespace with `exercise` answered by `mistake`."""
        return self.answered(exercise, exercise.mistaken_source(mistake))

    def answered(self, exercise: Exercise, source: str) -> Mapping[str, Any]:
        """Return our namespace with `exercise` answered by this text."""
        namespace = dict(self.namespace)
        exec(holes.compiled(source), namespace)
        # What calls the answer must call this one, not the reference.
        exec(holes.compiled(exercise.given_source), namespace)
        return namespace

    def __getitem__(self, name: str) -> Exercise:
        """Return the exercise called `name`; raise `CourseError` if none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        known = ", ".join(exercise.name for exercise in self.exercises)
        raise CourseError(
            f"{self.topic} has no exercise {name!r}; it has {known}"
        )


@cache  # to find a class, inspect parses its whole file
def _text_of(thing: Callable[..., Any]) -> str:
    return inspect.getsource(thing)


def _together(things: Iterable[Callable[..., Any]]) -> str:
    return "\n\n".join(_text_of(thing) for thing in things)
