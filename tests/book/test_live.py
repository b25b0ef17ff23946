"""Cells run in the page, by `lucid-edu serve`, in a real browser."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from sample_class.make import RIGHT

from book.browser import OVERFLOW, PHONE, STILL, Faults, axe, visit
from book.conftest import ROOT
from book.living import (
    SHOWN,
    Served,
    cell,
    live,
    run,
    run_all,
    running,
    write,
)

CHAPTERS = sorted(path.stem for path in (ROOT / "book").glob("*.ipynb"))
EXERCISES = "exercises/sigmoid.html"
SIGMOID = "book/sigmoid.html"
# The book sets the quotation marks of Markdown; nbval compares it unset.
STRAIGHT = str.maketrans("‘’“”", "''\"\"")
STALE = """() => document.querySelectorAll(".cell_output").forEach(
  (place) => place.replaceChildren("stale"))"""
DARK = """() => {
  document.documentElement.dataset.theme = "dark";
  document.documentElement.dataset.mode = "dark"; }"""
WRONG = "def sigmoid(x):\n    return 1 / (1 + np.exp(x))"


@pytest.fixture(scope="module")
def served(html: Path) -> Iterator[Served]:
    with running(html) as started:
        yield started


def shown(page):
    """Return what each cell shows: texts, tables, formulas and figures."""
    every = page.evaluate(SHOWN)
    return [[part.translate(STRAIGHT) for part in one] for one in every]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_cell_run_in_the_page_puts_out_what_is_stored(
    chapter, served, browser
):
    notebook = json.loads((ROOT / f"book/{chapter}.ipynb").read_text("utf-8"))
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    faults = Faults()
    with live(browser, served, f"book/{chapter}.html", faults) as page:
        stored = shown(page)
        page.evaluate(STALE)
        ends = run_all(page, seconds=120)
        assert [end for end in ends if not end.startswith("done")] == []
        assert shown(page) == stored
    assert len(ends) == len(stored) == len(cells)
    assert [bool(part) for part in stored] == [
        bool(c["outputs"]) for c in cells
    ]
    assert faults == Faults()


def test_a_wrong_answer_s_mistake_is_named_and_a_right_one_passes(
    served, browser
):
    faults = Faults()
    with live(browser, served, EXERCISES, faults) as page:
        write(cell(page, "def sigmoid("), WRONG)
        wrong = run(cell(page, "check(sigmoid)"))
        page.add_style_tag(content=STILL)
        faults.axe += axe(page)
        page.evaluate(DARK)
        faults.axe += axe(page)
        width, height = PHONE
        page.set_viewport_size({"width": width, "height": height})
        faults.axe += axe(page)
        faults.overflow += page.evaluate(OVERFLOW)
        write(cell(page, "def sigmoid("), RIGHT["sigmoid"])
        right = run(cell(page, "check(sigmoid)"))
        target = cell(page, "print(sigmoid(").locator(".cell_output")
        printed = target.inner_text()
    assert "0 of 5 points" in wrong
    assert "This looks like: dropped the minus sign" in wrong
    assert "5 of 5 points" in right
    assert "not yet" not in right
    assert printed.strip() == "[0.1192 0.5    0.8808]"
    assert faults == Faults()


def test_an_exercise_does_not_wait_for_the_ones_above_it(served, browser):
    with live(browser, served, EXERCISES, Faults()) as page:
        write(cell(page, "def logit("), RIGHT["logit"])
        report = run(cell(page, "check(logit)"))
        assert report.startswith("logit: ")
        assert cell(page, "check(sigmoid)").locator(".output").count() == 0
        # An unwritten exercise keeps showing what a right one would print.
        target = cell(page, "print(sigmoid(").locator(".cell_output")
        assert "[0.1192 0.5    0.8808]" in target.inner_text()


def test_an_edit_runs_outlives_a_reload_and_goes_by_reset(served, browser):
    with live(browser, served, SIGMOID, Faults()) as page:
        found = page.locator("div.cell").nth(1)
        source = found.locator(".cell_input code").inner_text()
        stored = found.locator(".cell_output").inner_text()
        write(found, "print('mine', 6 * 7, np.__name__)")
        assert run(found).strip() == "mine 42 numpy"  # the hidden cell ran
        page.reload()
        page.wait_for_selector(".live-bar")
        found = page.locator("div.cell").nth(1)
        code = found.locator(".cell_input code")
        assert code.inner_text().startswith("print('mine', 6 * 7, np")
        found.get_by_role("button", name="Reset").click()
        assert code.inner_text() == source
        assert found.locator(".cell_output").inner_text() == stored
        page.reload()
        page.wait_for_selector(".live-bar")
        assert code.inner_text() == source


def test_an_error_is_shown_as_text_and_warnings_beside_prints(served, browser):
    code = (
        "import sys\nprint('one')\nprint('two')\n"
        "print('odd', file=sys.stderr)\n1 / 0"
    )
    with live(browser, served, SIGMOID, Faults()) as page:
        found = page.locator("div.cell").nth(1)
        write(found, code)
        run(found)
        kinds = found.locator(".cell_output .output")
        texts = kinds.all_inner_texts()
        assert "failed" in found.locator(".live-tools span").inner_text()
    assert [text.strip() for text in texts[:2]] == ["one\ntwo", "odd"]
    assert "ZeroDivisionError: division by zero" in texts[2]
    assert "\x1b" not in texts[2]


def test_stop_ends_a_loop_and_restart_forgets_what_was_known(served, browser):
    with live(browser, served, SIGMOID, Faults()) as page:
        found = page.locator("div.cell").nth(1)
        write(found, "kept = 1\nwhile True:\n    pass")
        found.get_by_role("button", name="Run").click()
        page.wait_for_function(
            "document.querySelector('.live-bar output').textContent"
            ".includes('Cell 2 is running')"
        )
        page.wait_for_timeout(300)
        found.get_by_role("button", name="Stop").click()
        found.locator(".output:has-text('KeyboardInterrupt')").wait_for()
        write(found, "print(kept)")
        assert run(found).strip() == "1"
        page.get_by_role("button", name="Restart").click()
        assert "NameError" in run(found)


def test_the_keyboard_writes_python_and_leaves_the_code_again(served, browser):
    with live(browser, served, SIGMOID, Faults()) as page:
        found = page.locator("div.cell").nth(1)
        write(found, "")
        page.keyboard.type("for i in range(2):\nprint(i)")
        page.keyboard.press("Shift+Enter")
        found.locator(".output:has-text('1')").wait_for()
        code = found.locator(".cell_input code").inner_text()
        assert code.strip() == "for i in range(2):\n    print(i)"
        focused = "() => document.activeElement.ariaLabel"
        assert page.evaluate(focused) == "Code of cell 2"
        page.keyboard.press("Escape")
        assert page.evaluate(focused) == "Run cell 2"
        found.locator(".cell_input code").focus()
        page.keyboard.press("Tab")
        assert page.evaluate(focused) != "Code of cell 2"


def test_leaving_the_page_ends_its_kernel(served, browser):
    address = f"{served.base}api/kernels?token={served.token}"

    def kernels() -> set[str]:
        with urlopen(address) as answer:
            return {kernel["id"] for kernel in json.load(answer)}

    def gone(kernel: str) -> bool:
        end = time.monotonic() + 30
        while kernel in kernels() and time.monotonic() < end:
            time.sleep(0.1)
        return kernel not in kernels()

    before = kernels()  # of pages that are still ending
    with live(browser, served, SIGMOID, Faults()) as page:
        run(page.locator("div.cell").nth(1))
        (own,) = kernels() - before
    assert gone(own)


def test_without_the_token_the_page_is_the_plain_book(served, browser):
    asked = []
    with visit(browser, served.base + SIGMOID, served.base, Faults()) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.reload(wait_until="networkidle")
        assert page.locator("[contenteditable], .live-tools").count() == 0
        note = page.locator(".live-note")
        assert "lucid-edu serve" in note.inner_text()
    assert [
        url for url in asked if "live/" in url and "live.js" not in url
    ] == []


def test_the_token_leaves_the_address_and_follows_to_the_next_page(
    served, browser
):
    with live(browser, served, "book/index.html", Faults(), bar=False) as page:
        assert served.token not in page.url
        page.locator("main a:has-text('Sigmoid')").first.click()
        page.wait_for_selector(".live-bar")
        assert served.token not in page.url
