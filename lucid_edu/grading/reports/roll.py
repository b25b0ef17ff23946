"""Who is who: a row a student, with the names that a platform knows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lucid_edu.grading.exercise import CourseError
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import Grade

# What platforms call the same thing, lower case, the best name first.
_COLUMNS = {
    "name": ("name", "student", "full name", "student name"),
    "first": ("first_name", "first name"),
    "last": ("last_name", "last name", "surname"),
    "id": ("id", "user id"),
    "sis_id": ("sis_id", "sis user id", "sid", "id number", "idnumber"),
    "login": ("login", "sis login id", "username", "student_id"),
    "email": ("email", "email address"),
    "section": ("section", "sections"),
}
# A file or folder may be named by any of these.
_NAMES = ("login", "email", "sis_id", "id", "name")

Person = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One student: who it is, and the grade of each topic."""

    student: str
    person: Person
    grades: Mapping[str, Grade]


def read_people(path: Path) -> tuple[Person, ...]:
    """Return the people of a CSV: a platform's export, or one of your own.

    Raises `CourseError` where no column says who a row is about.
    """
    try:
        text = path.read_text("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path} is no CSV in UTF-8 ({error})") from None
    head = [cell.strip().lower() for cell in lines[0]] if lines else []
    places = {
        key: next(head.index(name) for name in names if name in head)
        for key, names in _COLUMNS.items()
        if any(name in head for name in names)
    }
    if not any(key in places for key in _NAMES):
        raise CourseError(
            f"{path} has no column that names a student; give it one of: "
            f"student, username, email, id"
        )
    return tuple(
        {
            key: line[place].strip() if place < len(line) else ""
            for key, place in places.items()
        }
        for line in lines[1:]
        if any(line)
    )


def rows(graded: GradedClass, people: Sequence[Person] = ()) -> list[Row]:
    """Return a row a student, in a fixed order.

    Of several submissions to one topic the one with the most points counts.
    A student without any stands in no row: only the graded class is known.
    """
    known: dict[str, Person] = {}
    for person in people:
        for key in _NAMES:
            if person.get(key):
                known.setdefault(person[key].lower(), person)
    found: dict[str, dict[str, Grade]] = {}
    for grade in graded.grades:
        mine = found.setdefault(grade.student, {})
        other = mine.get(grade.topic)
        if other is None or _rank(grade) > _rank(other):
            mine[grade.topic] = grade
    return [
        Row(student, known.get(student.lower(), {}), found[student])
        for student in sorted(found)
    ]


def max_scores(graded: GradedClass) -> dict[str, int]:
    """Return the topics of the class, each with what can be earned."""
    found: dict[str, int] = {}
    for grade in sorted(graded.grades, key=lambda g: g.topic):
        known = found.get(grade.topic, 0)
        found[grade.topic] = max(known, grade.max_score)
    return found


def _rank(grade: Grade) -> tuple[bool, int]:
    return grade.status != "not_submitted", grade.score
