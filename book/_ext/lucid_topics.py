"""Ends each chapter with the ways on: its exercises, solutions, text, API.

That end is also what the reader's own progress is measured by; the script
`progress.js` keeps it in the reader's browser and nowhere else.
"""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path
from typing import Any

CHAPTERS, EXERCISES = "book/", "exercises/"
SOLUTIONS = "solutions"


def topics(env: Any) -> list[str]:
    """Return the names of the numbered chapters, in the book's order."""
    return [
        name.removeprefix(CHAPTERS)
        for name in env.toc_secnumbers
        if name.startswith(CHAPTERS) and env.toc_secnumbers[name].get("")
    ]


def solution(app: Any, topic: str) -> Path | None:
    """Return the file with a topic's solutions, if it has one."""
    path = Path(app.srcdir, SOLUTIONS, f"{topic}.py")
    return path if path.is_file() else None


def ways_on(app: Any, topic: str, here: str) -> list[tuple[str, str, str]]:
    """Return verb, words and place of each page beside the page `here`."""
    env, found = app.env, []
    chapter, exercises = CHAPTERS + topic, EXERCISES + topic
    if here != chapter:
        words = f"the chapter “{env.titles[chapter].astext()}”"
        found.append(("Read", words, chapter))
    elif exercises in env.all_docs:
        found.append(("Do", "the graded exercises", exercises))
    if exercises in env.all_docs and solution(app, topic):
        target = f"_sources/{SOLUTIONS}/{topic}.py"
        found.append(("Compare", "with the solutions", target))
    if CHAPTERS + "api" in env.all_docs:
        found.append(("Look up", "every public name", CHAPTERS + "api"))
    source = f"_sources/{here}{Path(env.doc2path(here)).suffix}"
    return [*found, ("Keep", "this page as a notebook", source)]


def end_chapter(
    app: Any, pagename: str, templatename: str, context: Any, doctree: Any
) -> None:
    """Write the ways on below a chapter and below its exercises."""
    topic = pagename.rpartition("/")[2]
    of_topic = {CHAPTERS + topic, EXERCISES + topic}
    if doctree is None or pagename not in of_topic:
        return
    if app.builder.name != "html" or topic not in topics(app.env):
        return
    pathto = context["pathto"]
    items = "".join(
        f"<li><strong>{verb}:</strong> {_link(pathto, place, words)}</li>"
        for verb, words, place in ways_on(app, topic, pagename)
    )
    context["body"] += (
        '<nav class="ways-on" aria-label="Ways on from here">'
        f"<ul>{items}</ul></nav>"
    )


def _link(pathto: Any, place: str, words: str) -> str:
    file = place.startswith("_sources/")
    href = escape(pathto(place, 1) if file else pathto(place), quote=True)
    return f'<a href="{href}"{" download" if file else ""}>{escape(words)}</a>'


def copy_solutions(app: Any, exception: Exception | None) -> None:
    """Put the solutions beside the other sources that can be downloaded."""
    if exception or app.builder.name != "html":
        return
    for topic in topics(app.env):
        path = solution(app, topic)
        if path:
            folder = Path(app.outdir, "_sources", SOLUTIONS)
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / path.name)


def setup(app: Any) -> dict[str, Any]:
    """Connect the ends of the chapters, and the script that sees them."""
    app.add_js_file("progress.js", loading_method="defer")
    app.connect("html-page-context", end_chapter)
    app.connect("build-finished", copy_solutions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
