"""Judges a notebook each time it is saved, one exercise at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lucid_edu.grading import render
from lucid_edu.grading.progress import Progress
from lucid_edu.grading.results import ExerciseResult, Grade
from lucid_edu.grading.sandbox import Sandbox
from lucid_edu.grading.single import judge_with

INTERVAL = 0.2
"""Seconds between two looks at the file."""


def watch_notebook(path: Path, course: Path) -> Iterator[str]:
    """Yield what to tell the student, at once and after every save.

    Ends when everything is solved.  The sandbox stays warm in between, so a
    save is judged within a second.
    """
    with Sandbox("auto") as sandbox:
        seen: tuple[int, int] | None = None
        solved: set[str] = set()
        while True:
            now = _stamp(path)
            if now is None or now == seen:
                time.sleep(INTERVAL)
                continue
            seen = now
            grade = judge_with(sandbox, path, course)
            text, solved = _told(grade, solved)
            yield text
            if grade.exercises and not _open(grade):
                return


def record(grade: Grade, progress: Progress) -> None:
    """Remember the results of a practice grade."""
    for result in grade.exercises:
        progress.attempted(grade.topic, result)


def _told(grade: Grade, before: set[str]) -> tuple[str, set[str]]:
    if grade.status in ("unreadable", "rejected", "not_submitted"):
        return " ".join(grade.notes), before
    record(grade, Progress())
    lines = [time.strftime("\n%H:%M:%S")]
    done = {r.name for r in grade.exercises if r.score == r.max_score}
    lines += [f"{name}: solved." for name in _ordered(grade, done - before)]
    left = _open(grade)
    lines.append(
        f"{len(done)} of {len(grade.exercises)} exercises solved, "
        f"{grade.score} of {grade.max_score} points."
    )
    if left:
        shown = replace(
            left[0], checks=tuple(replace(c, hint="") for c in left[0].checks)
        )
        lines += ["", render.plain([shown])]
        lines.append(f"Stuck? lucid-edu hint {left[0].name}")
    else:
        lines.append("Everything is solved.")
    return "\n".join(lines), done


def _open(grade: Grade) -> list[ExerciseResult]:
    return [
        result
        for result in grade.exercises
        if result.score < result.max_score and not result.challenge
    ]


def _ordered(grade: Grade, names: set[str]) -> list[str]:
    return [r.name for r in grade.exercises if r.name in names]


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when the file is saved, or None while it is away.

    Editors replace a file, so for a moment there may be none.
    """
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
