"""Boxes that scroll are in reach of the keyboard; nothing is asked early."""

from __future__ import annotations

import sys

import pytest
from sphinx.errors import ExtensionError

from book.browser import PHONE, Faults, visit
from book.conftest import ROOT

sys.path.insert(0, str(ROOT / "book" / "_ext"))

from lucid_scripts import patient

BOXES = """() => [...document.querySelectorAll('#main-content pre')]
  .filter(e => e.checkVisibility()).map(e => [
   e.getAttribute('tabindex'),
        e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight])"""
LAST = "[...document.querySelectorAll('#main-content pre')].at(-1)"
SETTLED = "() => new Promise(r => requestAnimationFrame(() => setTimeout(r)))"
LONG = """() => {
  const output = document.querySelector('.cell_output > .output');
  output.innerHTML = `<pre id="new">${'x'.repeat(999)}</pre>`;
}"""


def test_code_is_a_stop_for_the_keyboard_if_and_only_if_it_scrolls(
    base, browser
):
    with visit(browser, base + "book/backprop.html", base, Faults()) as page:
        page.set_viewport_size({"width": 800, "height": 900})
        page.evaluate(SETTLED)
        boxes = page.evaluate(BOXES)
    assert {scrolls for _, scrolls in boxes} == {True, False}
    assert boxes == [["0" if s else "-1", s] for _, s in boxes]


def test_a_phone_is_not_made_to_lay_out_what_is_far_below(base, browser):
    address = base + "book/stability.html"
    with visit(browser, address, base, Faults(), PHONE) as page:
        page.evaluate(SETTLED)
        assert page.evaluate(f"{LAST}.getAttribute('tabindex')") is None
        page.evaluate(f"{LAST}.scrollIntoView()")
        page.wait_for_function(f"{LAST}.hasAttribute('tabindex')")


def test_an_output_that_comes_later_is_measured_too(base, browser):
    with visit(browser, base + "book/sigmoid.html", base, Faults()) as page:
        page.evaluate(SETTLED)
        page.evaluate(LONG)
        page.wait_for_selector("#new[tabindex='0']")


@pytest.mark.parametrize("size", [(1280, 900), PHONE])
def test_the_page_s_contents_say_which_part_is_read(base, browser, size):
    address = base + "book/stability.html"
    mark = '#pst-page-toc-nav a[aria-current="true"]'
    with visit(browser, address, base, Faults(), size) as page:
        for place in (4, -2):
            link = page.locator("#pst-page-toc-nav a").nth(place)
            name = link.get_attribute("href")
            page.evaluate(
                "name => document.querySelector(name + ' > :is(h2, h3)')"
                ".scrollIntoView()",
                name,
            )
            page.wait_for_selector(f'{mark}[href="{name}"]', state="attached")


def test_a_theme_that_asks_in_another_way_stops_the_build():
    asks = '{f(),"complete"===document.readyState?I():'
    asks += 'window.addEventListener("load",I)}'
    assert patient(asks) == "{f()/* see reach.js */}"
    assert patient(patient(asks)) == patient(asks)
    with pytest.raises(ExtensionError, match="ASKING in lucid_scripts"):
        patient("I();")
