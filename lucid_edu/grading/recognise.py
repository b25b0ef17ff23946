"""Recognises the known mistake behind an answer, by the arrays it gives."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lucid_edu.grading.cases import Case, case_difference
from lucid_edu.grading.compare import wrong_places
from lucid_edu.grading.exercise import Assignment, Check, Mistake
from lucid_edu.grading.wire import Answer
from lucid_edu.grading.worker import evaluate


def recognise(
    assignment: Assignment, rows: Sequence[tuple[Case, Answer]]
) -> Mistake | None:
    """Return the known mistake that gives these very answers, if any."""
    exercise = rows[0][0].exercise
    for mistake in exercise.mistakes:
        for source in exercise.mistaken_sources(mistake):
            if _explains(assignment.answered(exercise, source), rows):
                return mistake
    return None


def agree(check: Check, theirs: Answer, answer: Answer) -> bool:
    """Return whether two answers fail, or pass, a check in the same way."""
    if theirs.status != answer.status or theirs.mutated != answer.mutated:
        return False
    if theirs.status == "error":
        unwritten = answer.text.startswith("NotImplementedError")
        if theirs.text.startswith("RecursionError"):
            return answer.text.startswith("RecursionError")
        # The whole text: one type of error has many causes.
        return theirs.text == answer.text and not unwritten
    if theirs.value is None or answer.value is None:
        return theirs.kind == answer.kind
    if check.silent and theirs.warnings != answer.warnings:
        return False
    if check.measure is not None or check.at_most:
        # Such a check lets many answers pass; these must be the same one.
        check = replace(check, rtol=None, at_most=False)
    one, two = theirs.value, answer.value
    return (
        one.shape == two.shape
        and one.dtype == two.dtype
        and not wrong_places(check, one, two).any()
    )


def _explains(
    namespace: Mapping[str, Any], rows: Sequence[tuple[Case, Answer]]
) -> bool:
    """Return whether the mistake in `namespace` gives these wrong answers."""
    differs = False
    for case, answer in rows:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a mistake's, not ours
            theirs = evaluate(case.call, namespace)
        if not agree(case.check, theirs, answer):
            return False
        differs |= case_difference(case, theirs) is not None
    return differs
