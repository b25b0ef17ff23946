"""Grades one submission where a platform runs it: Gradescope, Classroom 50.

`python -P -m lucid_edu.grading.autograde gradescope FOLDER`
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lucid_edu.grading.autograder import ABOUT
from lucid_edu.grading.discover import opened
from lucid_edu.grading.grade import Entry, grade_entry, without_judging
from lucid_edu.grading.notebook import Unreadable, read_submission
from lucid_edu.grading.reports.classroom50 import classroom50_json
from lucid_edu.grading.reports.gradescope import results_json
from lucid_edu.grading.results import Grade
from lucid_edu.grading.sandbox import IsolationName, Sandbox

_NAMES: dict[str, IsolationName] = {
    name: name for name in ("auto", "bubblewrap", "process")
}


def main(platform: str, folder: Path) -> None:
    """Grade what a student handed in and write the platform's file."""
    source = folder / "source"
    about = json.loads((source / ABOUT).read_text("utf-8"))
    if platform == "gradescope":
        grade = judged(folder / "submission", source / "course", about)
        text = results_json(grade, about["visibility"], about["leaderboard"])
        target = folder / "results" / "results.json"
    else:
        grade = judged(Path.cwd(), source / "course", about)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = classroom50_json(grade, os.environ, now)
        target = Path("result.json")
    # A link that was handed in must not say where this is written.
    target.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")
    print(f"{grade.status}: {grade.score} of {grade.max_score} points")


def judged(place: Path, course: Path, about: dict[str, Any]) -> Grade:
    """Return the grade of the one notebook in `place`, or of none."""
    topic = about["topic"]
    entry, why = _chosen(_notebooks(place, topic), topic)
    if entry is None:
        absent = Entry(place.name, "", topic)
        return without_judging(absent, course, "not_submitted", why)
    wanted = os.environ.get("LUCID_EDU_ISOLATION", "auto")
    with Sandbox(_NAMES[wanted]) as sandbox:
        grade = grade_entry(entry, course, sandbox, about["seed"])
        isolation = sandbox.isolation
    note = f"Isolation: {isolation.name}: {', '.join(isolation.layers)}"
    return replace(grade, notes=(*grade.notes, note))


def _notebooks(place: Path, topic: str) -> list[Entry]:
    found = [
        path
        for path in sorted(place.rglob("*"))
        if path.name.lower().endswith(".ipynb")
        and not any(p.startswith(".") for p in path.relative_to(place).parts)
    ]
    return [
        opened(Entry(str(path.relative_to(place)), "", topic, file=path))
        for path in found
    ]


def _chosen(found: list[Entry], topic: str) -> tuple[Entry | None, str]:
    named = [e for e in found if Path(e.path).stem.lower() == topic]
    saying = [entry for entry in found if _says(entry) == topic]
    for group in (found, named, saying):
        if len(group) == 1:
            return group[0], ""
    if not found:
        return None, f"no notebook was handed in; hand in {topic}.ipynb"
    listed = ", ".join(entry.path for entry in found[:5])
    return None, (
        f"{len(found)} notebooks were handed in ({listed}); hand in one, "
        f"called {topic}.ipynb"
    )


def _says(entry: Entry) -> str | None:
    try:
        return read_submission(entry.data or b"").topic
    except Unreadable:
        return None


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
