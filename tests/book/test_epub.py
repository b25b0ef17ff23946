"""The EPUB: sound in itself, readable without scripts, complete."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from conftest import need

from book.conftest import ROOT, build
from book.epub import DC, faults

sys.path.insert(0, str(ROOT / "book" / "_ext"))

from lucid_date import edition

XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="session")
def epub(still: Path) -> Path:
    return still / "lucid-edu.epub"


def changed(epub: Path, out: Path, old: str, new: str, name: str) -> Path:
    """Copy the EPUB with one text replaced in one file."""
    with zipfile.ZipFile(epub) as source, zipfile.ZipFile(out, "w") as copy:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == name:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            copy.writestr(info, data)
    return out


def test_the_epub_has_no_fault(epub):
    assert faults(epub) == []


@pytest.mark.parametrize(
    ("old", "new", "name", "fault"),
    [
        ("</p>", "", "book/sigmoid.xhtml", "not well-formed"),
        (' alt="', ' title="', "book/sigmoid.xhtml", "has no text"),
        ("<p>", '<p id="sigmoid">', "book/sigmoid.xhtml", "stands twice"),
        ('href="#', 'href="#no-', "book/sigmoid.xhtml", "leads nowhere"),
        ("<p>", "<script></script><p>", "book/api.xhtml", "scripted"),
        ("book/api.xhtml", "book/none.xhtml", "content.opf", "listed"),
        ("<itemref idref=", "<itemref idref='x' a=", "content.opf", "unknown"),
        ("epub+zip", "zip", "mimetype", "mimetype"),
    ],
)
def test_a_damaged_epub_is_reported(epub, tmp_path, old, new, name, fault):
    damaged = changed(epub, tmp_path / "damaged.epub", old, new, name)
    assert any(fault in line for line in faults(damaged))


def test_two_clean_builds_pack_the_same_bytes(epub, tmp_path):
    options = ("--builder", "custom", "--custom-builder", "epub")
    again = build(tmp_path, *options) / epub.name
    assert again.read_bytes() == epub.read_bytes()


def test_an_edition_bears_the_date_it_is_given_or_of_its_last_commit(
    epub, monkeypatch
):
    asked = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True)
    with zipfile.ZipFile(epub) as book:
        package = ET.fromstring(book.read("content.opf"))
    written = datetime.fromisoformat(package.findtext(f".//{DC}date"))
    assert written.timestamp() == int(done.stdout)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert edition().timestamp() == 1_700_000_000


def test_a_copy_without_history_bears_the_date_of_its_release(tmp_path):
    cited = (ROOT / "CITATION.cff").read_text("utf-8")
    (tmp_path / "CITATION.cff").write_text(cited, "utf-8")
    assert f"date-released: {edition(tmp_path):%Y-%m-%d}" in cited


def test_epubcheck_finds_nothing(epub):
    program = Path(need("epubcheck"))
    jar = program.read_bytes()[:2] == b"PK"  # Debian's is the archive itself
    command = ["java", "-jar", str(program)] if jar else [str(program)]
    done = subprocess.run(
        [*command, str(epub)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 errors / 0 warnings" in done.stdout + done.stderr


def test_the_contents_name_every_page_in_the_order_of_the_book(epub):
    toc = (ROOT / "_toc.yml").read_text("utf-8")
    expected = re.findall(r"(?:root|file): (\S+)", toc)
    with zipfile.ZipFile(epub) as book:
        nav = ET.fromstring(book.read("nav.xhtml"))
    links = [e.get("href", "") for e in nav.iter(f"{XHTML}a")]
    pages = [link.removesuffix(".xhtml") for link in links if "#" not in link]
    assert pages == expected


def test_a_formula_is_mathml_alone_and_keeps_its_tex_as_text(epub):
    with zipfile.ZipFile(epub) as book:
        page = book.read("book/sigmoid.xhtml").decode()
    assert page.count("<math ") > 50
    assert 'alttext="p / (1 - p)"' in page
    assert "katex" not in page
    assert "<annotation" not in page


def test_questions_come_without_their_answers_which_follow_at_the_end(epub):
    with zipfile.ZipFile(epub) as book:
        page = book.read("book/sigmoid.xhtml").decode()
    assert page.count('class="quiz') == page.count('class="answer') >= 3
    end = page.index("Answers to the questions")
    assert "Not quite." not in page[:end]
    assert page[end:].count("Right is ") == page.count('class="quiz')
    assert "<input" not in page
