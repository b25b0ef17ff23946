"""The explorable figures on a built page: seen, printed, dragged."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from book.browser import OVERFLOW, Faults, axe, examine, served
from book.exploring import FIGURES, NARROW, build, opened, printed

WIDE = "all => all.map(e => e.scrollWidth > e.clientWidth + 1)"


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("explore"))


@pytest.fixture(scope="module")
def base(html: Path) -> Iterator[str]:
    with served(html) as address:
        yield address


def test_a_page_with_every_figure_is_free_of_faults(base, browser):
    assert examine(browser, base, "index.html") == Faults()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_fits_a_narrow_phone_and_passes_axe_there(
    base, browser, theme
):
    how = {"size": NARROW, "theme": theme}
    with opened(browser, base, "graph", **how) as (page, graph):
        graph.get_by_role("button", name="To the end").click()
        assert page.evaluate(OVERFLOW) == []
        inner = page.locator(".explore-live, .explore-table, .explore-words")
        assert inner.count() == 18
        assert not any(inner.evaluate_all(WIDE))
        assert axe(page) == []


def test_only_a_page_with_a_figure_loads_its_scripts(html):
    assert "explore" not in (html / "plain.html").read_text("utf-8")
    page = (html / "index.html").read_text("utf-8")
    assert page.count("explore/numbers.js") == 1


@pytest.mark.parametrize("name", FIGURES)
def test_on_paper_the_still_picture_takes_the_live_one_s_place(
    base, browser, name
):
    with opened(browser, base, name) as (page, figure):
        live = figure.locator(".explore-live")
        still = figure.locator(".explore-still")
        assert live.is_visible() and not still.is_visible()
        words = figure.locator("output").text_content()
        if name != "graph":  # on paper all its steps are done
            assert still.locator("p").text_content() == words
        page.emulate_media(media="print")
        assert still.is_visible() and not live.is_visible()
        assert still.locator("svg").bounding_box()["height"] > 100


def test_without_scripts_every_figure_has_its_picture_and_words(base, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base + "index.html")
    assert page.locator(".explore-still svg:visible").count() == len(FIGURES)
    assert (
        "slope 0.1966" in page.locator(".explore-still p").first.inner_text()
    )
    context.close()


def resting_place(page: Any, handle: Any) -> tuple[float, float]:
    """Return the middle of a handle, once the picture has found its size."""
    handle.wait_for(state="visible")
    before = None
    while (box := handle.bounding_box()) is None or box != before:
        before = box
        page.wait_for_timeout(100)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag_across(
    page: Any, figure: Any, name: str, dx: float, dy: float
) -> None:
    """Drag the first handle of that name by a share of the picture."""
    figure.scroll_into_view_if_needed()
    box = figure.locator(".explore-live svg").bounding_box()
    handle = figure.locator(f".explore-live [data-handle='{name}']").first
    x, y = resting_place(page, handle)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx * box["width"], y + dy * box["height"], steps=4)
    page.mouse.up()


@pytest.mark.parametrize(
    ("name", "handle", "number", "dx", "dy"),
    [
        ("tangent", "x", "x", 0.2, 0),
        ("hard", "low", "low", -0.1, 0),
        ("floats", "x", "x", -0.2, 0),
        ("threshold", "t", "tp", 0.3, 0),
        ("stack", "3", "weight", 0, -0.1),
    ],
)
def test_a_mouse_drags_what_the_picture_offers(
    base, browser, name, handle, number, dx, dy
):
    with opened(browser, base, name) as (page, figure):
        before = printed(figure)[number]
        drag_across(page, figure, handle, dx, dy)
        after = printed(figure)[number]
        assert after != before
        # Let go is let go.
        page.mouse.move(5, 5)
        assert printed(figure)[number] == after


@pytest.mark.parametrize(
    ("name", "dx", "dy", "number", "low", "high"),
    [("tangent", 1, 0, "x", 3, 6), ("stack", 0, -1, "weight", 5, 8.1)],
)
def test_a_finger_drags_along_and_up_without_scrolling(
    base, browser, name, dx, dy, number, low, high
):
    with opened(browser, base, name, size=NARROW) as (page, figure):
        figure.scroll_into_view_if_needed()
        handle = figure.locator(".explore-live .handle").first
        x, y = resting_place(page, handle)
        scrolled = page.evaluate("scrollY")
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        touches = [("Start", [0]), ("Move", [30]), ("Move", [60]), ("End", [])]
        for kind, moves in touches:
            points = [{"x": x + dx * m, "y": y + dy * m} for m in moves]
            session.send(
                "Input.dispatchTouchEvent",
                {"type": f"touch{kind}", "touchPoints": points},
            )
        page.wait_for_timeout(200)  # moves wait for the next picture
        assert low < float(printed(figure)[number]) < high
        assert page.evaluate("scrollY") == scrolled


@pytest.mark.parametrize(
    ("box", "message"),
    [
        ("```{explore} tangle\nWords.\n```", "no figure is named tangle"),
        ("```{explore} tangent\n```", "needs a caption"),
    ],
)
def test_a_misspelt_figure_or_one_without_a_caption_is_a_warning(
    tmp_path, box, message
):
    warnings = StringIO()
    build(tmp_path, f"# Title\n\n{box}\n", warnings)
    assert message in warnings.getvalue()
    assert "index.md:3" in warnings.getvalue()
