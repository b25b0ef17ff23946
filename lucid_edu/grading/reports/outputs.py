"""Writes the reports of a graded class into one folder, by format."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from lucid_edu.grading.reports import (
    canvas,
    classroom50,
    gradescope,
    junit,
    moodle,
    nbgrader,
    pages,
    prairielearn,
    tables,
)
from lucid_edu.grading.reports.roll import Person
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import Grade

_Files = Iterator[tuple[str, str]]
ALWAYS = ("json", "csv", "html", "gradescope")


def write_reports(
    graded: GradedClass,
    folder: Path,
    formats: Iterable[str] = ALWAYS,
    people: Sequence[Person] = (),
) -> None:
    """Write the class into `folder` in each of `formats`.

    Each file appears whole or not at all.
    """
    for name in dict.fromkeys(formats):
        for path, text in FORMATS[name](graded, people):
            _write(folder / path, text)


def _html(graded: GradedClass, people: Sequence[Person]) -> _Files:
    names = file_names(grade.path for grade in graded.grades)
    links = {path: f"feedback/{name}.html" for path, name in names.items()}
    for grade in graded.grades:
        yield links[grade.path], pages.feedback_page(grade)
    yield "report.html", pages.class_page(graded, links)


def _tables(
    files: Mapping[str, Callable[[GradedClass, Sequence[Person]], str]],
    graded: GradedClass,
    people: Sequence[Person],
) -> _Files:
    for path, text in files.items():
        yield path, text(graded, people)


def _each(
    place: str,
    text: Callable[[Grade], str],
    graded: GradedClass,
    people: Sequence[Person],
) -> _Files:
    folder, _, file = place.partition("/")
    names = file_names(grade.path for grade in graded.grades)
    for grade in graded.grades:
        yield f"{folder}/{names[grade.path]}/{file}", text(grade)


_NBGRADER = {
    "nbgrader.csv": nbgrader.nbgrader_csv,
    "nbgrader_students.csv": nbgrader.nbgrader_students_csv,
}
_GRADESCOPE = "gradescope/results.json", gradescope.results_json
_PRAIRIELEARN = "prairielearn/results.json", prairielearn.prairielearn_json
_CLASSROOM50 = "classroom50/result.json", classroom50.classroom50_json

FORMATS: dict[str, Callable[[GradedClass, Sequence[Person]], _Files]] = {
    "json": lambda c, _: iter([("grades.json", tables.grades_json(c))]),
    "csv": lambda c, _: iter([("grades.csv", tables.grades_csv(c))]),
    "html": _html,
    "gradescope": partial(_each, *_GRADESCOPE),
    "canvas": partial(_tables, {"canvas.csv": canvas.canvas_csv}),
    "moodle": partial(_tables, {"moodle.csv": moodle.moodle_csv}),
    "nbgrader": partial(_tables, _NBGRADER),
    "prairielearn": partial(_each, *_PRAIRIELEARN),
    "classroom50": partial(_each, *_CLASSROOM50),
    "junit": lambda c, _: iter([("junit.xml", junit.junit_xml(c))]),
}
"""What a class can be written as; `ALWAYS` is what every run writes."""


def file_names(paths: Iterable[str]) -> dict[str, str]:
    """Return a plain, unique file name for each submission's path.

    Letters, digits, dots and dashes stay; a path that lost something gets
    the start of its hash.  Two never meet, whatever a student chose.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in paths:
        stem = path.removesuffix(".ipynb")
        plain = re.sub(r"[^A-Za-z0-9._-]+", "_", stem).strip("._")[:80]
        if plain != stem or plain.lower() in taken:
            mark = hashlib.sha256(path.encode("utf-8", "replace")).hexdigest()
            plain = f"{plain or 'submission'}-{mark[:8]}"
        while plain.lower() in taken:
            plain += "_"
        taken.add(plain.lower())
        names[path] = plain
    return names


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, "utf-8", errors="replace")
    os.replace(part, path)
