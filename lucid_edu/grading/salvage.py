"""What of a cell defines something: the part that is worth running alone.

It runs beside student code and in the grader, and executes nothing.
"""

from __future__ import annotations

import ast

_DEFINITIONS = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
)


def defines(statement: ast.stmt) -> bool:
    """Return whether a statement is a def, a class, an import or x = 3."""
    if isinstance(statement, ast.Assign):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, _DEFINITIONS)


def definitions(source: str) -> str:
    """Return the definitions of a cell as text, or "" where it is none."""
    try:
        tree = ast.parse(source)
        kept = [one for one in tree.body if defines(one)]
        return "\n".join(ast.unparse(one) for one in kept)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
