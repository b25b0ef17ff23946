"""Every page of the built book, in a real browser without a network."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import unquote

from book.browser import PHONE, Faults, examine, served, visit, weight
from book.conftest import ROOT, build

sys.path.insert(0, str(ROOT / "book" / "_ext"))

from lucid_date import edition

SMALL = 350_000
LINK = re.compile(r'<(?:a|img)\b[^>]*?(?:href|src)="([^"]*)"')


def pages(html: Path) -> list[str]:
    found = []
    for path in sorted(html.rglob("*.html")):
        relative = path.relative_to(html)
        head = path.read_text("utf-8")[:800]
        if relative.parts[0][0] != "_" and "http-equiv" not in head:
            found.append(relative.as_posix())
    return found


def from_notebook(path: str) -> bool:
    """Return whether a notebook made the page at `path`."""
    return (ROOT / path).with_suffix(".ipynb").exists()


def test_two_clean_builds_are_the_same_byte_for_byte(html, tmp_path):
    other = build(tmp_path)
    names = {p.relative_to(html) for p in html.rglob("*") if p.is_file()}
    again = {p.relative_to(other) for p in other.rglob("*") if p.is_file()}
    assert names == again
    assert [
        name
        for name in sorted(names)
        if (html / name).read_bytes() != (other / name).read_bytes()
    ] == []


def test_a_page_bears_the_date_of_the_edition_not_of_the_build(html):
    page = (html / "book" / "index.html").read_text("utf-8")
    assert f"Last updated on {edition():%b %d, %Y}" in page


def test_every_page_but_the_notebooks_is_free_of_faults(html, base, browser):
    # The notebooks' pages, which take longest, are in test_notebook_pages.
    plain = [path for path in pages(html) if not from_notebook(path)]
    found = {path: examine(browser, base, path) for path in plain}
    assert len(found) >= 8
    assert {p: f for p, f in found.items() if f != Faults()} == {}


def test_every_page_weighs_less_than_350_kb(html, base, browser):
    weights = {p: weight(browser, base, html, p) for p in pages(html)}
    assert {p: w for p, w in weights.items() if w > SMALL} == {}
    assert min(weights.values()) > 10_000  # something was weighed


def test_no_internal_link_or_anchor_is_dead(html):
    texts = {p: (html / p).read_text("utf-8") for p in pages(html)}
    dead = []
    for page, text in texts.items():
        text = re.sub(r"<(script|style|pre)\b.*?</\1>", "", text, flags=re.S)
        for link in re.findall(
            r'<(?:a|img)\b[^>]*?(?:href|src)="([^"]*)"', text
        ):
            if re.match(r"[a-z]+:|//", link) or not link:
                continue
            target, _, anchor = link.partition("#")
            path = (html / page).parent / unquote(target.split("?")[0])
            path = html / page if not target else path
            ids = (
                set(re.findall(r'\bid="([^"]+)"', path.read_text("utf-8")))
                if path.suffix == ".html" and path.exists()
                else {unquote(anchor)}
            )
            if not path.exists() or (anchor and unquote(anchor) not in ids):
                dead.append(f"{page}: {link}")
    assert dead == []


def test_the_chapter_s_folded_solutions_open_by_keyboard(base, browser):
    faults = Faults()
    address = base + "book/sigmoid.html"
    with visit(browser, address, base, faults) as page:
        boxes = page.locator(".solution.dropdown")
        assert boxes.count() == 4
        box = boxes.first
        before = box.bounding_box()["height"]
        box.locator("button").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
        assert box.bounding_box()["height"] > before + 20


def test_the_search_finds_the_chapter_without_a_network(base, browser):
    faults = Faults()
    address = base + "search.html?q=saturates"
    with visit(browser, address, base, faults) as page:
        page.wait_for_selector("#search-results li a", timeout=10_000)
        links = page.locator("#search-results li a")
        hrefs = links.evaluate_all("all => all.map(a => a.href)")
    assert any("book/sigmoid.html" in href for href in hrefs)
    assert faults == Faults()


def test_the_colour_switch_changes_the_scheme(base, browser):
    with visit(browser, base + "book/index.html", base, Faults()) as page:
        before = page.evaluate("() => document.documentElement.dataset.mode")
        page.locator(".theme-switch-button:visible").first.click()
        after = page.evaluate("() => document.documentElement.dataset.mode")
    assert before != after


def test_the_phone_menu_shows_the_chapters_and_escape_closes_it(base, browser):
    address = base + "book/index.html"
    with visit(browser, address, base, Faults(), PHONE) as page:
        page.locator(".primary-toggle:visible").first.click()
        page.wait_for_timeout(400)
        assert page.locator("dialog[open] a:visible").count() >= 4
        page.keyboard.press("Escape")
        page.wait_for_timeout(400)
        assert page.locator("dialog[open]").count() == 0


FAULTY = """<!doctype html><html lang="en"><head><title>x</title></head><body>
<main><h1>x</h1>
<img src="missing.png" alt="x">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<script src="http://example.org/x.js"></script>
<script>throw new Error("boom")</script>
<span class="math">x^2</span><p id="a">a</p><p id="a">b</p>
<button style="outline:none;box-shadow:none">no ring</button>
<button style="outline:none;box-shadow:none">none here</button>
<p style="color:#bbb;background:#fff">faint</p>
<div style="width:900px">wide</div></main></body></html>"""


def test_the_examination_reports_a_page_with_one_fault_of_each_kind(
    tmp_path, browser
):
    (tmp_path / "bad.html").write_text(FAULTY, "utf-8")
    with served(tmp_path) as base:
        faults = examine(browser, base, "bad.html")
    assert any("asks http://example.org" in f for f in faults.network)
    assert any(f.startswith("404") for f in faults.network)
    assert any("boom" in f for f in faults.console)
    assert len(faults.math) == 1
    assert len(faults.alt) == 1
    assert faults.ids == ["a"]
    assert any("color-contrast" in f for f in faults.axe)
    assert faults.overflow
    assert any("skip link" in f for f in faults.keyboard)
    assert any("no visible focus" in f for f in faults.keyboard)
