"""The PDF: one tagged file, complete, with links that stay inside."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import need
from pypdf import PdfReader

from book.conftest import ROOT

sys.path.insert(0, str(ROOT / "book" / "_ext"))

from lucid_date import edition
from lucid_pdf import FINAL, STYLE, chapter, print_out

PRINT = ROOT / "book" / "_ext" / "lucid_pdf.py"
XHTML = "{http://www.w3.org/1999/xhtml}"
LITERAL = {f"{XHTML}pre", f"{XHTML}code"}
HEX = re.compile(rb"<([0-9A-Fa-f]+)>")


@pytest.fixture(scope="session")
def pdf(still: Path) -> Path:
    need("chromium")
    out = still.parent / "lucid-edu.pdf"
    done = subprocess.run(
        [sys.executable, str(PRINT), str(still), str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def reader(pdf: Path) -> PdfReader:
    return PdfReader(pdf)


@pytest.fixture(scope="session")
def page(pdf: Path, still: Path) -> ET.Element:
    """The one page that was printed."""
    return ET.parse(still / "print.xhtml").getroot()


def titles(still: Path) -> list[str]:
    """Return the title of every page, as the contents of the EPUB say it."""
    nav = ET.parse(still / "nav.xhtml").getroot()
    links = nav.iter(f"{XHTML}a")
    return ["".join(e.itertext()) for e in links if "#" not in e.get("href")]


def prose(element: ET.Element) -> Iterator[str]:
    """Yield the text outside code and the sources of formulas."""
    if element.tag in LITERAL or element.tag.endswith("}annotation"):
        return
    yield element.text or ""
    for child in element:
        yield from prose(child)
        yield child.tail or ""


def outline(entries: list) -> Iterator[object]:
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry)
        else:
            yield entry


def test_the_pdf_is_tagged_and_names_its_title_and_language(reader):
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert reader.metadata.title == "Lucid Edu"


def test_every_page_of_the_book_is_in_the_outline_and_begins_there(
    reader, still
):
    marks = {mark.title: mark for mark in outline(reader.outline)}
    for title in titles(still):
        number = reader.get_destination_page_number(marks[title])
        text = reader.pages[number].extract_text().replace("\n", " ")
        assert title in text


def test_every_bookmark_has_the_words_of_its_heading(reader, page):
    headings = [
        " ".join("".join(e.itertext()).split())
        for e in page.iter()
        if re.fullmatch(re.escape(XHTML) + "h[1-6]", e.tag)
    ]
    assert len(headings) > 200
    assert [mark.title for mark in outline(reader.outline)] == headings


def test_a_heading_that_wraps_keeps_its_spaces_in_its_bookmark(tmp_path):
    words = "A heading that\n is <em>as long</em> as <code>three_lines</code> "
    words += "of paper because it says all that it knows, twice: " * 2 + "End"
    body = f'<div class="body"><h1>{words}</h1></div>'
    source = tmp_path / "a.xhtml"
    source.write_text(f'<html xmlns="{XHTML[1:-1]}">{body}</html>', "utf-8")
    html = ET.Element(f"{XHTML}html")
    style = {"rel": "stylesheet", "href": STYLE.as_uri()}
    ET.SubElement(html, f"{XHTML}link", style)
    html.append(chapter(tmp_path, "a.xhtml"))
    ET.ElementTree(html).write(source, "utf-8", True)
    print_out(need("chromium"), FINAL, source, tmp_path / "a.pdf")
    marks = outline(PdfReader(tmp_path / "a.pdf").outline)
    plain = re.sub("<[^>]*>", "", words).replace("\n", "")
    assert [mark.title for mark in marks] == [plain]


def test_two_prints_say_the_same_and_bear_the_date_of_the_edition(
    pdf, reader, still, tmp_path
):
    again = tmp_path / "again.pdf"
    command = [sys.executable, str(PRINT), str(still), str(again)]
    subprocess.run(command, check=True)
    second = PdfReader(again)
    assert len(second.pages) == len(reader.pages)
    for place in range(0, len(reader.pages), 12):
        said = second.pages[place].extract_text()
        assert said == reader.pages[place].extract_text()
    dates = re.findall(rb"/(?:Creation|Mod)(Date \(.*?\))", again.read_bytes())
    assert set(dates) == {f"Date (D:{edition():%Y%m%d%H%M%S}+00'00')".encode()}


def test_the_contents_print_the_pages_where_the_chapters_begin(reader, page):
    places = reader.named_destinations
    links = page.iterfind(f".//{XHTML}nav//{XHTML}a")
    printed = {
        a.get("href")[1:]: int(a.find(f"{XHTML}span[@class='at']").text)
        for a in links
    }
    assert len(printed) > 50
    assert {
        name: number
        for name, number in printed.items()
        if reader.get_destination_page_number(places[f"/{name}"]) + 1 != number
    } == {}


def test_every_link_inside_the_book_leads_to_a_place_in_the_pdf(reader, page):
    names = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(names) == len(set(names))
    links = {e.get("href", "") for e in page.iter(f"{XHTML}a")} - {""}
    inside = {link[1:] for link in links if link.startswith("#")}
    assert len(inside) > 100
    assert inside <= set(names)
    assert all(re.match("#|https?://|mailto:", link) for link in links)
    # Chromium gives a link without a place an address instead.
    for sheet in reader.pages:
        for note in sheet.get("/Annots", []):
            action = note.get_object().get("/A", {})
            assert not str(action.get("/URI", "")).startswith("file:")


def test_nothing_that_is_printed_is_asked_of_the_network(page):
    asked = [e.get("src", "") for e in page.iter()]
    asked += [e.get("href", "") for e in page.iter(f"{XHTML}link")]
    assert len([link for link in asked if link]) > 20
    assert [link for link in asked if re.match(r"\w+://", link)] == [
        link for link in asked if link.startswith("file:")
    ]
    assert page.find(f".//{XHTML}script") is None


def test_no_formula_and_no_table_is_left_as_source(page):
    text = "".join(prose(page.find(f"{XHTML}body")))
    assert len(text) > 100_000
    assert re.findall(r"\\[a-zA-Z]+|\$\S+\$|\|---?\|", text) == []


def test_no_letter_is_missing_from_its_font(reader):
    missing = []
    seen = 0
    for number, sheet in enumerate(reader.pages, 1):
        for shown in HEX.findall(sheet.get_contents().get_data()):
            glyphs = [shown[i : i + 4] for i in range(0, len(shown), 4)]
            seen += len(glyphs)
            if len(shown) % 4 == 0 and b"0000" in glyphs:
                missing.append(number)
    assert seen > 100_000
    assert missing == []


def test_figures_that_move_on_the_web_stand_still_with_their_words(page):
    figures = [
        e for e in page.iter(f"{XHTML}figure") if e.get("class") == "explore"
    ]
    assert len(figures) >= 6
    for figure in figures:
        svg = figure.find(".//{http://www.w3.org/2000/svg}svg")
        assert svg.get("aria-label")
        assert len(svg) > 5


def test_without_chromium_one_sentence_names_the_package(still, tmp_path):
    done = subprocess.run(
        [sys.executable, str(PRINT), str(still), str(tmp_path / "x.pdf")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "install the package chromium" in done.stderr
    assert done.stderr.count("\n") == 1
