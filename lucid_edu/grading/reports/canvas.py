"""The class as Canvas's gradebook imports it: one CSV, a column a topic."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from lucid_edu.grading.reports.roll import Person, max_scores, rows
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.reports.tables import cell_text

_HEAD = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def canvas_csv(graded: GradedClass, people: Sequence[Person] = ()) -> str:
    """Return the file for Grades, Import in Canvas.

    Canvas finds a student by ID, or else by SIS User ID; take them from a
    gradebook it exported.  Who did not submit gets an empty cell, which
    leaves Canvas's own mark as it is.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    topics = max_scores(graded)
    table.writerow([*_HEAD, *(cell_text(topic) for topic in topics)])
    # The blanks before the words are what Canvas itself writes.
    table.writerow(["    Points Possible", "", "", "", "", *topics.values()])
    for row in rows(graded, people):
        who = row.person
        names = (
            who.get("name") or row.student,
            who.get("id", ""),
            who.get("sis_id", ""),
            who.get("login") or row.student,
            who.get("section", ""),
        )
        scores = []
        for topic in topics:
            grade = row.grades.get(topic)
            absent = grade is None or grade.status == "not_submitted"
            scores.append("" if grade is None or absent else grade.score)
        table.writerow([*map(cell_text, names), *scores])
    return out.getvalue()
