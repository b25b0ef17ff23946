"""From the bytes of one submission to its grade, through a sandbox."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from lucid_edu.grading.course import assignment as read_assignment
from lucid_edu.grading.course import topics
from lucid_edu.grading.exercise import Assignment, CourseError
from lucid_edu.grading.feedback import Case, draw_cases, judge, unjudged
from lucid_edu.grading.notebook import (
    Submission,
    Unreadable,
    read_submission,
)
from lucid_edu.grading.results import Grade, Status
from lucid_edu.grading.sandbox import Sandbox
from lucid_edu.grading.wire import Answer, CellRun, Request

_RANK: tuple[Status, ...] = ("crashed", "timeout", "memory", "output_limit")


@dataclass(frozen=True)
class Entry:
    """A submission that was found: whose, for which topic, where.

    `refused` is why its file may not be opened, `data` its bytes, or None
    where there is no file.
    """

    path: str
    student: str
    topic: str | None
    data: bytes | None = None
    refused: str = ""


def grade_entry(
    entry: Entry, course: Path, sandbox: Sandbox, seed: int
) -> Grade:
    """Return the grade of one submission; never raises for what is in it.

    The same entry, seed and course give the same grade, up to `seconds`.
    """
    start = time.perf_counter()
    grade = _grade(entry, course, sandbox, seed)
    return replace(grade, seconds=time.perf_counter() - start)


def _grade(entry: Entry, course: Path, sandbox: Sandbox, seed: int) -> Grade:
    if entry.refused:
        return _without(entry, course, "rejected", entry.refused)
    if entry.data is None:
        text = "no notebook was found in this student's folder"
        return _without(entry, course, "not_submitted", text)
    try:
        submission = read_submission(entry.data)
        found = _assignment(entry, submission.topic, course)
    except (Unreadable, CourseError) as error:
        return _without(entry, course, "unreadable", str(error))
    content = hashlib.sha256(entry.data).hexdigest()
    cases = draw_cases(found, seed, content)
    run = _Run(submission, cases, seed, sandbox)
    run.finish()
    results = judge(found, cases, run.answers)
    return Grade(
        entry.path,
        entry.student,
        found.topic,
        run.status,
        results,
        (*submission.notes, *run.notes),
        content,
        found.version,
    )


class _Run:
    """The children that one submission needs: one, or one more per crash."""

    def __init__(
        self,
        submission: Submission,
        cases: tuple[Case, ...],
        seed: int,
        sandbox: Sandbox,
    ) -> None:
        self.answers: dict[int, Answer] = {}
        self.notes: list[str] = []
        self.status: Status = "graded"
        self._submission, self._cases = submission, cases
        self._sandbox = sandbox
        # In an order of its own, so that "right on the first call only"
        # earns nothing.  Calls of one exercise stay together.
        order = list(range(len(cases)))
        random.Random(seed).shuffle(order)
        self._order = sorted(
            order, key=lambda i: _place(cases, cases[i].call.group)
        )

    def finish(self) -> None:
        """Run until every case has an answer or its exercise was given up."""
        given_up: set[str] = set()
        while True:
            todo = [
                i
                for i in self._order
                if i not in self.answers
                and self._cases[i].call.group not in given_up
            ]
            if not todo:
                break
            culprit = self._once(todo)
            if culprit is None:
                break
            given_up.add(culprit)

    def _once(self, todo: list[int]) -> str | None:
        """Run a child; return the exercise that ended it early, if one."""
        limits = self._sandbox.limits
        reply = self._sandbox.run(
            Request(
                self._submission.cells,
                tuple(self._cases[i].call for i in todo),
                limits.cell_seconds,
                limits.call_seconds,
            )
        )
        for place, answer in reply.answers.items():
            self.answers[todo[place]] = answer
        self._note(reply.cells, reply.answers.values())
        if reply.ended == "done":
            return None
        self._worsen(reply.ended)
        left = [i for i in todo if i not in self.answers]
        if len(reply.cells) < len(self._submission.cells) or not left:
            cell = len(reply.cells) + 1
            where = f"in code cell {cell}" if left else "after the checks"
            self._say(f"The run ended {where}: {_why(reply.ended)}.")
            return None
        culprit = self._cases[left[0]].call.group
        self._say(
            f"The run ended in `{culprit}`: {_why(reply.ended)}; the other "
            f"exercises were judged without it."
        )
        self.answers[left[0]] = Answer("ended", text=_why(reply.ended))
        return culprit

    def _note(
        self, cells: dict[int, CellRun], answers: Iterable[Answer]
    ) -> None:
        for place, run in cells.items():
            if run.status != "ok":
                line = f", line {run.line}" if run.line else ""
                self._say(f"Code cell {place + 1}{line}: {run.text}")
            self._worsen(run.status)
        for answer in answers:
            self._worsen(answer.status)

    def _worsen(self, what: str) -> None:
        for status in _RANK:
            if self.status == status:
                return
            if what == status:
                self.status = status
                return

    def _say(self, note: str) -> None:
        if note not in self.notes and len(self.notes) < 20:
            self.notes.append(note)


def _place(cases: tuple[Case, ...], group: str) -> int:
    return next(i for i, case in enumerate(cases) if case.call.group == group)


def _why(ended: str) -> str:
    return {
        "crashed": "the process ended itself",
        "timeout": "it took too long",
        "memory": "it ran out of memory",
        "output_limit": "it printed too much",
    }.get(ended, ended)


def _assignment(entry: Entry, said: str | None, course: Path) -> Assignment:
    known = topics(course)
    for topic in (said, entry.topic):
        if topic in known:
            assert topic is not None
            return read_assignment(course, topic)
    if len(known) == 1 and not said:
        return read_assignment(course, known[0])
    raise CourseError(
        f"the notebook does not say which topic it answers; name the file "
        f"after one of: {', '.join(known)}"
    )


def _without(entry: Entry, course: Path, status: Status, why: str) -> Grade:
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
