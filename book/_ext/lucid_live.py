"""Gives a page's cells what `lucid-edu serve` needs to run them.

Without that server the page stays as it is, and one sentence says how to
get there.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

BOOK = Path(__file__).parent.parent
NOTE = (
    '<p class="live-note d-print-none">The cells of this page can run right '
    'here: start <a href="{how}"><code>lucid-edu serve</code></a>.</p>'
)


def add_note(
    app: Any, pagename: str, templatename: str, context: Any, doctree: Any
) -> None:
    """Say below the title of a page with cells how to run them."""
    if app.builder.name != "html" or doctree is None:
        return
    cells = (
        getattr(node, "attributes", {}).get("nb_element")
        for node in doctree.findall()
    )
    if "cell_code" not in cells:
        return
    how = context["pathto"]("book/index") + "#run-the-cells"
    note = NOTE.format(how=how)
    context["body"] = context["body"].replace("</h1>", f"</h1>\n{note}", 1)


def add_files(app: Any, exception: Exception | None) -> None:
    """Lay beside the pages what cells read, and the renderer of formulas."""
    if exception or app.builder.name != "html":
        return
    live = Path(app.outdir) / "_static" / "live"
    live.mkdir(parents=True, exist_ok=True)
    shutil.copy(BOOK / "_ext" / "katex" / "katex.min.js", live)
    if (BOOK / "data").is_dir():
        shutil.copytree(BOOK / "data", live / "data", dirs_exist_ok=True)


def setup(app: Any) -> dict[str, Any]:
    """Load the one script that every page has; it loads the others."""
    app.add_js_file("live/live.js", loading_method="defer")
    app.connect("html-page-context", add_note)
    app.connect("build-finished", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
