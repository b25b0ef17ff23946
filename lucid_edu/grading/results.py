"""What a judged submission is: check, exercise and grade, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal[
    "graded",
    "timeout",
    "memory",
    "crashed",
    "output_limit",
    "reply_limit",
    "nondeterministic",
    "unreadable",
    "rejected",
    "not_submitted",
]
Outcome = Literal["passed", "failed", "error", "missing", "timeout", "skipped"]


@dataclass(frozen=True)
class CheckResult:
    """One judged check.

    `message` is one or two plain sentences and never empty on a failure.
    `detail` holds labelled lines that can be pasted into a cell: inputs,
    call, first differing index, expected, got.  `mistake` is the name of
    the recognised mistake and `why` its explanation; `hint` the author's.
    `see` is the section of the book that treats it, "page#section".
    """

    expression: str
    about: str
    outcome: Outcome
    points: int
    earned: int
    message: str = ""
    detail: tuple[tuple[str, str], ...] = ()
    mistake: str | None = None
    why: str = ""
    hint: str = ""
    see: str = ""


@dataclass(frozen=True)
class ExerciseResult:
    """The checks of one exercise; those of a challenge do not count."""

    name: str
    title: str
    checks: tuple[CheckResult, ...]
    challenge: bool = False

    @property
    def score(self) -> int:
        """The points earned."""
        return sum(check.earned for check in self.checks)

    @property
    def max_score(self) -> int:
        """The points that could be earned."""
        return sum(check.points for check in self.checks)


@dataclass(frozen=True)
class Grade:
    """One judged submission; `notes` are remarks for student and staff."""

    path: str
    student: str
    topic: str
    status: Status
    exercises: tuple[ExerciseResult, ...] = ()
    notes: tuple[str, ...] = ()
    content: str = ""
    version: str = ""
    seconds: float = 0.0

    @property
    def score(self) -> int:
        """The points earned, challenges left out."""
        return sum(e.score for e in self.exercises if not e.challenge)

    @property
    def max_score(self) -> int:
        """The points that could be earned, challenges left out."""
        return sum(e.max_score for e in self.exercises if not e.challenge)
