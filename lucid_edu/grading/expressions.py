"""What the text of a check needs: its code, and the names that must exist.

It runs beside student code, and knows nothing of exercises.
"""

from __future__ import annotations

import ast
import builtins
from functools import cache
from types import CodeType


@cache
def parsed(expression: str) -> tuple[CodeType, tuple[str, ...]]:
    """Return an expression's code and the names it takes from outside.

    Arguments of a lambda, names bound within and builtins need no one to
    define them.
    """
    tree = ast.parse(expression, mode="eval")
    nodes = list(ast.walk(tree))
    bound = {node.arg for node in nodes if isinstance(node, ast.arg)}
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound |= {name.id for name in names if isinstance(name.ctx, ast.Store)}
    needed = (
        name.id
        for name in names
        if name.id not in bound and not hasattr(builtins, name.id)
    )
    return compile(tree, "<check>", "eval"), tuple(needed)
