"""Honest accidents in a notebook: what is missing, renamed, twice or broken.

It reads the text of cells only, so it can say why there is no answer where
running the cells says just that there is none.
"""

from __future__ import annotations

import ast
import difflib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from lucid_edu.grading.exercise import Assignment
from lucid_edu.grading.wire import Cell

_NAMES = 500  # that are compared with a missing one


@dataclass(frozen=True)
class Accidents:
    """What the text of the cells shows before they run.

    `missing` has a sentence for each exercise whose function is not there;
    `notes` are remarks that cost nothing.
    """

    missing: dict[str, str]
    notes: tuple[str, ...]


def find_accidents(
    assignment: Assignment, cells: Sequence[Cell], version: str | None
) -> Accidents:
    """Look through the cells of a submission.

    `version` is that of the exercises the notebook was made from, if it
    says so.
    """
    defined: dict[str, list[int]] = {}
    broken: dict[int, SyntaxError] = {}
    for place, cell in enumerate(cells):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of "\\d" in a string
                tree = ast.parse(cell.source)
        except SyntaxError as error:
            broken[place] = error
            continue
        except (ValueError, RecursionError, MemoryError):
            continue
        for name in _defined(tree):
            defined.setdefault(name, []).append(place)
    names = [exercise.name for exercise in assignment.exercises]
    missing = {
        name: _why_missing(name, names, cells, defined, broken)
        for name in names
        if name not in defined
    }
    return Accidents(missing, tuple(_notes(assignment, defined, version)))


def _notes(
    assignment: Assignment, defined: dict[str, list[int]], version: str | None
) -> list[str]:
    notes = [
        f"`{exercise.name}` is defined in {len(set(places))} cells; the last "
        f"one counts."
        for exercise in assignment.exercises
        if len(set(places := defined.get(exercise.name, []))) > 1
    ]
    if version is not None and version != assignment.version:
        notes.append(
            "The notebook was made from another version of the exercises; "
            "it was judged by the present one."
        )
    return notes


def _why_missing(
    name: str,
    known: Sequence[str],
    cells: Sequence[Cell],
    defined: dict[str, list[int]],
    broken: dict[int, SyntaxError],
) -> str:
    for place, error in broken.items():
        if cells[place].id == name or f"def {name}" in cells[place].source:
            return (
                f"The cell that should define `{name}` is not Python: "
                f"{error.msg} in line {error.lineno}. Mend that line and run "
                f"the cell."
            )
    for place, cell in enumerate(cells):
        if cell.id == name:
            named = [n for n, places in defined.items() if place in places]
            return _renamed(name, [n for n in named if n not in known])
    strange = [n for n in sorted(set(defined) - set(known)) if len(n) < 100]
    close = difflib.get_close_matches(name, strange[:_NAMES], 1, 0.7)
    if close:
        return _renamed(name, close)
    return (
        f"There is no `{name}`: its cell is missing. Take it from the "
        f"exercise notebook again, and write it there."
    )


def _renamed(name: str, others: Sequence[str]) -> str:
    if len(others) == 1:
        return (
            f"There is no `{name}`, but there is `{others[0]}`: rename it "
            f"to `{name}`."
        )
    return (
        f"There is no `{name}`: its cell defines nothing of that name. "
        f"Write a function with exactly this name."
    )


def _defined(tree: ast.Module) -> list[str]:
    """Return what a cell defines at its top level: def, class, f = …."""
    names = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            targets = [t for t in node.targets if isinstance(t, ast.Name)]
            names += [target.id for target in targets]
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names += [alias.asname or alias.name for alias in node.names]
    return names
