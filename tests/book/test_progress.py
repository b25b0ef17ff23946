"""The reader's own progress, kept in the reader's browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from book.browser import PHONE, STILL, Faults, axe, visit

REFUSED = """Object.defineProperty(window, 'localStorage', {
  configurable: true,
  get() { throw new DOMException('refused', 'SecurityError'); }});"""
CHAPTER, INDEX = "book/sigmoid.html", "book/index.html"
MARKED = ".bd-sidenav a:has(.progress-mark)"


@contextmanager
def reader(browser: Any, base: str, script: str = "") -> Iterator[Any]:
    """Yield a page of one reader; nothing may go wrong while it is open."""
    faults = Faults()
    with visit(browser, base + INDEX, base, faults) as page:
        if script:
            page.context.add_init_script(script)
        yield page
    assert faults == Faults()


def read_to_the_end(page: Any, base: str) -> None:
    page.goto(base + CHAPTER)
    page.locator(".ways-on").scroll_into_view_if_needed()
    page.locator(MARKED).first.wait_for()


def test_a_chapter_read_to_the_end_is_marked_in_words_on_every_page(
    base, browser
):
    with reader(browser, base) as page:
        assert page.locator(".progress-mark, .progress-box").count() == 0
        page.goto(base + CHAPTER)
        assert page.locator(MARKED).count() == 0  # opened is not read
        read_to_the_end(page, base)
        page.goto(base + "book/api.html")
        assert page.locator(MARKED).all_text_contents() == [
            "1. Sigmoid ✓ (read)"
        ]


def test_the_first_page_leads_back_to_where_the_reader_stopped(base, browser):
    with reader(browser, base) as page:
        page.goto(base + CHAPTER)
        page.locator("#gates").scroll_into_view_if_needed()
        page.evaluate("document.querySelector('#gates').scrollIntoView()")
        page.goto(base + INDEX)
        link = page.get_by_label("Your progress").get_by_role("link")
        assert link.inner_text() == "1. Sigmoid: 1.6. Gates"
        link.click()
        page.wait_for_url("**/book/sigmoid.html#gates")


def test_what_was_kept_can_be_forgotten(base, browser):
    with reader(browser, base) as page:
        read_to_the_end(page, base)
        page.goto(base + INDEX)
        box = page.get_by_label("Your progress")
        assert "Read to the end: 1 page." in box.inner_text()
        box.get_by_role("button", name="Forget it").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent") == (
            "Forgotten."
        )
        assert page.locator(MARKED).count() == 0
        page.goto(base + "book/glossary.html")
        page.goto(base + INDEX)
        assert page.locator(".progress-box").count() == 0
        assert page.evaluate("localStorage['lucid-progress']") is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_marks_and_the_offer_are_accessible(base, browser, theme):
    faults = Faults()
    how = {"theme": theme, "size": PHONE}
    with visit(browser, base + INDEX, base, faults, **how) as page:
        page.evaluate(
            "localStorage['lucid-progress'] = JSON.stringify({read: "
            "['book/sigmoid'], last: {page: 'book/sigmoid', id: 'gates', "
            "words: 'Gates', title: 'Sigmoid'}})"
        )
        page.reload()
        page.add_style_tag(content=STILL)
        assert page.locator(".progress-box").is_visible()
        page.locator(".primary-toggle:visible").first.click()
        assert page.locator(f"dialog[open] {MARKED}").count() == 1
        assert axe(page) == []
        page.keyboard.press("Escape")
        assert axe(page) == []
    assert faults == Faults()


@pytest.mark.parametrize("kept", ["{", "null", '{"read": 3}', '{"last": {}}'])
def test_what_cannot_be_read_counts_as_nothing(base, browser, kept):
    with reader(browser, base) as page:
        page.evaluate("kept => localStorage['lucid-progress'] = kept", kept)
        page.goto(base + CHAPTER)
        page.goto(base + INDEX)
        assert page.locator(".progress-mark, .progress-box").count() == 0


def test_without_storage_nothing_is_kept_and_nothing_fails(base, browser):
    with reader(browser, base, REFUSED) as page:
        page.goto(base + CHAPTER)
        page.locator(".ways-on").scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        page.locator(".theme-switch-button:visible").first.click()
        page.goto(base + INDEX)
        assert page.locator(".progress-mark, .progress-box").count() == 0
