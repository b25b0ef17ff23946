"""Loads the scripts that a page needs, after its text, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

CODE, SEARCH = 'class="highlight', 'id="search-results"'
FOLD = (
    r'class="(?=[^"]*\badmonition\b)[^"]*\bdropdown\b'
    r'|class="(?:[^"]* )?toggle[ "]'
)
# A script, and what a page has that needs it.
NEEDED = {
    "clipboard.min.js": CODE,
    "copybutton.js": CODE,
    "togglebutton.js": FOLD,
    "design-tabs.js": "sd-tab-set",
    "searchtools.js": SEARCH,
    "language_data.js": SEARCH,
    "searchindex.js": SEARCH,
}
SCRIPT = re.compile(
    r'[ \t]*<script (?![^>]*\bdefer\b)([^>]*src="[^"]*")></script>\n?'
)
SETTINGS = re.compile(
    r'<script src="([^"]*documentation_options\.js)[^"]*"></script>'
)


def loaded(page: str, settings: str) -> str:
    """Return a page that waits for no script; `settings` stand in it."""
    page = SETTINGS.sub(lambda _: f"<script>{settings}</script>", page)

    def later(found: re.Match[str]) -> str:
        # Beside the page a script's address has no slash.
        address = found[1].rpartition('src="')[2].partition("?")[0]
        name = address.rstrip('"').rpartition("/")[2]
        if not re.search(NEEDED.get(name, ""), page):
            return ""
        return f"    <script defer {found[1]}></script>\n"

    return SCRIPT.sub(later, page)


def load_scripts(app: Any, exception: Exception | None) -> None:
    """Mend how every page loads its scripts."""
    if exception or app.builder.name not in ("html", "dirhtml"):
        return
    out = Path(app.outdir)
    options = out / "_static" / "documentation_options.js"
    # The search page alone has the index, so no other may ask for it.
    settings = options.read_text("utf-8").strip() + (
        "\nDOCUMENTATION_OPTIONS.search_as_you_type = false;"
    )
    for path in sorted(out.rglob("*.html")):
        if "_static" not in path.relative_to(out).parts:
            page = path.read_text("utf-8")
            path.write_text(loaded(page, settings), "utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Mend the scripts before the style sheets ask which there are."""
    app.connect("build-finished", load_scripts, priority=550)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
