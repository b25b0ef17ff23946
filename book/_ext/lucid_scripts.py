"""Loads the scripts that a page needs, after its text, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.errors import ExtensionError

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
THEME = "scripts/pydata-sphinx-theme.js"
# The theme asks the size of every box when a page has loaded, which lays out
# what a phone has put off; reach.js waits until the browser knows it.
ASKING = re.compile(
    r',"complete"===document\.readyState\?(\w)\(\)'
    r':window\.addEventListener\("load",\1\)'
)
PATIENT = "/* see reach.js */"


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


def patient(script: str) -> str:
    """Return the theme's script without the question that reach.js asks."""
    script, times = ASKING.subn(PATIENT, script)
    if times != 1 and PATIENT not in script:
        raise ExtensionError(
            f"{THEME} has changed, so ASKING in lucid_scripts does not match: "
            "look for where the theme sets tabIndex, and match that."
        )
    return script


def load_scripts(app: Any, exception: Exception | None) -> None:
    """Mend how every page loads its scripts."""
    if exception or app.builder.name not in ("html", "dirhtml"):
        return
    out = Path(app.outdir)
    theme = out / "_static" / THEME
    theme.write_text(patient(theme.read_text("utf-8")), "utf-8")
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
    app.add_js_file("reach.js", loading_method="defer")
    app.connect("build-finished", load_scripts, priority=550)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
