"""What feedback is made of, for front-ends that trust little of it.

VS Code shows it in a web view, Colab in a frame, GitHub through a filter.
None of the three runs here; what they ask of a page does.
"""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import closing
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

import bleach
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from lucid_edu.grading import check
from lucid_edu.grading.course import assignment
from lucid_edu.grading.report import Report

COURSE = Path(__file__).resolve().parent.parent
# What every filter keeps: text, its structure, links.
PLAIN = "div h3 p ul li code strong dl dt dd pre a figure figcaption".split()
LOCKED = "default-src 'none'; style-src 'unsafe-inline'"


def wrong(topic: str, name: str, mistake: int) -> Report:
    found = assignment(COURSE, topic)
    exercise = found[name]
    scope = found.mistaken(exercise, exercise.mistakes[mistake])
    return check(scope[name], COURSE)


def right() -> Report:
    found = assignment(COURSE, "sigmoid")
    return check(found.namespace["sigmoid"], COURSE)


REPORTS = {
    "curves": lambda: wrong("sigmoid", "sigmoid", 0),
    "map": lambda: wrong("backprop", "matmul_vjp", 0),
    "graph": lambda: wrong("backprop", "backward", 1),
    "right": right,
    "hole": lambda: check(written("raise NotImplementedError"), COURSE),
}


def written(body: str):
    scope: dict = {"np": np}
    exec(f"def sigmoid(x):\n    {body}", scope)
    return scope["sigmoid"]


@pytest.fixture(params=REPORTS)
def report(request) -> Report:
    return REPORTS[request.param]()


class Parts(HTMLParser):
    """Collect the elements of a fragment with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def test_it_holds_no_script_and_loads_nothing(report):
    page = report._repr_html_()
    for tag, attributes in Parts(page).found:
        assert tag not in ("script", "iframe", "object", "img", "link")
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("src", "srcset", "data", "action"):
                raise AssertionError((tag, name))
            if name.endswith("href"):
                assert not re.match(r"\w+:|//", value), value
    # An address may be a name, as of SVG; nothing may be fetched from it.
    assert not re.search(r"url\((?!#)|@import|@font-face", page)


def test_plain_text_stands_beside_it_and_says_the_same(report):
    shown, _ = DisplayFormatter().format(report)
    assert set(shown) == {"text/plain", "text/html"}
    for result in report.results:
        for one in result.checks:
            for text in (one.message, one.mistake, one.why, one.hint):
                lines = [line for line in (text or "").split("\n") if line]
                assert all(line in shown["text/plain"] for line in lines)


def test_where_styles_and_pictures_are_filtered_out_no_word_is_lost(report):
    page = report._repr_html_()
    bare = re.sub("(?s)<style.*?</style>|<svg.*?</svg>", "", page)
    kept = bleach.clean(bare, tags=PLAIN, attributes=["href"], strip=True)
    seen = " ".join(unescape(re.sub("<[^>]*>", " ", kept)).split())
    for line in repr(report).split("\n"):
        words = re.sub(r"^ *[+-] |: passed .*|: not yet .*", "", line)
        for word in words.split():
            assert word.strip("(),.:;`") in seen, word
    assert "lucid-feedback" not in kept  # no class is needed to read it


@pytest.mark.parametrize("kind", ["curves", "map", "graph"])
def test_a_locked_frame_shows_words_and_picture(kind, browser, tmp_path):
    fragment = REPORTS[kind]()._repr_html_()
    inner = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{LOCKED}">{fragment}'
    )
    page_file = tmp_path / "page.html"
    page_file.write_text(
        '<!doctype html><meta charset="utf-8"><title>A frame</title>'
        '<iframe sandbox width="900" height="1600" '
        f'srcdoc="{escape(inner)}"></iframe>',
        "utf-8",
    )
    said: list[str] = []
    with closing(browser.new_page()) as page:
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: said.append(request.url))
        page.goto(page_file.as_uri())
        frame = page.frame_locator("iframe")
        picture = frame.get_by_role("img").bounding_box()
        words = frame.locator(".lucid-feedback").inner_text()
    assert [s for s in said if not s.startswith(("file:", "about:"))] == []
    assert picture["width"] > 150 and picture["height"] > 150
    assert "This looks like" in words


def test_it_works_without_widgets_and_without_a_notebook():
    program = (
        "import sys\n"
        "for name in ('ipywidgets', 'IPython', 'notebook', 'jupyterlab'):\n"
        "    sys.modules[name] = None\n"
        "import numpy as np\n"
        "from lucid_edu.grading import check\n"
        "def sigmoid(x): return 1 / (1 + np.exp(x))\n"
        "report = check(sigmoid)\n"
        "assert '<svg' in report._repr_html_()\n"
        "print(report)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=COURSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "dropped the minus sign" in done.stdout, done.stderr
