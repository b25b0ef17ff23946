"""One submission as Gradescope's results.json."""

from __future__ import annotations

import json
from typing import Any

from lucid_edu.grading.render import plain_check, safe_text
from lucid_edu.grading.results import Grade


def results_json(grade: Grade) -> str:
    """Return the file that Gradescope's autograder reads.

    One test a check, visible to the student, with the plain feedback as
    its output.  Source: Gradescope's published autograder specification.
    """
    tests: list[dict[str, Any]] = [
        {
            "name": f"{result.name}: {check.about}",
            "name_format": "text",
            "score": check.earned,
            "max_score": check.points,
            "status": "passed" if check.outcome == "passed" else "failed",
            "output": plain_check(check),
            "output_format": "text",
            "visibility": "visible",
        }
        for result in grade.exercises
        for check in result.checks
    ]
    notes = "\n".join(safe_text(note) for note in grade.notes)
    body = {
        "score": grade.score,
        "output": f"Status: {grade.status}\n{notes}".strip(),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {"topic": grade.topic, "version": grade.version},
    }
    return json.dumps(body, indent=1) + "\n"
