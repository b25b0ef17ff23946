"""Writes the five exercises as otter, nbgrader and nbval want them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from peers.questions import QUESTIONS, SETUP, Question, outputs

KERNEL = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
}
_OTTER_TEST = """\
OK_FORMAT = False

from otter.test_files import test_case

name = "{name}"
points = 2
"""
_OTTER_CASE = """

@test_case(points=1, hidden={hidden})
def test_{seed}(np, {needs}):
{body}"""


def write_otter(folder: Path, count: int) -> None:
    """Write `tests/` and `count` submissions into `folder`."""
    (folder / "tests").mkdir(parents=True)
    for question in QUESTIONS:
        text = _OTTER_TEST.format(name=question.name)
        for seed, hidden in ((1, False), (2, True)):
            body = "".join(
                f"    {line}\n" for line in question.test(seed).splitlines()
            )
            text += _OTTER_CASE.format(
                seed=seed, hidden=hidden, body=body, needs=question.name
            )
        (folder / "tests" / f"{question.name}.py").write_text(text)
    cells = [_cell("setup", SETUP)]
    for question in QUESTIONS:
        cells.append(_cell(question.name, question.answer))
    for number in range(count):
        _write(folder / f"s{number}.ipynb", cells)


def write_nbgrader(folder: Path, count: int) -> None:
    """Write a course with `count` submissions of the assignment `five`."""
    cells = [_cell("setup", SETUP)]
    for question in QUESTIONS:
        answer = _cell(question.name, question.answer)
        answer["metadata"]["nbgrader"] = _marks(question.name, solution=True)
        cells.append(answer)
        for seed in (1, 2):
            test = _cell(f"{question.name}-{seed}", question.test(seed))
            marks = _marks(f"{question.name}-{seed}", grade=True)
            test["metadata"]["nbgrader"] = marks | {"points": 1}
            cells.append(test)
    _write(folder / "source" / "five" / "five.ipynb", cells)
    for number in range(count):
        place = folder / "submitted" / f"s{number}" / "five"
        _write(place / "five.ipynb", cells)


def write_nbval(folder: Path, count: int) -> None:
    """Write `count` notebooks whose cells have stored outputs."""
    cells = [_cell("setup", SETUP)]
    for question, printed in zip(QUESTIONS, outputs(), strict=True):
        cells.append(_cell(question.name, question.answer))
        cells.append(_shown(question, printed))
    for place, cell in enumerate(cells, 1):
        cell["execution_count"] = place
    for number in range(count):
        _write(folder / f"s{number}.ipynb", cells)


def _shown(question: Question, printed: str) -> dict[str, Any]:
    made = _cell(f"{question.name}-shown", question.shown)
    made["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": printed}
    ]
    return made


def _marks(name: str, grade: bool = False, solution: bool = False) -> Any:
    return {
        "grade_id": name,
        "grade": grade,
        "solution": solution,
        "locked": grade,
        "task": False,
        "schema_version": 3,
    }


def _cell(name: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": name.replace("_", "-"),
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def _write(path: Path, cells: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = {
        "cells": cells,
        "metadata": KERNEL,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(made))
