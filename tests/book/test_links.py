"""Links and spelling: what is dead or misspelt is found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from book.conftest import ROOT
from book.links import answer, dead_inside, main, outside, texts
from book.spelling import OWN, prose, unknown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small repository with one sound page."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    page = "# One & two\n\n[here](#one--two), [file](a.txt), `[no](no.md)`\n"
    (tmp_path / "page.md").write_text(page)
    (tmp_path / "a.txt").write_text("x")
    return tmp_path


def test_no_link_between_files_is_dead():
    pages = texts(ROOT)
    assert len(pages) > 20
    assert ROOT / "README.md" in pages
    assert dead_inside(ROOT, pages) == []


def test_a_sound_page_has_no_dead_link(folder):
    assert dead_inside(folder, texts(folder)) == []


@pytest.mark.parametrize("link", ["b.txt", "#three", "page.md#x", "../no.md"])
def test_a_dead_link_is_reported_with_its_page(folder, link):
    (folder / "other.md").write_text(f"# T\n\nSee [it]({link}).\n")
    assert dead_inside(folder, texts(folder)) == [f"other.md: {link}"]


def test_addresses_of_other_sites_are_collected_from_every_kind(folder):
    (folder / "a.bib").write_text("url = {https://a.test/x_(y}\n")
    (folder / "b.md").write_text("See <https://b.test/>, https://c.test.\n")
    (folder / "c.md").write_text("Not https://example.org/x.\n")
    found = outside(texts(folder))
    assert found == [
        "https://a.test/x_(y",
        "https://b.test/",
        "https://c.test",
    ]


def test_a_site_that_is_not_reached_is_a_line_and_no_traceback(folder, capsys):
    (folder / "b.md").write_text("<http://127.0.0.2:9/x>\n")
    assert answer("http://127.0.0.2:9/x").startswith("not reached")
    assert main(folder, external=True) == 1
    said = capsys.readouterr().out
    assert "0 of 1 addresses answer." in said
    assert "is there a network?" in said


def test_a_planted_typo_is_found_in_prose_a_docstring_and_a_notebook(tmp_path):
    typo = "rec" + "ieve"
    files = {
        "a.md": f"We {typo} it.\n",
        "b.py": f'"""We {typo} it."""\n',
        "c.ipynb": f'{{"source": ["We {typo} it.\\n"]}}\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    program = Path(sys.executable).with_name("codespell")
    command = [program, "--toml", ROOT / "pyproject.toml", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    for name in files:
        assert f"{name}:1: {typo} ==> receive" in done.stdout


def test_a_word_that_nobody_knows_is_found_and_code_is_not_read(tmp_path):
    page = tmp_path / "a.md"
    text = "The sigmiod of `xqzt`, $\\xqzt$ and backprop.\n\n```\nxqzt\n```\n"
    assert unknown({page: text}) == {"sigmiod": page}


def test_every_word_of_the_prose_is_known_and_our_own_words_are_sorted():
    assert unknown(prose(ROOT)) == {}
    own = OWN.read_text("utf-8").split()
    assert own == sorted(set(own))
