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
class Intake:
    """How a submission came in, as its layout and the roster tell it.

    `late` is None where neither says it, `enrolled` without a roster.
    `attempt` counts from 1, of all that the student handed in for a topic.
    """

    layout: str = "loose"
    identity: str = ""
    email: str = ""
    section: str = ""
    late: bool | None = None
    attempt: int = 1
    attempts: int = 1
    enrolled: bool | None = None

    @property
    def words(self) -> str:
        """What staff should see beside a grade, or nothing."""
        said = ["late"] if self.late else []
        if self.attempts > 1:
            said.append(f"attempt {self.attempt} of {self.attempts}")
        if self.enrolled is False:
            said.append("not on the roster")
        return ", ".join(said)


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
    intake: Intake = Intake()

    @property
    def score(self) -> int:
        """The points earned, challenges left out."""
        return sum(e.score for e in self.exercises if not e.challenge)

    @property
    def max_score(self) -> int:
        """The points that could be earned, challenges left out."""
        return sum(e.max_score for e in self.exercises if not e.challenge)
