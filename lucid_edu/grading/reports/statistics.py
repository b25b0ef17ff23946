"""What the numbers of a class say about its exercises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import CheckResult, Grade

_NOT_RUN = ("not_submitted", "unreadable", "rejected")
_FEWEST = 3
_LONGEST = 200


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise over all submissions that were run.

    `share` is the mean share of its points, 1 where it was easy for all.
    `discrimination` is the correlation of that share with the points for
    everything else, or None where one of the two does not vary.
    """

    topic: str
    name: str
    challenge: bool
    share: float
    solved: int
    count: int
    discrimination: float | None

    @property
    def label(self) -> str:
        """The name, and whether it is a challenge."""
        return f"{self.name} (challenge)" if self.challenge else self.name


@dataclass(frozen=True)
class MistakeRow:
    """A known mistake: how many made it, and one of them as an example."""

    exercise: str
    mistake: str
    count: int
    why: str
    example: tuple[tuple[str, str], ...]


def exercise_rows(graded: GradedClass) -> list[ExerciseRow]:
    """Return a row an exercise, in the order of the course."""
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    rests: dict[tuple[str, str], list[float]] = defaultdict(list)
    challenge = {}
    for grade in judged(graded):
        for result in grade.exercises:
            key = (grade.topic, result.name)
            challenge[key] = result.challenge
            shares[key].append(result.score / result.max_score)
            own = 0 if result.challenge else result.score
            rests[key].append(grade.score - own)
    return [
        ExerciseRow(
            *key,
            challenge[key],
            sum(found) / len(found),
            sum(share == 1 for share in found),
            len(found),
            _correlation(found, rests[key]),
        )
        for key, found in graded.by_topic(shares.items())
    ]


def mistake_rows(graded: GradedClass) -> list[MistakeRow]:
    """Return the known mistakes, most frequent first, each with an example.

    The example is inputs and answer of one submission, without its name.
    """
    first: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for grade in graded.grades:
        for result in grade.exercises:
            for check in result.checks:
                if check.mistake:
                    key = (result.name, check.mistake)
                    first.setdefault(key, _example(check))
    return [
        MistakeRow(name, mistake, count, why, first[name, mistake])
        for name, mistake, count, why in graded.mistakes()
    ]


def judged(graded: GradedClass) -> list[Grade]:
    """Return the grades of what was run."""
    return [g for g in graded.grades if g.status not in _NOT_RUN]


def times(graded: GradedClass) -> list[float]:
    """Return the seconds that each judged submission took, sorted."""
    return sorted(grade.seconds for grade in judged(graded))


def _correlation(one: Sequence[float], two: Sequence[float]) -> float | None:
    if len(one) < _FEWEST or not (np.ptp(one) and np.ptp(two)):
        return None
    return float(np.corrcoef(one, two)[0, 1])


def _example(check: CheckResult) -> tuple[tuple[str, str], ...]:
    shown = [
        (label, text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …")
        for label, text in check.detail
        if label in ("inputs", "call", "expected", "got")
    ]
    return tuple(shown or [("call", check.expression)])
