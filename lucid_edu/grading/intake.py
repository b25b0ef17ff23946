"""What a class handed in: found, named by the roster, attempts chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from lucid_edu.grading.attempts import attempts, best, chosen
from lucid_edu.grading.course import assignment
from lucid_edu.grading.discover import discover
from lucid_edu.grading.grade import Entry, without_judging
from lucid_edu.grading.results import Grade, Intake
from lucid_edu.grading.roster import Roster, Student, read_roster

_UNJUDGED = ("rejected", "unreadable", "not_submitted")


@dataclass(frozen=True)
class Wanted:
    """What the staff say about what was handed in.

    `topic` is that of notebooks that name none, and of those missing.
    """

    layout: str = "auto"
    attempts: str = "latest"
    roster: Path | None = None
    topic: str | None = None


class HandedIn:
    """The entries of a class that have to be judged, and whose they are."""

    def __init__(
        self, paths: Iterable[Path], course: Path, wanted: Wanted
    ) -> None:
        self._course, self._wanted = course, wanted
        if wanted.topic is not None:
            assignment(course, wanted.topic)  # raises where there is none
        self._roster = read_roster(wanted.roster) if wanted.roster else None
        found = discover(paths, course, wanted.layout)
        self._students = _matched(found, self._roster)
        entries = [
            self._named(replace(entry, topic=entry.topic or wanted.topic))
            for entry in found
        ]
        self._groups = attempts(entries, course)
        self.entries = chosen(self._groups, wanted.attempts)
        self.remarks = [_layouts(entries)]

    def complete(self, grades: Iterable[Grade]) -> tuple[Grade, ...]:
        """Return the grades with their intake, and those missing, by path."""
        entries = {entry.path: entry for entry in self.entries}
        found = [
            replace(
                grade,
                student=entries[grade.path].student,
                intake=entries[grade.path].intake,
            )
            for grade in grades
        ]
        if self._wanted.attempts == "best":
            kept = best(self._groups, found)
            found = [grade for grade in found if grade.path in kept]
        found += self._missing(found)
        return tuple(sorted(found, key=lambda grade: grade.path))

    def _named(self, entry: Entry) -> Entry:
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

    def _missing(self, grades: list[Grade]) -> list[Grade]:
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
            for entry in self.entries
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
        return self._wanted.topic or only


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


def _layouts(entries: list[Entry]) -> str:
    counts = Counter(entry.intake.layout for entry in entries)
    listed = ", ".join(f"{n} {name}" for name, n in sorted(counts.items()))
    return f"Layout: {listed}."
