"""Which mutants of a solution pass every check: holes in what is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lucid_edu.grading.cases import Case, case_difference, draw_cases
from lucid_edu.grading.exercise import Assignment, Exercise
from lucid_edu.grading.mutants import Mutant, mutants
from lucid_edu.grading.worker import evaluate

SEEDS = (0, 1, 2)
CALL_SECONDS = 4.0  # on a busy machine, too


@dataclass(frozen=True)
class Tried:
    """One mutant, and whether a check failed it.

    `why` is the author's reason why it is no wrong answer, if one is given.
    """

    exercise: Exercise
    mutant: Mutant
    killed: bool
    why: str = ""


def try_mutants(
    assignment: Assignment, only: str | None = None
) -> Iterator[Tried]:
    """Yield every mutant of the topic's solutions, judged.

    A mutant is killed by the first case that it fails; every check is drawn
    from three seeds.
    """
    for exercise in assignment.exercises:
        if only is not None and exercise.name != only:
            continue
        cases = [
            case
            for seed in SEEDS
            for case in draw_cases(assignment, seed, "", exercise.name)
        ]
        for mutant in mutants(exercise.source):
            killed = _killed(assignment, exercise, mutant, cases)
            why = exercise.equivalent.get(mutant.change, "")
            yield Tried(exercise, mutant, killed, why)


def _killed(
    assignment: Assignment,
    exercise: Exercise,
    mutant: Mutant,
    cases: list[Case],
) -> bool:
    try:
        namespace = assignment.answered(exercise, mutant.source)
    except Exception:  # it does not even run
        return True
    for case in cases:
        answer = evaluate(case.call, namespace, CALL_SECONDS)
        if case_difference(case, answer) is not None:
            return True
    return False
