"""What a grade depends on besides the submission: names and versions."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path

from lucid_edu.grading.course import assignment, topics


def versions(course: Path) -> dict[str, str]:
    """Return the versions of the grader, of what it runs on, and of topics."""
    found = {
        "lucid-edu": version("lucid-edu"),
        "python": platform.python_version(),
        "numpy": version("numpy"),
    }
    for topic in topics(course):
        made = assignment(course, topic)
        found[f"assignment {topic}"] = made.version
        found[f"imports {topic}"] = " ".join(made.allowed_imports)
    return found
