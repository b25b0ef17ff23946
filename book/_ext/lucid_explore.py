"""The directive `explore`: a figure that the reader can move.

The picture is drawn while the book is built, by the figure's own JavaScript
in its first state, so it is there on paper and without scripts; in a
browser the same scripts bring it to life.
"""

from __future__ import annotations

import json
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from py_mini_racer import MiniRacer
from sphinx.util.docutils import SphinxDirective

FOLDER = Path(__file__).parent.parent / "_static" / "explore"
FIRST, LAST = ("numbers.js", "plot.js"), "explore.js"
FIGURES = ("tangent", "hard", "floats", "threshold", "graph", "stack")
WIDTH = 560  # legible on paper, and on a phone without scripts


class explore(nodes.General, nodes.Element):
    """A figure that the reader can move; its children are the caption."""


class ExploreDirective(SphinxDirective):
    """Read the name of a figure, and its caption below."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the figure."""
        name = self.arguments[0]
        if name not in FIGURES:
            known = ", ".join(FIGURES)
            raise self.error(f"no figure is named {name}, only {known}.")
        for file in (*FIRST, f"{name}.js"):  # the still picture is theirs
            self.env.note_dependency(str(FOLDER / file))
        node = explore(figure=name)
        self.set_source_info(node)
        self.state.nested_parse(self.content, self.content_offset, node)
        if not node.children:
            raise self.error(f"explore {name} needs a caption below it.")
        return [node]


@cache
def still(name: str) -> dict[str, Any]:
    """Return the figure's first state: svg, height, label and words."""
    _engine().eval((FOLDER / f"{name}.js").read_text("utf-8"))
    drawn = _engine().eval(
        f"JSON.stringify(lucidExplore.plot.still({name!r}, {WIDTH}))"
    )
    made: dict[str, Any] = json.loads(drawn)
    return made


@cache
def _engine() -> Any:
    engine = MiniRacer()
    for file in FIRST:
        engine.eval((FOLDER / file).read_text("utf-8"))
    return engine


def opening(name: str) -> str:
    """Return the HTML of a figure up to the text of its caption."""
    made = still(name)
    label = escape(f"{made['label']} {made['words']}", quote=True)
    return (
        f'<figure class="explore" data-explore="{name}">'
        '<div class="explore-still">'
        f'<svg role="img" aria-label="{label}" '
        f'viewBox="0 0 {WIDTH} {made["height"]}">{made["svg"]}</svg>'
        f"<p>{escape(made['words'])}</p></div><figcaption>"
    )


def visit_html(self: Any, node: explore) -> None:
    """Write the picture and open the caption."""
    self.body.append(opening(node["figure"]))


def depart_html(self: Any, node: explore) -> None:
    """Close the caption and the figure."""
    self.body.append("</figcaption></figure>\n")


def _caption_only(self: Any, node: explore) -> None:
    """Leave the caption to the writers that know no such figure."""


def add_scripts(
    app: Any, pagename: str, templatename: str, context: Any, doctree: Any
) -> None:
    """Load the scripts of the figures that this page has, and no others."""
    found = list(doctree.findall(explore)) if doctree is not None else []
    if not found:
        return
    names = sorted({f"{node['figure']}.js" for node in found})
    for file in (*FIRST, *names, LAST):
        # Deferred scripts run in this order, after the page is there.
        app.add_js_file(f"explore/{file}", loading_method="defer")
    app.add_css_file("explore/explore.css")


def close_engine(app: Any, exception: Exception | None) -> None:
    """Stop the engine's threads, which would hold up the end of the build."""
    if _engine.cache_info().currsize:
        _engine().close()
        _engine.cache_clear()


def setup(app: Any) -> dict[str, Any]:
    """Register the directive."""
    other = (_caption_only, _caption_only)
    app.add_node(
        explore,
        html=(visit_html, depart_html),
        latex=other,
        text=other,
        man=other,
        texinfo=other,
    )
    app.add_directive("explore", ExploreDirective)
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", close_engine)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
