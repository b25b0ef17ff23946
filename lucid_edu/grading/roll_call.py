"""Calls the roll: whose each submission is by the roster, who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from lucid_edu.grading.course import assignment
from lucid_edu.grading.grade import Entry, named, without_judging
from lucid_edu.grading.layouts.origin import Origin
from lucid_edu.grading.results import Grade, Intake
from lucid_edu.grading.roster import Roster, Student, read_roster

_UNJUDGED = ("rejected", "unreadable", "not_submitted")
_INTERNAL = ("canvas", "moodle")  # whose numbers are their own


class Roll:
    """The rows of a roster, if there is one, laid beside the entries."""

    def __init__(
        self,
        entries: Iterable[Entry],
        course: Path,
        roster: Path | None,
        topic: str | None,
    ) -> None:
        if topic is not None:
            assignment(course, topic)  # raises where there is none
        self.remarks: list[str] = []
        self._course, self._told = course, topic
        self._roster = read_roster(roster) if roster else None
        self._students = _matched([*entries], self._roster)

    def named(self, entry: Entry) -> Entry:
        """Return an entry under the name that the roster gives it."""
        if not self._roster:
            return entry
        student = self._students[entry.path]
        if student is None:
            intake = replace(entry.intake, enrolled=False)
            return replace(entry, intake=intake)
        intake = replace(
            entry.intake,
            identity=next(iter(student.ids), entry.intake.identity),
            email=student.email or entry.intake.email,
            section=student.section,
            enrolled=True,
        )
        who = ("roster", repr(student))
        return replace(entry, student=student.name, intake=intake, who=who)

    def missing(
        self, entries: Iterable[Entry], grades: list[Grade]
    ) -> list[Grade]:
        """Return a grade for everyone on the roster who has no entry."""
        if not self._roster:
            return []
        topic = self._topic(grades)
        elsewhere = {
            grade.path
            for grade in grades
            if grade.status not in _UNJUDGED and grade.topic != topic
        }
        here = {
            self._students[entry.path]
            for entry in entries
            if topic is None or entry.path not in elsewhere
        }
        absent = [s for s in self._roster.students if s not in here]
        strangers = sum(g.intake.enrolled is False for g in grades)
        if strangers:
            self.remarks.append(
                f"Not on the roster: {strangers} of the submissions; they "
                f"are graded and marked."
            )
        if absent and topic is None:
            self.remarks.append(
                f"On the roster, without a submission: {len(absent)}; name "
                f"the topic with --topic to list them."
            )
            return []
        taken = {grade.path for grade in grades}
        return [_absent(s, topic, self._course, taken) for s in absent]

    def _topic(self, grades: list[Grade]) -> str | None:
        """Return the topic of this class, if it is told or the only one."""
        seen = {g.topic for g in grades if g.status not in _UNJUDGED}
        only = next(iter(seen)) if len(seen) == 1 else None
        return self._told or only


def called(
    grades: Iterable[Grade], course: Path, roster: Path, topic: str | None
) -> tuple[tuple[Grade, ...], list[str]]:
    """Return grades given before with the roster's names, and remarks.

    Those who are missing are among them, by path as the others.
    """
    given = {grade.path: grade for grade in grades}
    entries = [
        Entry(g.path, g.student, g.topic, origin=_origin(g), intake=g.intake)
        for g in given.values()
    ]
    roll = Roll(entries, course, roster, topic)
    found = [named(given[e.path], e) for e in map(roll.named, entries)]
    found += roll.missing(entries, found)
    return tuple(sorted(found, key=lambda grade: grade.path)), roll.remarks


def _origin(grade: Grade) -> Origin:
    intake = grade.intake
    internal = intake.layout in _INTERNAL
    return Origin(grade.student, intake.identity, internal, intake.email)


def _matched(
    entries: list[Entry], roster: Roster | None
) -> dict[str, Student | None]:
    """Return each entry's row of the roster.

    Where two accounts of one system fit the same row by their name, it is
    the one's with the right number, or nobody's: a name can be chosen.
    """
    found = {
        entry.path: roster.find(entry.origin) if roster else None
        for entry in entries
    }
    accounts: dict[object, set[str]] = {}
    for entry in entries:
        if entry.origin.internal:
            key = (found[entry.path], entry.source)
            accounts.setdefault(key, set()).add(entry.origin.identity)
    for entry in entries:
        student = found[entry.path]
        rivals = accounts.get((student, entry.source), set())
        if student and entry.origin.internal and len(rivals) > 1:
            number = entry.origin.identity
            if not {number, f"Participant {number}"} & {*student.ids}:
                found[entry.path] = None
    return found


def _absent(
    student: Student, topic: str | None, course: Path, taken: set[str]
) -> Grade:
    path = f"roster/{student.key or student.name}"
    while path in taken:
        path += "_"
    taken.add(path)
    why = "the roster names this student, but nothing was handed in"
    entry = Entry(path, student.name, topic)
    grade = without_judging(entry, course, "not_submitted", why)
    intake = Intake(
        "roster",
        next(iter(student.ids), ""),
        student.email,
        student.section,
        enrolled=True,
    )
    return replace(grade, intake=intake)
