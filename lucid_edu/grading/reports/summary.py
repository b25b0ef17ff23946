"""A graded class, and the counts that every report is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lucid_edu.grading.isolation import Isolation
from lucid_edu.grading.results import Grade
from lucid_edu.grading.sandbox import Limits

T = TypeVar("T")
_Exercise = tuple[tuple[str, str], T]  # its topic and name, and what it has


@dataclass(frozen=True)
class GradedClass:
    """The grades of one run and how they came about.

    `topics` has the order of the course; reports put what is not in it last.
    """

    grades: tuple[Grade, ...]
    seed: int
    isolation: Isolation
    limits: Limits
    versions: Mapping[str, str]
    seconds: float
    topics: tuple[str, ...] = ()

    @property
    def shares(self) -> list[float]:
        """Each submission's score as a share of what can be earned."""
        return [
            grade.score / grade.max_score if grade.max_score else 0.0
            for grade in self.grades
        ]

    def statuses(self) -> list[tuple[str, int]]:
        """Return how many submissions have each status, most first."""
        found = Counter(grade.status for grade in self.grades)
        return sorted(found.items(), key=lambda row: (-row[1], row[0]))

    def exercises(self) -> list[tuple[str, str, float, int]]:
        """Return topic, exercise, mean share earned, number with all."""
        earned: dict[tuple[str, str], list[float]] = {}
        for grade in self.grades:
            for result in grade.exercises:
                share = result.score / result.max_score
                earned.setdefault((grade.topic, result.name), []).append(share)
        return [
            (topic, name, sum(s) / len(s), sum(x == 1 for x in s))
            for (topic, name), s in self.by_topic(earned.items())
        ]

    def by_topic(self, found: Iterable[_Exercise[T]]) -> list[_Exercise[T]]:
        """Return what belongs to exercises in the order of the course."""
        place = {topic: at for at, topic in enumerate(self.topics)}
        return sorted(found, key=lambda one: place.get(one[0][0], len(place)))

    def mistakes(self) -> list[tuple[str, str, int, str]]:
        """Return exercise, mistake, students who made it, explanation."""
        made: Counter[tuple[str, str]] = Counter()
        why: dict[tuple[str, str], str] = {}
        for grade in self.grades:
            for result in grade.exercises:
                for check in result.checks:
                    if check.mistake:
                        why.setdefault((result.name, check.mistake), check.why)
                names = {c.mistake for c in result.checks if c.mistake}
                made.update((result.name, name) for name in names)
        rows = sorted(made.items(), key=lambda row: (-row[1], row[0]))
        return [(e, m, count, why[e, m]) for (e, m), count in rows]
