"""One submission as Gradescope's results.json."""

from __future__ import annotations

import json
from typing import Any, Literal, get_args

from lucid_edu.grading.render import plain_check, safe_text
from lucid_edu.grading.results import CheckResult, ExerciseResult, Grade

Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]
VISIBILITIES: tuple[Visibility, ...] = get_args(Visibility)


def results_json(
    grade: Grade,
    visibility: Visibility = "visible",
    leaderboard: bool = False,
) -> str:
    """Return the file that Gradescope's autograder reads.

    One test a check, with the plain feedback as its output and shown when
    `visibility` says.  A challenge's tests have no points.  Source:
    Gradescope's published autograder specification.
    """
    notes = "\n".join(safe_text(note) for note in grade.notes)
    body: dict[str, Any] = {
        "score": grade.score,
        "output": f"Status: {grade.status}\n{notes}".strip(),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        # Of the whole: a hidden test hides the total, too.
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            _test(result, check, number, visibility)
            for place, result in enumerate(grade.exercises, 1)
            for number, check in _numbered(place, result)
        ],
        "extra_data": {"topic": grade.topic, "version": grade.version},
    }
    if leaderboard:
        solved = sum(e.score == e.max_score for e in grade.exercises)
        body["leaderboard"] = [
            {"name": "points", "value": grade.score, "order": "desc"},
            {"name": "exercises solved", "value": solved, "order": "desc"},
        ]
    # Without indentation: several times as fast, and a class has thousands.
    return json.dumps(body) + "\n"


def _numbered(
    place: int, result: ExerciseResult
) -> list[tuple[str, CheckResult]]:
    return [(f"{place}.{n}", c) for n, c in enumerate(result.checks, 1)]


def _test(
    result: ExerciseResult,
    check: CheckResult,
    number: str,
    visibility: Visibility,
) -> dict[str, Any]:
    points = {"score": check.earned, "max_score": check.points}
    challenge = " (a challenge: it does not count)" * result.challenge
    return {
        "name": f"{result.name}: {check.about}{challenge}",
        "name_format": "text",
        "number": number,
        **({} if result.challenge else points),
        "status": "passed" if check.outcome == "passed" else "failed",
        "output": plain_check(check),
        "output_format": "text",
        "tags": [result.name],
        "visibility": visibility,
    }
