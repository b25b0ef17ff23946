"""The class as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from lucid_edu.grading.render import safe_text
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import CheckResult, Grade, Intake

SCHEMA = "lucid-edu/grades/1"


def grades_json(graded: GradedClass) -> str:
    """Return grades.json; its schema is `grades.schema.json` beside this.

    Whatever depends on the clock stands in a `timing` block and nowhere
    else, so two runs can be compared byte by byte without it.
    """
    body = {
        "schema": SCHEMA,
        "seed": graded.seed,
        "isolation": asdict(graded.isolation),
        "limits": asdict(graded.limits),
        "versions": dict(graded.versions),
        "timing": {
            "seconds": round(graded.seconds, 3),
            "submissions": {
                grade.path: round(grade.seconds, 4) for grade in graded.grades
            },
        },
    }
    head = json.dumps(body, indent=1).removesuffix("\n}")
    # A submission a line: readable enough, and written by C code.
    rows = (json.dumps(_submission(grade)) for grade in graded.grades)
    listed = ",\n  ".join(rows)
    return f'{head},\n "submissions": [\n  {listed}\n ]\n}}\n'


def grades_csv(graded: GradedClass) -> str:
    """Return one row a submission, safe to open in a spreadsheet."""
    names = [(topic, name) for topic, name, _, _ in graded.exercises()]
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    head = ["path", "student", "topic", "status", "score", "max_score"]
    head += ["id", "email", "section", "late", "attempt", "layout"]
    rows.writerow(head + [f"{topic}/{name}" for topic, name in names])
    for grade in graded.grades:
        scores = {(grade.topic, e.name): e.score for e in grade.exercises}
        row: list[Any] = [
            cell_text(grade.path),
            cell_text(grade.student),
            grade.topic,
            grade.status,
            grade.score,
            grade.max_score,
            *_intake_row(grade.intake),
        ]
        rows.writerow(row + [scores.get(key, "") for key in names])
    return out.getvalue()


def cell_text(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula."""
    text = safe_text(text).replace("\n", " ")
    return "'" + text if text[:1] in tuple("=+-@\t\r") else text


def _intake_row(intake: Intake) -> list[Any]:
    late = {True: "yes", False: "no", None: ""}[intake.late]
    said = (intake.identity, intake.email, intake.section)
    return [*map(cell_text, said), late, intake.attempt, intake.layout]


def _submission(grade: Grade) -> dict[str, Any]:
    return {
        "path": grade.path,
        "student": grade.student,
        "topic": grade.topic,
        "status": grade.status,
        "score": grade.score,
        "max_score": grade.max_score,
        "intake": asdict(grade.intake),
        "content": grade.content,
        "version": grade.version,
        "notes": list(grade.notes),
        "exercises": [
            {
                "name": result.name,
                "challenge": result.challenge,
                "score": result.score,
                "max_score": result.max_score,
                "checks": [_check(check) for check in result.checks],
            }
            for result in grade.exercises
        ],
    }


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "expression": check.expression,
        "about": check.about,
        "outcome": check.outcome,
        "points": check.points,
        "earned": check.earned,
        "message": check.message,
        "mistake": check.mistake,
        "see": check.see,
    }
