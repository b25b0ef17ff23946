"""One submission as Classroom 50's result.json, version 1."""

from __future__ import annotations

import json
from collections.abc import Mapping

from lucid_edu.grading.results import Grade

SCHEMA = "classroom50/result/v1"
# What the runner says about a submission, and the field it goes to.
_FROM_RUNNER = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}


def classroom50_json(
    grade: Grade, runner: Mapping[str, str] | None = None, when: str = ""
) -> str:
    """Return the file that a Classroom 50 autograder leaves.

    `runner` is its environment, `when` the time as it writes it; without
    them the fields that name a repository are empty.  Owner and type are
    set by the runner itself.  Challenges have no points there.
    Source: the contract in Classroom 50's documentation.
    """
    said = runner or {}
    body: dict[str, object] = {"schema": SCHEMA}
    for field, variable in _FROM_RUNNER.items():
        body[field] = said.get(variable, "")
    body["assignment"] = body["assignment"] or grade.topic
    body["review"] = body["review"] or body["commit"]
    body |= {
        "datetime": when,
        "score": grade.score,
        "max-score": grade.max_score,
        "tests": [
            {
                "test-name": f"{result.name}: {check.about}",
                "passed": check.outcome == "passed",
                "score": 0 if result.challenge else check.earned,
                "max-score": 0 if result.challenge else check.points,
            }
            for result in grade.exercises
            for check in result.checks
        ],
    }
    return json.dumps(body, indent=1) + "\n"
