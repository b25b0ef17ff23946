"""The picture of a graph: what `check(f)` shows where gradients go wrong."""

from __future__ import annotations

import re
import time
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path

import pytest
from book.browser import axe

from lucid_edu.grading import check, picture
from lucid_edu.grading.course import assignment
from lucid_edu.grading.graphs import Graph, Spot, drawn

TOPIC = assignment(Path(__file__).resolve().parent.parent, "backprop")
DRAWN = [e for e in TOPIC.exercises if e.graph is not None]
# Five thousand nodes are no picture, and an error leaves none to draw.
NOT_DRAWN = ("recursion in a deep graph", "a number was not made a Value")
WRONG = [(e, m) for e in DRAWN for m in e.mistakes if m.name not in NOT_DRAWN]


def shown(exercise, mistake) -> str:
    return picture.show(TOPIC, exercise, TOPIC.mistaken(exercise, mistake))


def texts(page: str) -> list[str]:
    svg = page[page.index("<svg") : page.index("</svg>") + 6]
    return [t.text or "" for t in ET.fromstring(svg).iter()]


def written(name: str, text: str):
    scope: dict = {}
    exec(f"import numpy as np\n{TOPIC[name].given_source}\n{text}", scope)
    return scope[name]


def test_every_exercise_about_a_graph_shows_one():
    assert [e.name for e in DRAWN] == [
        "topological_order",
        "find_the_bug_double_visit",
        "backward",
        "find_the_bug_aliasing",
        "Value",
    ]


@pytest.mark.parametrize(
    "exercise, mistake",
    WRONG,
    ids=[f"{e.name}-{m.name}".replace(" ", "_") for e, m in WRONG],
)
def test_a_wrong_answer_is_marked_by_words_a_cross_and_a_frame(
    exercise, mistake
):
    page = shown(exercise, mistake)
    found = texts(page)
    faults = [text for text in found if text.startswith("✗ ")]
    assert faults
    assert page.count('stroke-width="4"') == len(faults)
    words = re.search("<desc>(.*)</desc>", page)[1]
    assert all(fault.removeprefix("✗ ") in words for fault in faults)
    assert page == shown(exercise, mistake)


@pytest.mark.parametrize("exercise", DRAWN, ids=lambda e: e.name)
def test_a_right_answer_has_no_picture_of_what_is_wrong(exercise):
    assert picture.show(TOPIC, exercise, TOPIC.namespace) == ""


def test_two_mistakes_of_one_exercise_have_two_pictures():
    for exercise in DRAWN:
        pages = [shown(exercise, m) for e, m in WRONG if e is exercise]
        # A copy of g at the start mends nothing in the first graph.
        alike = exercise.name == "find_the_bug_aliasing"
        assert len(set(pages)) == len(pages) - alike


def test_places_in_a_list_are_told_node_by_node():
    answer = written(
        "topological_order",
        "def topological_order(node, parents):\n"
        "    return sorted(parents, reverse=True) * 2",
    )
    page = check(answer)._repr_html_()
    assert "✗ should be there once" in texts(page)
    assert "One right list: [2, 1, 0, 3]." in page


def test_a_node_that_was_forgotten_or_not_asked_for_is_told_so():
    empty = "def topological_order(node, parents): return [node]"
    page = check(written("topological_order", empty))._repr_html_()
    assert "✗ should be in it" in texts(page)
    mistake = next(
        m
        for m in TOPIC["topological_order"].mistakes
        if m.name == "every node of the graph"
    )
    page = shown(TOPIC["topological_order"], mistake)
    assert "✗ should be left out" in texts(page)


def test_the_first_wrong_gradient_is_drawn_where_it_arose():
    mistake = next(
        m for m in TOPIC["backward"].mistakes if m.name == "started with ones"
    )
    found = texts(shown(TOPIC["backward"], mistake))
    place = found.index("d = σ(c)")
    assert found[place + 1] == "yours 1"
    assert re.fullmatch(r"✗ should be 0\.\d+", found[place + 2])


def test_gradients_of_another_shape_or_none_at_all_are_told():
    sums = written(
        "backward",
        "def backward(end, g):\n"
        "    return {end: g, **{p: np.sum(g) for p in end.parents}}",
    )
    found = texts(check(sums)._repr_html_())
    assert "✗ not (4,)" in found
    assert any(text.startswith("✗ no gradient") for text in found)


def test_an_engine_of_another_make_is_compared_at_its_leaves_and_its_end():
    source = TOPIC["Value"].source.replace("self.parents", "self.sources")
    source = source.replace("value.parents", "value.sources")
    assert check(written("Value", source)).passed
    broken = source.replace("(1.0, 1.0)", "(1.0, 3.0)")
    found = texts(check(written("Value", broken))._repr_html_())
    assert sum(text.startswith("✗") for text in found) == 1
    assert any(text.startswith("gradient should be") for text in found)


HOSTILE = [
    "def backward(end, g): raise SystemExit",
    "def backward(end, g):\n    while True: pass",
    "def backward(end, g): return {end: '<script>'}",
    "def backward(end, g): return {3: 4, end: None}",
    "def backward(end, g): end.parents = (end,); return {end: g}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_picture_survives_whatever_the_function_does(text):
    start = time.perf_counter()
    report = check(written("backward", text))
    assert not report.passed
    assert "<script>" not in (report._repr_html_() or "")
    assert time.perf_counter() - start < 10  # one limit, not one a case


def test_what_a_node_says_is_escaped():
    page = drawn(Graph("a < b.", (Spot("<b>", (), ("x & y",), "c > d"),)))
    assert texts(page)[-3:] == ["<b>", "x & y", "✗ c > d"]
    assert "<b>" not in page


@pytest.mark.parametrize("colours", ["#fff;color:#111", "#111;color:#eee"])
def test_a_picture_can_be_read_on_a_light_and_on_a_dark_page(
    colours, browser, tmp_path
):
    answer = TOPIC.mistaken(TOPIC["Value"], TOPIC["Value"].mistakes[1])
    report = check(answer["Value"])
    (tmp_path / "page.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<title>Feedback</title><body style="background:{colours}">'
        f"<main><h1>Feedback</h1><h2>One</h2>{report._repr_html_()}</main>",
        "utf-8",
    )
    with closing(browser.new_page()) as page:
        page.goto((tmp_path / "page.html").as_uri())
        assert axe(page) == []
        behind = page.evaluate(
            "() => getComputedStyle(document.querySelector('svg'))"
            ".backgroundColor"
        )
    assert behind == "rgba(0, 0, 0, 0)"
