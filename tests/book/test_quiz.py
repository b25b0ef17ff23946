"""The questions in the chapters, answered in a browser."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from book.browser import Faults, visit

ROOT = Path(__file__).resolve().parent.parent.parent
CHAPTERS = ["sigmoid", "hard_sigmoid", "stability", "backprop", "training"]
QUIZ = re.compile(r'<fieldset class="quiz">.*?</fieldset>', re.S)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_asks_and_each_question_has_one_right_answer(
    chapter, html
):
    text = (html / "book" / f"{chapter}.html").read_text("utf-8")
    questions = QUIZ.findall(text)
    assert len(questions) >= 3
    for question in questions:
        assert question.count("<legend>") == 1
        assert question.count("quiz-answer right") == 1
        answers = question.count('type="radio"')
        assert answers >= 3
        assert question.count('class="quiz-why"') == answers
    assert "{quiz}" not in text
    assert "[right]" not in text


def test_an_answer_is_explained_when_it_is_chosen_by_keyboard(base, browser):
    faults = Faults()
    with visit(browser, base + "book/sigmoid.html", base, faults) as page:
        question = page.locator("fieldset.quiz").first
        reasons = question.locator(".quiz-why")
        assert not reasons.nth(0).is_visible()
        question.locator("input").first.focus()
        page.keyboard.press("Space")
        assert reasons.nth(0).is_visible()
        page.keyboard.press("ArrowDown")
        assert not reasons.nth(0).is_visible()
        assert reasons.nth(1).inner_text().startswith("Right.")
        page.emulate_media(media="print")
        assert reasons.nth(0).is_visible()
    assert faults == Faults()


def test_a_question_without_a_right_answer_stops_the_build(tmp_path):
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'book' / '_ext')!r})\n"
        "extensions = ['lucid_quiz']\n",
        "utf-8",
    )
    (folder / "index.rst").write_text(
        "T\n=\n\n.. quiz:: Which?\n\n   - one :: no\n   - two :: no\n", "utf-8"
    )
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q"]
    done = subprocess.run(
        [*command, str(folder), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "one right answer, not 0" in done.stderr
