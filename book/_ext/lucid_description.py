"""Gives each page a description for search engines: its first paragraph."""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes

LONGEST = 160
WRITTEN_BY_THE_BUILD = {
    "genindex": "every term and every name, from A to Z",
    "py-modindex": "every module of the package",
    "search": "find a word on any page, without a network",
}


def description(doctree: nodes.document, title: str) -> str:
    """Return the title and the first words of the text, whole words only."""
    first = next(
        (
            node.astext()
            for node in doctree.findall(nodes.paragraph)
            if isinstance(node.parent, nodes.section)
        ),
        "",
    )
    text = " ".join(f"{title}: {first}".split())
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rpartition(" ")[0] + " …"


def describe(
    app: Any, pagename: str, templatename: str, context: Any, doctree: Any
) -> None:
    """Add the description to the head of a page."""
    title = app.config.html_title
    if doctree is not None:
        text = description(doctree, app.env.titles[pagename].astext())
    else:
        text = f"{title}: {WRITTEN_BY_THE_BUILD.get(pagename, pagename)}"
    tag = f'<meta name="description" content="{escape(text, quote=True)}" />'
    context["metatags"] = f"{context.get('metatags', '')}\n    {tag}"


def setup(app: Any) -> dict[str, Any]:
    """Connect the description to the pages."""
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
