"""Lets docstrings keep Markdown's `code` and $formula$ under autodoc."""

from __future__ import annotations

import re
from typing import Any

_DISPLAY = re.compile(r"^\$\$(.+?)\$\$", re.M | re.S)
_INLINE = re.compile(r"\$([^$]+)\$", re.S)
_CODE = re.compile(r"(?<![`:\w])`([^`]+)`(?!`)")


def as_rest(text: str) -> str:
    """Return a docstring's text as reStructuredText."""
    text = _DISPLAY.sub(lambda m: f"\n.. math:: {_line(m[1])}\n", text)
    parts = re.split(r"(\$[^$]+\$)", text)
    for place in range(0, len(parts), 2):  # the parts outside formulas
        parts[place] = _CODE.sub(r"``\1``", parts[place])
    return _INLINE.sub(lambda m: f":math:`{_line(m[1])}`", "".join(parts))


def convert(
    app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Convert a docstring in place, as autodoc asks for it."""
    lines[:] = as_rest("\n".join(lines)).split("\n")


def shorten(
    app: Any,
    what: str,
    name: str,
    obj: Any,
    options: Any,
    signature: str | None,
    returns: str | None,
) -> tuple[str | None, str | None]:
    """Write a default that is made anew for each object as `...`."""
    if signature:
        signature = signature.replace("<factory>", "...")
    return signature, returns


def _line(formula: str) -> str:
    return " ".join(formula.split())


def setup(app: Any) -> dict[str, Any]:
    """Connect the conversion to autodoc, before napoleon reads the text."""
    app.connect("autodoc-process-docstring", convert, priority=100)
    app.connect("autodoc-process-signature", shorten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
