"""What students receive: notebooks, data, requirements, which help is on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lucid_edu.grading import requirements
from lucid_edu.grading.build import stale_exercises
from lucid_edu.grading.bundle import tree
from lucid_edu.grading.course import assignment, topics
from lucid_edu.grading.exercise import CourseError
from lucid_edu.grading.settings import NAME, Help, help_text


def student_bundle(
    course: Path, wanted: Iterable[str], allowed: Help
) -> dict[str, bytes]:
    """Return the files of the student bundle, without any solution.

    A topic's data lies in the course's `data/<topic>/`, where there are
    any.  Raises `CourseError` for an unknown topic, and where a notebook is
    not what the solutions make: it might hold one.
    """
    names = tuple(wanted) or topics(course)
    for topic in names:
        assignment(course, topic)  # says which topics there are
    stale = stale_exercises(course, names)
    if stale:
        listed = ", ".join(path.name for path in stale)
        raise CourseError(
            f"{listed} in {course / 'exercises'} differs from what the "
            f"solutions make; run lucid-edu exercises build first"
        )
    pins = "\n".join(requirements.direct("notebook")) + "\n"
    files = {
        "README.md": _readme(course, names, allowed).encode(),
        "requirements.txt": pins.encode(),
        NAME: help_text(allowed).encode(),
    }
    for topic in names:
        notebook = course / "exercises" / f"{topic}.ipynb"
        files[f"{topic}.ipynb"] = notebook.read_bytes()
        for name, data in tree(course / "data" / topic).items():
            files[f"data/{topic}/{name}"] = data
    return files


def _readme(course: Path, names: tuple[str, ...], allowed: Help) -> str:
    rows = []
    for topic in names:
        found = assignment(course, topic)
        title = found.introduction.partition("\n")[0].rstrip(".")
        rows.append(
            f"| `{topic}.ipynb` | {title} | {found.max_score} |",
        )
    ways = ["`check(sigmoid)` says what is right, what is wrong and why."]
    if allowed.hint:
        ways.append("`hint(sigmoid)` gives one hint at a time.")
    if allowed.solution:
        ways.append("`solution(sigmoid)` shows one way, after an attempt.")
    text = "\n".join(rows)
    return (
        "# Exercises\n\n"
        "| notebook | about | points |\n| --- | --- | --- |\n"
        f"{text}\n\n"
        "Set up once, in this folder, with Python 3.11 or newer:\n\n"
        "    python -m pip install -r requirements.txt\n\n"
        f"Then open a notebook: `jupyter lab {names[0]}.ipynb`\n\n"
        "Write each function where it says so, run its cell, then the check "
        "below it.\n"
        + "".join(f"{way}\n" for way in ways)
        + "`lucid-edu check NOTEBOOK` judges a whole notebook.\n\n"
        "Keep the names of the functions and of the files.\n"
        "Leave `course.toml` beside the notebooks.\n"
    )
