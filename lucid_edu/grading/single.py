"""Judges one notebook as practice does: the fixed seed, through a sandbox."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lucid_edu.grading.cases import PRACTICE_SEED
from lucid_edu.grading.course import find_course, topics
from lucid_edu.grading.grade import Entry, grade_entry
from lucid_edu.grading.reading import read_file
from lucid_edu.grading.results import Grade
from lucid_edu.grading.sandbox import IsolationName, Sandbox


def judge_file(
    path: Path,
    course: Path | None = None,
    isolation: IsolationName = "auto",
) -> Grade:
    """Return the practice grade of the notebook at `path`."""
    with Sandbox(isolation) as sandbox:
        return judge_with(sandbox, path, find_course(course))


def judge_with(sandbox: Sandbox, path: Path, course: Path) -> Grade:
    """Return the practice grade of a notebook, from a sandbox that runs."""
    data, refused = read_file(path)
    topic = path.stem if path.stem in topics(course) else None
    entry = Entry(path.name, path.stem, topic, data, refused)
    grade = grade_entry(entry, course, sandbox, PRACTICE_SEED)
    return replace(grade, seconds=0.0)
