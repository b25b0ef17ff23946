"""Renders the book's mathematics with KaTeX while the book is built.

Pages then need no script for mathematics, and a formula that KaTeX cannot
read is a warning with its place, which stops the build.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)
KATEX = Path(__file__).parent / "katex" / "katex.min.js"


class BadFormula(Exception):
    """A formula that KaTeX cannot read; its text says where."""


@cache
def render(tex: str, display: bool) -> str:
    """Return a formula as HTML with MathML; raise `BadFormula`."""
    try:
        html = _engine().call(
            "katex.renderToString",
            tex,
            {"displayMode": display, "throwOnError": True},
        )
    except JSEvalException as error:
        first = str(error).strip().splitlines()[0]
        raise BadFormula(first.partition("ParseError: ")[2] or first) from None
    return str(html)


@cache
def _engine() -> Any:
    engine = MiniRacer()
    engine.eval(KATEX.read_text("utf-8"))
    return engine


def written(node: nodes.Element, tex: str, display: bool) -> str:
    """Return a node's formula as HTML; a bad one is a warning."""
    try:
        return render(tex, display)
    except BadFormula as error:
        logger.warning("%s", error, location=node, type="math")
        return f"<code>{escape(tex)}</code>"


def aligned(tex: str) -> str:
    """Return a formula of several lines with what aligns them."""
    if r"\\" in tex and r"\begin" not in tex:
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    if r"\frac" in tex and tex.count(r"\begin") == 1:
        # Fractions on lines that follow each other would nearly touch.
        tex = re.sub(r"\\\\(?!\[)", lambda _: r"\\[1em]", tex)
    return tex


def visit_inline(self: Any, node: nodes.Element) -> None:
    """Write a formula inside a line."""
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate"))
    self.body.append(written(node, node.astext(), False) + "</span>")
    raise nodes.SkipNode


def visit_block(self: Any, node: nodes.Element) -> None:
    """Write a formula on lines of its own, with its number if it has one."""
    # A wide formula scrolls on a phone, so the keyboard must reach it.
    self.body.append(
        self.starttag(
            node,
            "div",
            CLASS="math notranslate",
            tabindex="0",
            role="group",
            **{"aria-label": "formula"},
        )
    )
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append(written(node, aligned(node.astext()), True) + "</div>\n")
    raise nodes.SkipNode


def close_engine(app: Any, exception: Exception | None) -> None:
    """Stop the engine's threads, which would hold up the end of the build."""
    if _engine.cache_info().currsize:
        _engine().close()
        _engine.cache_clear()


def setup(app: Any) -> dict[str, Any]:
    """Register the renderer `katex`."""
    app.add_html_math_renderer(
        "katex", (visit_inline, None), (visit_block, None)
    )
    app.add_css_file("katex/katex.min.css")
    app.connect("build-finished", close_engine)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
