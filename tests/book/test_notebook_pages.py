"""Every page that a notebook made, in a real browser without a network."""

from __future__ import annotations

from book.browser import Faults, examine
from book.test_pages import from_notebook, pages


def test_every_notebook_s_page_is_free_of_faults(html, base, browser):
    made = [path for path in pages(html) if from_notebook(path)]
    found = {path: examine(browser, base, path) for path in made}
    assert len(found) >= 8
    assert {p: f for p, f in found.items() if f != Faults()} == {}
