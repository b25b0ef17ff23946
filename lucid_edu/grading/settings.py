"""What the staff of a course allow: `course.toml` beside the notebooks."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from lucid_edu.grading.exercise import CourseError

NAME = "course.toml"


@dataclass(frozen=True)
class Help:
    """Which help a student may ask for in the notebook."""

    hint: bool = True
    solution: bool = True


def help_allowed(start: Path | None = None) -> Help:
    """Return the `[help]` of the nearest `course.toml`, upwards of `start`.

    Without such a file everything is allowed.  Raises `CourseError` where
    the file cannot be understood.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        path = folder / NAME
        if path.is_file():
            return _read(path)
    return Help()


def help_text(allowed: Help) -> str:
    """Return the text of a `course.toml` that allows just this."""
    hint, solution = str(allowed.hint), str(allowed.solution)
    return f"[help]\nhint = {hint.lower()}\nsolution = {solution.lower()}\n"


def _read(path: Path) -> Help:
    try:
        given = tomllib.loads(path.read_text("utf-8")).get("help", {})
        unknown = set(given) - {"hint", "solution"}
        if unknown or not all(isinstance(on, bool) for on in given.values()):
            raise ValueError("[help] takes hint and solution, true or false")
    except (ValueError, AttributeError, TypeError) as error:
        raise CourseError(f"{path} cannot be understood: {error}") from None
    return Help(**given)
