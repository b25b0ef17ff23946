"""Where the course lies: its `solutions/` and `exercises/` folders."""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from pathlib import Path

from lucid_edu.grading.exercise import Assignment, CourseError
from lucid_edu.grading.loading import load_assignment

_PACKAGE = Path(__file__).resolve().parent.parent


def find_course(given: Path | None = None) -> Path:
    """Return the folder that holds `solutions/` and `exercises/`.

    `given` must be it, where a folder was named.  Otherwise looks in the
    working directory and upwards, then beside the package (a clone), then
    inside it (an installed wheel).  Raises `CourseError` when none of them
    holds both folders and a topic.
    """
    here = (given or Path.cwd()).resolve()
    places = [here]
    if given is None:
        places += [*here.parents, _PACKAGE.parent, _PACKAGE / "course"]
    for place in places:
        if (place / "exercises").is_dir() and topics(place):
            return place
    raise CourseError(
        f"no folders exercises/ and solutions/ with a topic in {here}; run "
        f"in a clone of the course, or name it with --course"
    )


def topics(course: Path) -> tuple[str, ...]:
    """Return the topics that have a file in `solutions/`.

    Their order is that of `_toc.yml`, where it stands once; topics that it
    does not name come last, sorted.
    """
    try:
        names = os.listdir(course / "solutions")
    except OSError:
        return ()
    contents = course / "_toc.yml"
    text = contents.read_text("utf-8") if contents.is_file() else ""
    return _ordered(tuple(sorted(names)), text)


@lru_cache(16)
def _ordered(names: tuple[str, ...], contents: str) -> tuple[str, ...]:
    stems = [
        name.removesuffix(".py")
        for name in names
        if name.endswith(".py") and not name.startswith("_")
    ]
    listed = re.findall(r"file: exercises/(\w+)", contents)
    return tuple(sorted(stems, key=lambda s: _place(listed, s)))


def _place(listed: list[str], stem: str) -> int:
    return listed.index(stem) if stem in listed else len(listed)


@cache
def assignment(course: Path, topic: str) -> Assignment:
    """Return the assignment of `topic`, read once per process."""
    if topic not in topics(course):
        known = ", ".join(topics(course)) or "none"
        raise CourseError(
            f"no topic {topic!r} in {course}; the topics are: {known}"
        )
    return load_assignment(course / "solutions" / f"{topic}.py")
