"""Small wrong versions of a solution, made by changing its syntax tree.

A check that none of them fails is a check that sees too little.  What runs
them stands elsewhere.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
_NAMES = {
    "maximum": "minimum",
    "minimum": "maximum",
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "log1p": "log",
    "expm1": "exp",
    "zeros": "ones",
    "zeros_like": "ones_like",
    "argmax": "argmin",
    "argmin": "argmax",
    "floor": "ceil",
    "append": "extend",
}


@dataclass(frozen=True)
class Mutant:
    """A changed solution: what stood there, what stands there, all of it."""

    line: int
    before: str
    after: str
    source: str

    @property
    def change(self) -> str:
        """The change in one line, to be named by."""
        return f"{self.before} -> {self.after}"


def mutants(source: str) -> Iterator[Mutant]:
    """Yield the changed versions of a function's or class's body.

    One place is changed at a time.  Docstrings, signatures and annotations
    stay as they are.
    """
    tree = ast.parse(source)
    whole = ast.unparse(tree)
    seen = {whole}
    for place, node in enumerate(_places(tree)):
        for variant in _variants(node):
            changed = copy.deepcopy(tree)
            target = _places(changed)[place]
            text = ast.unparse(_Replace(target, variant).visit(changed))
            if text not in seen:
                seen.add(text)
                line = getattr(node, "lineno", 0)
                yield Mutant(line, _short(node), _short(variant), text)


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, new: ast.AST) -> None:
        self._target, self._new = target, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._target:
            return ast.copy_location(copy.deepcopy(self._new), node)
        self.generic_visit(node)
        return node


def _places(tree: ast.Module) -> list[ast.AST]:
    """Return the nodes of all bodies, in a fixed order."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for statement in node.body:
                if not _is_text(statement):
                    found += ast.walk(statement)
    # A function inside a function would be walked twice.
    return list({id(node): node for node in found}.values())


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of `node`."""
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        yield from _with(node, "op", _swapped(node.op))
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for new in _swapped(node.ops[0]):
            yield from _with(node, "ops", [[new]])
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    if isinstance(node, ast.Attribute) and node.attr in _NAMES:
        yield from _with(node, "attr", [_NAMES[node.attr]])
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    if isinstance(node, ast.Call):
        yield from _calls(node)
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        test = ast.UnaryOp(ast.Not(), copy.deepcopy(node.test))
        yield from _with(node, "test", [] if _is_while(node) else [test])
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr):
        yield ast.Pass()
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value)
    if isinstance(node, ast.Continue):
        yield ast.Break()


def _is_while(node: ast.AST) -> bool:
    # Its opposite never ends or never starts: the alarm would say so.
    return isinstance(node, ast.While)


def _swapped(op: ast.AST) -> list[ast.AST]:
    return [new() for new in _SWAPS.get(type(op), ())]


def _with(
    node: ast.AST, field: str, values: Sequence[object]
) -> Iterator[ast.AST]:
    for value in values:
        changed = copy.deepcopy(node)
        setattr(changed, field, value)
        yield changed


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
        yield ast.Constant(-value if value else -1)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    if node.args and not isinstance(node.args[0], ast.Starred):
        yield node.args[0]  # as if the function were not applied
    if len(node.args) == 2 and not _symmetric(node.func):
        yield from _with(node, "args", [node.args[::-1]])
    for place in range(len(node.keywords)):
        kept = node.keywords[:place] + node.keywords[place + 1 :]
        yield from _with(node, "keywords", [kept])
    if isinstance(node.func, ast.Attribute) and not node.args:
        yield node.func.value  # x.copy() becomes x


def _symmetric(function: ast.expr) -> bool:
    """Return whether the order of two arguments makes no difference."""
    name = getattr(function, "attr", getattr(function, "id", ""))
    return name in ("maximum", "minimum", "logaddexp", "max", "min")


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
    return text if len(text) <= 70 else f"{text[:67]}..."
