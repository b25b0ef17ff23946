"""Nothing is torn or cut where a line ends on a phone."""

from __future__ import annotations

import pytest

from book.browser import PHONE, Faults, visit

CUT = """() => [...document.querySelectorAll('.prev-next-area a')]
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"""
SHREDDED = """() => [...document.querySelectorAll('td code .pre')]
  .filter(e => !/[-\\/\\s.?]/.test(e.textContent))
  .filter(e => e.getClientRects().length > 1).map(e => e.textContent)"""


@pytest.mark.parametrize(
    "page",
    ["book/design/op_form", "book/glossary", "book/for_staff"],
)
def test_on_a_phone_no_title_of_a_neighbour_is_cut(page, base, browser):
    address = f"{base}{page}.html"
    with visit(browser, address, base, Faults(), PHONE) as opened:
        assert opened.locator(".prev-next-area a").count() == 2
        assert opened.evaluate(CUT) == []


def test_on_a_phone_no_name_in_a_table_is_shredded(base, browser):
    address = f"{base}book/for_staff.html"
    with visit(browser, address, base, Faults(), PHONE) as page:
        page.add_style_tag(content="section{content-visibility:visible}")
        assert page.locator("td code").count() > 20
        assert page.evaluate(SHREDDED) == []
