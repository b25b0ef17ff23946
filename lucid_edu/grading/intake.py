"""What a class handed in: found, named by the roster, attempts chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from lucid_edu.grading.attempts import attempts, best, chosen
from lucid_edu.grading.discover import discover
from lucid_edu.grading.grade import Entry, named
from lucid_edu.grading.results import Grade
from lucid_edu.grading.roll_call import Roll


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
        self._wanted = wanted
        found = discover(paths, course, wanted.layout)
        self._roll = Roll(found, course, wanted.roster, wanted.topic)
        entries = [
            self._roll.named(replace(entry, topic=entry.topic or wanted.topic))
            for entry in found
        ]
        self._groups = attempts(entries, course)
        self.entries = chosen(self._groups, wanted.attempts)
        self.remarks = [_layouts(entries)]

    def complete(self, grades: Iterable[Grade]) -> tuple[Grade, ...]:
        """Return the grades with their intake, and those missing, by path."""
        entries = {entry.path: entry for entry in self.entries}
        found = [named(grade, entries[grade.path]) for grade in grades]
        if self._wanted.attempts == "best":
            kept = best(self._groups, found)
            found = [grade for grade in found if grade.path in kept]
        found += self._roll.missing(self.entries, found)
        self.remarks += self._roll.remarks
        return tuple(sorted(found, key=lambda grade: grade.path))


def _layouts(entries: list[Entry]) -> str:
    counts = Counter(entry.intake.layout for entry in entries)
    listed = ", ".join(f"{n} {name}" for name, n in sorted(counts.items()))
    return f"Layout: {listed}."
