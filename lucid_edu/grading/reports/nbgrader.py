"""The class as `nbgrader export` writes it, for what reads that."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from lucid_edu.grading.reports.roll import Person, max_scores, rows
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.reports.tables import cell_text

HEAD = (
    "assignment duedate timestamp student_id last_name first_name email "
    "raw_score late_submission_penalty score max_score"
).split()


def nbgrader_csv(graded: GradedClass, people: Sequence[Person] = ()) -> str:
    """Return a row a student and topic, in the columns of nbgrader's export.

    As in nbgrader, a student who did not submit has a row with 0 points.
    Dates stay empty: when a notebook was handed in is not in the notebook.
    """
    out = io.StringIO()
    table = csv.DictWriter(out, HEAD, restval="", lineterminator="\n")
    table.writeheader()
    for topic, points in max_scores(graded).items():
        for row in rows(graded, people):
            who, grade = row.person, row.grades.get(topic)
            score = float(grade.score) if grade else 0.0
            table.writerow(
                {
                    "assignment": cell_text(topic),
                    "student_id": cell_text(who.get("login") or row.student),
                    "last_name": cell_text(who.get("last", "")),
                    "first_name": cell_text(who.get("first", "")),
                    "email": cell_text(who.get("email", "")),
                    "raw_score": score,
                    "late_submission_penalty": 0.0,
                    "score": score,
                    "max_score": float(points),
                }
            )
    return out.getvalue()


def nbgrader_students_csv(
    graded: GradedClass, people: Sequence[Person] = ()
) -> str:
    """Return what `nbgrader db student import` reads: who is in the class."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["id", "first_name", "last_name", "email"])
    for row in rows(graded, people):
        who = row.person
        names = (who.get("login") or row.student, who.get("first", ""))
        more = (who.get("last", ""), who.get("email", ""))
        table.writerow([cell_text(name) for name in (*names, *more)])
    return out.getvalue()
