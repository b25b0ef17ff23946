"""Runs a submission's cells, one after the other: the child's first half.

It knows no exercise and no expected value, and it trusts nothing it meets.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from typing import Any

from lucid_edu.grading.guard import OutputFlood, Overrun, time_limit
from lucid_edu.grading.salvage import defines
from lucid_edu.grading.wire import Cell, CellRun

TEXT_CAP = 300

# Bound before any student code runs.
_type, _str, _clock = type, str, time.monotonic
_ONLY_AST = ast.PyCF_ONLY_AST
_exec, _compile, _min, _max = exec, compile, min, max
_without_addresses = re.compile(r"0x[0-9a-fA-F]{6,}").sub
# The name itself: a metaclass may put code of its own before it.
_name_of_type = type.__dict__["__name__"].__get__


def run_cells(
    cells: tuple[Cell, ...],
    namespace: dict[str, Any],
    seconds: float | None = None,
) -> Iterator[CellRun]:
    """Run each cell in `namespace`; one that fails does not stop the next.

    A failing import stops only itself: the rest of its cell still runs.
    After an error, and after an overrun, the definitions in the rest of the
    cell are still made.  All cells together have three times `seconds`; one
    may use half of what is left.
    """
    left = 3 * (seconds or 0.0)
    for cell in cells:
        start = _clock()
        limit = (
            None if seconds is None else _max(_min(seconds, left / 2), 0.05)
        )
        yield _run_cell(cell, namespace, limit)
        left -= _clock() - start


def describe(error: BaseException) -> str:
    """Return "Type: message" of an error, one line, capped, never failing."""
    name = name_of(_type(error))
    try:
        text = _str(error)
    except (Overrun, MemoryError):
        raise
    except BaseException:
        text = ""
    line = text.strip().partition("\n")[0] if _type(text) is _str else ""
    # Where an object lies differs between runs, and says nothing.
    line = _without_addresses("0x…", line)
    return (f"{name}: {line}" if line else name)[:TEXT_CAP]


def name_of(kind: type) -> str:
    """Return the name of a type, capped, without running its code."""
    name: str = _name_of_type(kind)
    return name[:60]


def _run_cell(
    cell: Cell, namespace: dict[str, Any], seconds: float | None
) -> CellRun:
    try:
        # Not ast.parse, which looks up builtins that may be replaced by now.
        tree = _compile(cell.source, "<cell>", "exec", _ONLY_AST, True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        text = getattr(error, "msg", None) or describe(error)
        return CellRun("error", f"{_type(error).__name__}: {text}", line)
    assert _type(tree) is ast.Module
    rest = iter(tree.body)
    run = _limited(rest, namespace, seconds)
    if run.status in ("timeout", "memory"):
        _limited(filter(defines, rest), namespace, seconds)
    return run


def _limited(
    statements: Iterator[ast.stmt],
    namespace: dict[str, Any],
    seconds: float | None,
) -> CellRun:
    try:
        with time_limit(seconds):
            return _run_statements(statements, namespace)
    except Overrun:
        return CellRun("timeout", "it took too long")
    except MemoryError:
        return CellRun("memory", "it ran out of memory")


def _run_statements(
    statements: Iterator[ast.stmt], namespace: dict[str, Any]
) -> CellRun:
    first, stopped = CellRun("ok"), False
    for statement in statements:
        if stopped and not defines(statement):
            continue
        try:
            _exec(_compiled(statement), namespace)
        except (Overrun, MemoryError, OutputFlood):
            raise
        except BaseException as error:
            if first.status == "ok":
                first = CellRun("error", describe(error), statement.lineno)
            stopped |= not isinstance(statement, ast.Import | ast.ImportFrom)
    return first


def _compiled(statement: ast.stmt) -> Any:
    module = ast.Module(body=[statement], type_ignores=[])
    # Without our own future imports, which a notebook does not have.
    return _compile(module, "<cell>", "exec", dont_inherit=True)
