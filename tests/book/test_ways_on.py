"""From each page to its source, and from each chapter onwards."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from book.browser import Faults, visit
from book.conftest import ROOT
from book.test_pages import from_notebook, pages

CHAPTERS = ["sigmoid", "hard_sigmoid", "stability", "backprop", "training"]
URL = "https://github.com/someone/a-book"
OUTSIDE = re.compile(r'<a href="(https?://[^"]*)"[^>]*class="btn')


def test_every_page_of_text_offers_its_source(html):
    checked = 0
    for path in pages(html):
        source = (ROOT / path).with_suffix(".ipynb")
        source = source if source.exists() else source.with_suffix(".md")
        if not source.exists():  # an index that nobody wrote
            continue
        text = (html / path).read_text("utf-8")
        link = re.search(r'<a href="([^"]*_sources/[^"]*)" download', text)
        assert link, path
        kept = (html / path).parent / link[1]
        assert kept.read_bytes() == source.read_bytes()
        checked += 1
    assert checked >= 20


def test_a_notebook_is_downloaded_by_the_button_at_its_top(
    base, browser, tmp_path
):
    faults = Faults()
    with visit(browser, base + "book/sigmoid.html", base, faults) as page:
        page.get_by_label("Download this page").click()
        with page.expect_download() as waiting:
            page.get_by_role("link", name=".ipynb").first.click()
        waiting.value.save_as(tmp_path / "kept.ipynb")
    nbformat.validate(nbformat.read(tmp_path / "kept.ipynb", as_version=4))
    assert faults == Faults()


@pytest.mark.parametrize("topic", CHAPTERS)
def test_a_chapter_leads_to_its_exercises_solutions_and_the_api(topic, html):
    text = (html / "book" / f"{topic}.html").read_text("utf-8")
    ways = re.search(r'<nav class="ways-on".*?</nav>', text, re.S)[0]
    assert 'href="api.html"' in ways
    assert f'href="../_sources/book/{topic}.ipynb" download' in ways
    exercises = html / "exercises" / f"{topic}.html"
    assert (f"../exercises/{topic}.html" in ways) == exercises.exists()
    if exercises.exists():
        back = exercises.read_text("utf-8")
        assert f'href="../book/{topic}.html"' in back
        solutions = f"_sources/solutions/{topic}.py"
        assert solutions in ways and solutions in back
        assert (html / solutions).read_bytes() == (
            ROOT / "solutions" / f"{topic}.py"
        ).read_bytes()


@pytest.mark.parametrize("topic", CHAPTERS)
def test_a_chapter_says_first_what_it_is_for_and_links_its_neighbours(
    topic, html
):
    text = (html / "book" / f"{topic}.html").read_text("utf-8")
    body = text[text.index('<article class="bd-article">') :]
    first = body[: body.index("<h2>")]
    assert "After this chapter you can" in first
    assert first.count("<li>") >= 3
    assert "You need" in first
    assert 'class="right-next"' in text
    assert 'class="left-prev"' in text


@pytest.mark.parametrize("topic", CHAPTERS)
def test_every_cell_of_code_has_a_button_that_copies_it(topic, base, browser):
    faults = Faults()
    with visit(browser, f"{base}book/{topic}.html", base, faults) as page:
        page.locator("button.copybtn").first.wait_for(state="attached")
        boxes = page.locator("div.cell_input div.highlight")
        assert boxes.count() >= 5
        assert boxes.locator("button.copybtn").count() == boxes.count()
    assert faults == Faults()


def test_every_page_has_a_description_of_its_own(html):
    texts = [
        re.findall(
            r'<meta name="description" content="([^"]*)"',
            (html / path).read_text("utf-8"),
        )
        for path in pages(html)
    ]
    assert all(len(found) == 1 for found in texts)
    assert all(20 < len(found[0]) <= 170 for found in texts)
    assert len({found[0] for found in texts}) == len(texts)


def small_copy(folder: Path, url: str) -> Path:
    """Build two pages of the book for a repository at `url`."""
    for name in ("book/sigmoid.ipynb", "exercises/sigmoid.ipynb"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = "Words."
        cells = [nbformat.v4.new_markdown_cell(f"# T\n\n{text}\n\n## Part")]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), target)
    for part in ("book/_ext", "book/_static"):
        os.symlink(ROOT / part, folder / part)
    shutil.copy(ROOT / "book" / "references.bib", folder / "book")
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    config["repository"]["url"] = url
    (folder / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    toc = {"format": "jb-book", "root": "book/sigmoid"}
    toc["chapters"] = [{"file": "exercises/sigmoid"}]
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build"]
    done = subprocess.run(
        [*command, ".", "-W", "--keep-going", "-q"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "_build" / "html"


@pytest.mark.parametrize("page", ["book/sigmoid", "exercises/sigmoid"])
def test_with_a_repository_every_button_leads_to_the_page_s_notebook(
    page, tmp_path_factory
):
    built = tmp_path_factory.getbasetemp() / "with-a-repository"
    if not built.exists():
        built.mkdir()
        small_copy(built, URL)
    text = (built / "_build" / "html" / f"{page}.html").read_text("utf-8")
    assert set(OUTSIDE.findall(text)) == {
        URL,
        f"{URL}/blob/main/{page}.ipynb?plain=1",
        f"{URL}/edit/main/{page}.ipynb",
        "https://colab.research.google.com/github/someone/a-book/blob/main/"
        f"{page}.ipynb",
        "https://mybinder.org/v2/gh/someone/a-book/main?urlpath=lab/tree/"
        f"{page}.ipynb",
    }


def test_without_a_repository_no_button_leads_outside(html):
    for path in filter(from_notebook, pages(html)):
        text = (html / path).read_text("utf-8")
        assert OUTSIDE.findall(text) == []
        assert "fa-rocket" not in text
