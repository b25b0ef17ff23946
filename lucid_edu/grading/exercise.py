"""What an exercise is: a solution with a hole in it, checks, known mistakes.

Nothing here runs a student's code, compares an answer or writes a report.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Inputs = Mapping[str, Any]
"""Named arguments of one call: arrays, NumPy scalars, Python numbers."""

Draw = Callable[[np.random.Generator], Iterable[Inputs]]
"""Draws the cases of a check; the same generator state, the same cases."""


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
    """

    expression: str
    draw: Draw
    about: str
    hint: str
    points: int = 1
    rtol: float | None = None
    atol: float = 0.0
    silent: bool = False


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that students really give, and what to say about it.

    `body` is the text of the function's body; `Exercise.mistaken_source`
    puts it under the exercise's own signature.
    """

    name: str
    why: str
    body: str


@dataclass(frozen=True)
class Exercise:
    """A function to write; its docstring is the prompt, its body the solution.

    `target` is the source of a small call whose printed output a student
    sees before writing a line.  `curve` is the interval on which the answer
    can be drawn as a function of one variable, or None.  `builds_on` names
    exercises whose functions this one may call.
    """

    function: Callable[..., Any]
    checks: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]
    target: str
    curve: tuple[float, float] | None = None
    builds_on: tuple[str, ...] = ()

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
        return inspect.getsource(self.function)

    @property
    def signature(self) -> str:
        """The `def` line or lines, up to and with the colon."""
        node = ast.parse(self.source).body[0]
        assert isinstance(node, ast.FunctionDef)
        lines = self.source.splitlines()[: node.body[0].lineno - 1]
        return "\n".join(lines)

    def mistaken_source(self, mistake: Mistake) -> str:
        """Return the text of a function that makes `mistake`."""
        body = textwrap.indent(textwrap.dedent(mistake.body).strip(), "    ")
        return f"{self.signature}\n{body}\n"


@dataclass(frozen=True)
class Assignment:
    """The exercises of one topic, read from `solutions/<topic>.py`.

    `namespace` is the module's: the reference answers are computed in it.
    `version` is the first 12 hex digits of the source's SHA-256, so a grade
    can say which text of the checks it was judged by.
    """

    topic: str
    introduction: str
    exercises: tuple[Exercise, ...]
    namespace: Mapping[str, Any]
    version: str
    path: Path

    @property
    def max_score(self) -> int:
        """The sum of the exercises' points."""
        return sum(exercise.max_score for exercise in self.exercises)

    def mistaken(
        self, exercise: Exercise, mistake: Mistake
    ) -> Mapping[str, Any]:
        """Return our namespace with `exercise` answered by `mistake`."""
        namespace = dict(self.namespace)
        exec(exercise.mistaken_source(mistake), namespace)
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


def load_assignment(path: Path) -> Assignment:
    """Read the assignment that `solutions/<topic>.py` at `path` holds.

    Raises `CourseError` when the file is missing or declares no EXERCISES.
    """
    if not path.is_file():
        raise CourseError(
            f"no assignment at {path}; run in the course folder, "
            f"or name it with --course"
        )
    spec = importlib.util.spec_from_file_location(
        f"solutions_{path.stem}", path
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    exercises = tuple(getattr(module, "EXERCISES", ()))
    if not exercises:
        raise CourseError(f"{path} declares no EXERCISES; add the list")
    return Assignment(
        topic=path.stem,
        introduction=inspect.getdoc(module) or "",
        exercises=exercises,
        namespace=vars(module),
        version=hashlib.sha256(path.read_bytes()).hexdigest()[:12],
        path=path,
    )
