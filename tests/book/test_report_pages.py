"""The class report and the feedback pages, in a real browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_reports import grade, graded
from test_similarity import COPY, ORIGINAL, STARTER, code

from book.browser import PHONE, Faults, axe, served, visit
from lucid_edu.grading.reports.outputs import write_reports
from lucid_edu.grading.reports.pairs import pairs_page
from lucid_edu.grading.similarity import alike

RESULT = grade().exercises[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_are_accessible_fit_a_phone_and_ask_nothing(
    tmp_path, theme, browser
):
    write_reports(graded(grade(), grade("ben.ipynb")), tmp_path)
    codes = [code("ada", ORIGINAL), code("bob", COPY)]
    alike_page = pairs_page(alike(codes, STARTER), [codes], 2)
    (tmp_path / "similarity.html").write_text(alike_page, "utf-8")
    with served(tmp_path) as base:
        for name in ("report.html", "feedback/ada.html", "similarity.html"):
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


def test_no_picture_of_a_class_is_much_taller_than_its_neighbour(
    tmp_path, browser
):
    topics = ("sigmoid", "hard_sigmoid", "stability", "backprop", "training")
    results = tuple(replace(RESULT, name=f"exercise_{i}") for i in range(12))
    grades = [
        grade(f"{topic}.ipynb", topic=topic, exercises=results)
        for topic in topics
    ]
    write_reports(replace(graded(*grades), topics=topics), tmp_path)
    with served(tmp_path) as base:
        address = f"{base}report.html"
        with visit(browser, address, base, Faults()) as page:
            pictures = page.locator(".pair").first.locator("figure svg")
            assert pictures.count() == 1 + len(topics)
            heights = pictures.evaluate_all(
                "all => all.map(e => e.getBoundingClientRect().height)"
            )
    assert max(heights) < 2 * min(heights)


def test_a_feedback_page_prints_dark_on_white_and_says_all_in_words(
    tmp_path, browser
):
    write_reports(graded(grade()), tmp_path)
    with served(tmp_path) as base:
        address = f"{base}feedback/ada.html"
        with visit(browser, address, base, Faults(), theme="dark") as page:
            page.emulate_media(media="print")
            style = "getComputedStyle(document.body)"
            assert page.evaluate(f"{style}.color") == "rgb(0, 0, 0)"
            paper = page.evaluate(f"{style}.backgroundColor")
            assert paper == "rgb(255, 255, 255)"
            items = page.locator(".lucid-feedback li").all_inner_texts()
            assert "passed" in items[0]
            assert "not yet" in items[1]
