"""Repairs what the theme writes: scripts that ask outside, faults of access.

Each repair matches the markup of the pinned theme; `tests/book` shows in a
browser that none is missing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

VIEWPORT = (
    '<meta name="viewport" content="width=device-width, initial-scale=1" />'
)
STORAGE = """
    try { localStorage.getItem("mode"); } catch {
      const none = { getItem: () => null, setItem() {}, removeItem() {} };
      Object.defineProperty(window, "localStorage", { value: none });
    }"""
DONE = "<html data-repaired "
REPAIRS: list[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern, re.S), value)
    for pattern, value in (
        # The name stands beside the logo: once is enough.
        (
            r'(<img src="[^"]*" class="logo__image[^>]*?)alt="[^"]*"',
            r'\1alt=""',
        ),
        # A table that scrolls must be within reach of the keyboard.
        (r'<table class="(table|docutils)', r'<table tabindex="0" class="\1'),
        # Three viewport tags: one is put back below.
        (r'<meta name="viewport"[^>]*>', ""),
        # The accessible name must hold the visible text.
        (
            r'(<button class="btn search-button-field[^>]*?)'
            r' aria-label="[^"]*"',
            r"\1",
        ),
        (
            r'(<button class="[^"]*theme-switch-button[^>]*?)'
            r' aria-label="[^"]*"',
            r"\1",
        ),
        (
            r'<summary aria-label="Toggle hidden content">\s*'
            r'<p class="([^"]*)">(.*?)</p>\s*'
            r'<p class="([^"]*)">(.*?)</p>\s*</summary>',
            r'<summary><span class="\1">\2</span>'
            r'<span class="\3">\4</span></summary>',
        ),
        # An icon-only button with a title but no name.
        (
            r'(<button class="sidebar-toggle primary-toggle[^>]*?)title="',
            r'\1aria-label="Toggle primary sidebar" title="',
        ),
        # A fold with an icon and no name.
        (
            r'<summary>(<span class="toctree-toggle")',
            r'<summary aria-label="Sections">\1',
        ),
        # Content outside every landmark.
        (
            r'<dialog id="pst-primary-sidebar-modal"',
            '<dialog id="pst-primary-sidebar-modal" aria-label="Contents"',
        ),
        (
            r'<div id="pst-primary-sidebar" class="',
            '<div id="pst-primary-sidebar" role="region" '
            'aria-label="Book" class="',
        ),
        # 1.5 MB of script for a dozen icons: lucid.css draws them.
        (
            r'<script defer src="[^"]*scripts/fontawesome\.js[^"]*">'
            r"</script>",
            "",
        ),
        (r"<!-- So that users can add custom icons -->\s*", ""),
        # Settings of live code that this book does not use.
        (
            r'<script type="text/x-thebe-config">.*?</script>\s*'
            r"(?:<script>kernelName = [^<]*</script>)?",
            "",
        ),
        # Every exercise and solution box has the same id.
        (
            r'<section id="(?:exercise|solution|proof)-content">',
            "<section>",
        ),
        # A link begins with its first word, not with the space before it.
        (
            r'(Solution to)(<a class="reference internal" href="[^"]*">)\s+',
            r"\1 \2",
        ),
        # A source is for keeping: a browser would show a notebook as text.
        (
            r'(<a href="[^"]*/?_sources/[^"]*") target="_blank"',
            r"\1 download",
        ),
        # A reader may refuse storage, which the theme's scripts use freely.
        (r'(<script data-cfasync="false">)', rf"\1{STORAGE}"),
        # Known before the first picture, the scheme is not drawn twice.
        (
            r'(dataset\.theme = localStorage\.getItem\("theme"\)) \|\| "auto"',
            r'\1 || (matchMedia("(prefers-color-scheme: dark)").matches'
            ' ? "dark" : "light")',
        ),
        # A list must have list items.
        (r'role="doc-biblioentry"', 'role="listitem"'),
    )
]


def drop_scripts(
    app: Any, pagename: str, templatename: str, context: Any, doctree: Any
) -> None:
    """Leave out thebe, and inline scripts that stand there twice."""
    seen, kept = set(), []
    for script in context.get("script_files", ()):
        body = getattr(script, "attributes", {}).get("body", "")
        name = str(getattr(script, "filename", "") or "")
        if "THEBE_JS_URL" in body or "sphinx-thebe" in name:
            continue
        if body and not name:
            if body in seen:
                continue
            seen.add(body)
        kept.append(script)
    context["script_files"] = kept
    if "css_files" in context:
        context["css_files"] = [
            style
            for style in context["css_files"]
            if "sphinx-thebe" not in str(style.filename)
        ]


def repaired(page: str) -> str:
    """Return a page with every repair made."""
    for pattern, value in REPAIRS:
        page = pattern.sub(value, page)
    head = '<meta charset="utf-8" />'
    page = page.replace(head, f"{head}\n    {VIEWPORT}", 1)
    return page.replace("<html ", DONE, 1)


def repair_pages(app: Any, exception: Exception | None) -> None:
    """Repair every page that this build wrote."""
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text("utf-8")
        if DONE not in page:
            path.write_text(repaired(page), "utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Connect the repairs to the build."""
    app.add_css_file("lucid.css")
    app.connect("html-page-context", drop_scripts, priority=900)
    app.connect("build-finished", repair_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
