"""The class as Moodle's gradebook imports it: grades and feedback."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from lucid_edu.grading.reports.roll import Person, max_scores, rows
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.reports.tables import cell_text
from lucid_edu.grading.results import Grade

_LONGEST = 2000


def moodle_csv(graded: GradedClass, people: Sequence[Person] = ()) -> str:
    """Return the file for Grades, Import, CSV in Moodle.

    Map `Email address` or `ID number` to the user, and the grade and the
    feedback of a topic both to its item: a column that stays unmapped is
    lost.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    topics = max_scores(graded)
    head = ["Username", "ID number", "Email address"]
    for topic in topics:
        head += [cell_text(topic), f"{cell_text(topic)} feedback"]
    table.writerow(head)
    for row in rows(graded, people):
        who = row.person
        line = [
            cell_text(who.get("login") or row.student),
            cell_text(who.get("sis_id") or who.get("id", "")),
            cell_text(who.get("email", "")),
        ]
        for topic in topics:
            line += _cells(row.grades.get(topic))
        table.writerow(line)
    return out.getvalue()


def _cells(grade: Grade | None) -> list[str]:
    if grade is None or grade.status == "not_submitted":
        return ["", ""]
    return [str(grade.score), cell_text(in_short(grade)[:_LONGEST])]


def in_short(grade: Grade) -> str:
    """Return the feedback in one line: points, and mistakes by name."""
    parts = []
    if grade.status != "graded":
        parts.append(f"Status: {grade.status.replace('_', ' ')}.")
    for result in grade.exercises:
        text = f"{result.name}: {result.score} of {result.max_score}"
        text += " (a challenge)" * result.challenge
        made = {c.mistake: None for c in result.checks if c.mistake}
        if made:
            text += f" ({'; '.join(str(name) for name in made)})"
        parts.append(f"{text}.")
    return " ".join(parts)
