"""Shows a kernel's Markdown as HTML, because a served page has no Markdown.

An extension of IPython, loaded only in the kernels that the book's server
starts.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Let `IPython.display.Markdown` offer HTML beside its Markdown."""
    html = shell.display_formatter.formatters["text/html"]
    html.for_type_by_name("IPython.core.display", "Markdown", as_html)


def as_html(shown: Any) -> str:
    """Return a Markdown object's text as HTML, tables and formulas too."""
    return str(_parser()(shown.data))


@cache
def _parser() -> Any:
    import mistune  # not needed by a kernel that shows no Markdown

    return mistune.create_markdown(plugins=["table", "math"])
