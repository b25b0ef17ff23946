"""From the bytes of one submission to its grade, through a sandbox."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from lucid_edu.grading.accidents import Accidents, find_accidents
from lucid_edu.grading.cases import Case, draw_cases
from lucid_edu.grading.course import assignment as read_assignment
from lucid_edu.grading.course import topics
from lucid_edu.grading.exercise import Assignment, CourseError
from lucid_edu.grading.feedback import judge, unjudged
from lucid_edu.grading.layouts.origin import Origin
from lucid_edu.grading.notebook import Unreadable, read_submission
from lucid_edu.grading.results import (
    ExerciseResult,
    Grade,
    Intake,
    Status,
)
from lucid_edu.grading.run import Run
from lucid_edu.grading.sandbox import Sandbox
from lucid_edu.grading.wire import Cell


@dataclass(frozen=True)
class Entry:
    """A submission that was found: whose, for which topic, where.

    `refused` is why its file may not be opened, `data` its bytes, or None
    where there is no file; `file`, or the `member` of that archive, is
    where they lie until they are read.  `who` is the same for all that one
    student handed in; `source` is the folder or archive of the class.
    """

    path: str
    student: str
    topic: str | None
    data: bytes | None = None
    refused: str = ""
    file: Path | None = None
    member: str = ""
    origin: Origin = field(default_factory=lambda: Origin(""))
    intake: Intake = field(default_factory=Intake)
    who: tuple[str, ...] = ()
    source: str = ""


def grade_entry(
    entry: Entry, course: Path, sandbox: Sandbox, seed: int
) -> Grade:
    """Return the grade of one submission; never raises for what is in it.

    The same entry, seed and course give the same grade, up to `seconds`.
    """
    start = time.perf_counter()
    grade = _grade(entry, course, sandbox, seed)
    return replace(grade, seconds=time.perf_counter() - start)


def named(grade: Grade, entry: Entry) -> Grade:
    """Return the grade with the student and the intake of its entry."""
    return replace(grade, student=entry.student, intake=entry.intake)


def without_judging(
    entry: Entry, course: Path, status: Status, why: str
) -> Grade:
    """Return the grade of what was not run: no points of all there are."""
    known = topics(course)
    topic = entry.topic if entry.topic in known else known[0]
    assert topic is not None
    found = read_assignment(course, topic)
    content = hashlib.sha256(entry.data or b"").hexdigest()
    return Grade(
        entry.path,
        entry.student,
        topic,
        status,
        unjudged(found, f"Not judged: {why}."),
        (why,),
        content,
        found.version,
    )


def _grade(entry: Entry, course: Path, sandbox: Sandbox, seed: int) -> Grade:
    if entry.refused:
        return without_judging(entry, course, "rejected", entry.refused)
    if entry.data is None:
        text = "no notebook was found in this student's folder"
        return without_judging(entry, course, "not_submitted", text)
    try:
        submission = read_submission(entry.data)
        found = _assignment(entry, submission.topic, course)
    except (Unreadable, CourseError) as error:
        return without_judging(entry, course, "unreadable", str(error))
    content = hashlib.sha256(entry.data).hexdigest()
    cases = draw_cases(found, seed, content)
    accidents = find_accidents(found, submission.cells, submission.version)
    if found.given:
        cells = (*submission.cells, Cell("given", found.given))
        submission = replace(submission, cells=cells)
    run = Run(submission, cases, seed, sandbox, found.allowed_imports)
    run.finish()
    results = judge(found, cases, run.answers)
    results = _carry(found, cases, run, results)
    results = tuple(_told(result, accidents) for result in results)
    return Grade(
        entry.path,
        entry.student,
        found.topic,
        run.status,
        results,
        (*submission.notes, *accidents.notes, *run.notes),
        content,
        found.version,
    )


def _told(result: ExerciseResult, accidents: Accidents) -> ExerciseResult:
    """Say of a missing function why it is missing, where the text shows it."""
    why = accidents.missing.get(result.name)
    if why is None:
        return result
    unknown = f"name '{result.name}' is not defined"  # by a given helper
    checks = (
        replace(c, outcome="missing", message=why)
        if c.outcome == "missing" or unknown in c.message
        else c
        for c in result.checks
    )
    return replace(result, checks=tuple(checks))


def _carry(
    found: Assignment,
    cases: tuple[Case, ...],
    run: Run,
    results: tuple[ExerciseResult, ...],
) -> tuple[ExerciseResult, ...]:
    """Judge again, with a right helper, what may have failed for a wrong one.

    An exercise that builds on another is run once more with the reference's
    version of that other, so that one mistake does not cost two exercises.
    """
    weak = [r.name for r in results if r.score < r.max_score]
    better = {}
    for result in results:
        given = [o for o in found[result.name].builds_on if o in weak]
        if result.name not in weak or not given:
            continue
        todo = [
            i for i, c in enumerate(cases) if c.exercise.name == result.name
        ]
        answers = run.again(todo, [found[other].source for other in given])
        (again,) = judge(found, [cases[i] for i in todo], answers)
        if again.score > result.score:
            better[result.name] = again
            run.say(
                f"`{result.name}` was judged with a right "
                f"`{'` and `'.join(given)}`, because the one in this "
                f"notebook is not right yet."
            )
    return tuple(better.get(r.name, r) for r in results)


def topic_of(entry: Entry, said: str | None, course: Path) -> str | None:
    """Return the topic that a notebook answers, or None if none is told.

    `said` is what the notebook itself says.
    """
    known = topics(course)
    for topic in (said, entry.topic):
        if topic in known:
            return topic
    return known[0] if len(known) == 1 and not said else None


def _assignment(entry: Entry, said: str | None, course: Path) -> Assignment:
    topic = topic_of(entry, said, course)
    if topic is not None:
        return read_assignment(course, topic)
    known = topics(course)
    raise CourseError(
        f"the notebook does not say which topic it answers; name the file "
        f"after one of: {', '.join(known)}"
    )
