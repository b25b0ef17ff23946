"""Texts made from a solution's text: with holes to fill, with other bodies.

It works on source code alone and runs nothing.
"""

from __future__ import annotations

import ast
import textwrap
from functools import cache
from types import CodeType


def starter(
    source: str, title: str, begin: str = "", keep: tuple[str, ...] = ()
) -> str:
    """Return the code a student starts from.

    Of a function: its signature, its title and a hole, or the body `begin`.
    Of a class: the same for every method, but for those named in `keep`;
    what is no method, such as `__slots__`, is kept.
    """
    node = _definition(source)
    if not isinstance(node, ast.ClassDef):
        head = _head(source, node)
        body = begin or _hole(node.name)
        return f"{head}\n{_indented(_docstring(title))}\n{_indented(body)}"
    parts = [_head(source, node), _indented(_docstring(title))]
    for method in node.body:
        text = _text(source, method)
        if not isinstance(method, ast.FunctionDef):
            if _is_text(method):
                continue
        elif method.name not in keep:
            hole = _hole(f"{node.name}.{method.name}")
            said = ast.get_docstring(method) or ""
            lines = [_docstring(said.partition("\n")[0])] if said else []
            body = "\n".join([*lines, hole])
            text = f"{_head(source, method)}\n{_indented(body, 8)}"
        parts += ["", text]
    return "\n".join(parts)


@cache  # a mistake is tried on every wrong answer
def filled(source: str, body: str) -> str:
    """Return `source` with another body: that of a mistake.

    Of a class `body` is the text of methods, which replace those of the
    same names; the others stay as they are.
    """
    node, text = _definition(source), textwrap.dedent(body).strip()
    if not isinstance(node, ast.ClassDef):
        return f"{_head(source, node)}\n{_indented(text)}\n"
    lines = source.splitlines()
    added = {m.name: _text(text, m) for m in _methods(ast.parse(text))}
    for method in reversed(list(_methods(node))):
        if method.name in added:
            new = _indented(added.pop(method.name)).splitlines()
            lines[_first(method) - 1 : method.end_lineno] = new
    rest = [_indented(more) for more in added.values()]
    return "\n\n".join(["\n".join(lines), *rest]) + "\n"


@cache
def compiled(text: str) -> CodeType:
    """Return the code of `text`, compiled once."""
    return compile(text, "<course>", "exec", dont_inherit=True)


def _definition(source: str) -> ast.FunctionDef | ast.ClassDef:
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    return node


def _methods(node: ast.ClassDef | ast.Module) -> list[ast.FunctionDef]:
    return [part for part in node.body if isinstance(part, ast.FunctionDef)]


def _head(source: str, node: ast.FunctionDef | ast.ClassDef) -> str:
    lines = source.splitlines()[_first(node) - 1 : _first(node.body[0]) - 1]
    return "\n".join(lines)


def _text(source: str, node: ast.stmt) -> str:
    return "\n".join(source.splitlines()[_first(node) - 1 : node.end_lineno])


def _first(node: ast.stmt) -> int:
    """Return the line on which a statement begins, decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(part.lineno for part in decorators)])


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _hole(name: str) -> str:
    return f'raise NotImplementedError("{name} is not written yet")'


def _docstring(title: str) -> str:
    return f'"""{title}"""'


def _indented(text: str, by: int = 4) -> str:
    return textwrap.indent(textwrap.dedent(text).strip(), " " * by)
