"""One submission as the results.json of a PrairieLearn external grader."""

from __future__ import annotations

import json
from typing import Any

from lucid_edu.grading.render import plain_check, safe_text
from lucid_edu.grading.results import Grade

# PrairieLearn refuses a file of over 1 MB.
_MOST_BYTES = 900_000
_UNGRADABLE = ("unreadable", "rejected", "not_submitted")


def prairielearn_json(grade: Grade) -> str:
    """Return the file for /grade/results/results.json.

    What cannot be judged is not gradable there, and costs no attempt.
    Source: PrairieLearn's documentation of external graders.
    """
    notes = [safe_text(note) for note in grade.notes]
    if grade.status in _UNGRADABLE:
        body: dict[str, Any] = {"gradable": False, "format_errors": notes}
        return _text(body)
    body = {
        "gradable": True,
        "score": grade.score / grade.max_score if grade.max_score else 0.0,
        "message": f"{grade.score} of {grade.max_score} points",
        "output": "\n".join(notes),
        "images": [],
        "tests": _tests(grade),
    }
    if len(_text(body)) > _MOST_BYTES:
        for test in body["tests"]:
            test["output"] = test["output"][:1000]
    return _text(body)


def _tests(grade: Grade) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{result.name}: {check.about}",
            "description": (
                f"a challenge, which does not count: {check.expression}"
                if result.challenge
                else check.expression
            ),
            "points": check.earned,
            "max_points": check.points,
            "message": safe_text(check.message),
            "output": plain_check(check),
        }
        for result in grade.exercises
        for check in result.checks
    ]


def _text(body: dict[str, Any]) -> str:
    # Without indentation: several times as fast, and a class has thousands.
    return json.dumps(body) + "\n"
