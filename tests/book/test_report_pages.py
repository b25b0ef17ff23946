"""The class report and the feedback pages, in a real browser."""

from __future__ import annotations

import pytest
from test_reports import grade, graded

from book.browser import PHONE, Faults, axe, served, visit
from lucid_edu.grading.reports.outputs import write_reports


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_are_accessible_fit_a_phone_and_ask_nothing(
    tmp_path, theme, browser
):
    write_reports(graded(grade(), grade("ben.ipynb")), tmp_path)
    with served(tmp_path) as base:
        for name in ("report.html", "feedback/ada.html"):
            faults = Faults()
            with visit(browser, base + name, base, faults, PHONE, theme) as p:
                assert axe(p) == []
                wide = p.evaluate(
                    "() => document.scrollingElement.scrollWidth"
                )
                assert wide <= PHONE[0]
            faults.network = [f for f in faults.network if "favicon" not in f]
            faults.console = [f for f in faults.console if "404" not in f]
            assert faults == Faults()
