"""Prints the pages of the EPUB as one PDF with Chromium, offline.

    python book/_ext/lucid_pdf.py _build/epub _build/lucid-edu.pdf

Joins the pages into one, so that links stay inside, and prints twice: the
second time the table of contents knows its page numbers.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote

from lucid_date import dated, edition
from lucid_math import close_engine, render
from pypdf import PdfReader

HERE = Path(__file__).parent
KATEX = HERE.parent / "_static" / "katex" / "katex.min.css"
STYLE = HERE / "print" / "print.css"
XHTML = "http://www.w3.org/1999/xhtml"
MATHML = "http://www.w3.org/1998/Math/MathML"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
H = f"{{{XHTML}}}"
HEADING = re.compile(re.escape(H) + "h[1-6]")
SPACES = re.compile(r"\s+")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--allow-file-access-from-files",
    "--no-pdf-header-footer",
]
DRAFT, FINAL = "--disable-pdf-tagging", "--generate-pdf-document-outline"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SHORT = 26  # lines of code that stay together, half a page
NAMES = ("id", "aria-labelledby", "aria-describedby")


def book(folder: Path, numbers: dict[str, int]) -> ET.Element:
    """Return one page with a title, contents and every page of the EPUB."""
    package = ET.parse(folder / "content.opf").getroot()
    title = package.findtext(f".//{DC}title") or ""
    html = ET.Element(f"{H}html", {"lang": "en"})
    head = ET.SubElement(html, f"{H}head")
    ET.SubElement(head, f"{H}title").text = title
    styles = [folder / "_static" / name for name in ("pygments", "book")]
    styles = [style.with_suffix(".css") for style in styles]
    for style in (*styles, KATEX, STYLE):
        given = {"rel": "stylesheet", "href": style.resolve().as_uri()}
        ET.SubElement(head, f"{H}link", given)
    body = ET.SubElement(html, f"{H}body")
    body.append(_cover(package))
    body.append(_contents(folder, numbers))
    nav = ET.parse(folder / "nav.xhtml").getroot()
    top = {e.get("href") for e in nav.iterfind(f".//{H}nav/{H}ol/{H}li/{H}a")}
    for page in spine(package):
        body.append(chapter(folder, page))
        if page not in top:
            _lower(body[-1])
    return html


def spine(package: ET.Element) -> list[str]:
    """Return the pages in their order, without those outside it."""
    hrefs = {
        e.get("id"): e.get("href", "") for e in package.iter(f"{OPF}item")
    }
    return [
        hrefs[e.get("idref")]
        for e in package.iter(f"{OPF}itemref")
        if e.get("linear") != "no"
    ]


def chapter(folder: Path, page: str) -> ET.Element:
    """Return one page's content; its names and links begin with the page."""
    root = ET.parse(folder / page).getroot()
    body = next(e for e in root.iter(f"{H}div") if e.get("class") == "body")
    made = ET.Element(f"{H}div", {"class": "page", "id": anchor(page)})
    made.extend(body)
    for element in list(made.iter())[1:]:
        for name in NAMES:
            if name in element.attrib:
                words = element.attrib[name].split()
                marks = (anchor(page, word) for word in words)
                element.attrib[name] = " ".join(marks)
        for name in ("href", "src"):
            if name in element.attrib:
                element.attrib[name] = _target(page, element.attrib[name])
        if HEADING.fullmatch(element.tag):
            _one_line(element)
        if element.tag == f"{H}pre":
            text = "".join(element.itertext())
            if text.count("\n") <= SHORT:
                element.set("class", "whole")
    for parent in list(made.iter()):
        for place, child in enumerate(parent):
            if child.tag == f"{{{MATHML}}}math":
                parent[place] = _formula(child)
    return made


def _one_line(heading: ET.Element) -> None:
    """Let a heading keep its spaces, as print.css asks; it has no others."""
    for part in heading.iter():
        part.text = part.text and SPACES.sub(" ", part.text)
        if part is not heading:
            part.tail = part.tail and SPACES.sub(" ", part.tail)


def _lower(page: ET.Element) -> None:
    """Make a page one of the sections of the page before it."""
    page.set("class", "section")
    for element in page.iter():
        if HEADING.fullmatch(element.tag):
            element.tag = f"{H}h{int(element.tag[-1]) + 1}"


def anchor(page: str, name: str = "") -> str:
    """Return the name that a place on a page has in the whole book."""
    return f"{page.removesuffix('.xhtml')}--{name}".removesuffix("--")


def _target(page: str, link: str) -> str:
    if "://" in link or link.startswith(("mailto:", "data:")):
        return link
    path, _, name = link.partition("#")
    path = posixpath.normpath(
        posixpath.join(posixpath.dirname(page), path) if path else page
    )
    if path.endswith(".xhtml"):
        return "#" + anchor(path, unquote(name))
    return path


def _formula(math: ET.Element) -> ET.Element:
    display = math.get("display") == "block"
    html = render(math.get("alttext", ""), display)
    made = ET.fromstring(f'<span xmlns="{XHTML}">{html}</span>')
    made.tail = math.tail
    return made


def _cover(package: ET.Element) -> ET.Element:
    made = ET.Element(f"{H}div", {"class": "cover"})
    for name in ("title", "description", "creator"):
        line = ET.SubElement(made, f"{H}p", {"class": name})
        line.text = package.findtext(f".//{DC}{name}")
    line = ET.SubElement(made, f"{H}p", {"class": "note"})
    line.text = (
        "Figures that move on the web page stand still here, code that is "
        "folded there is left out, and the answers to a page's questions "
        "are at its end."
    )
    return made


def _contents(folder: Path, numbers: dict[str, int]) -> ET.Element:
    nav = ET.parse(folder / "nav.xhtml").getroot()
    made = ET.Element(f"{H}nav", {"class": "contents"})
    ET.SubElement(made, f"{H}h1").text = "Contents"
    found = nav.find(f".//{H}nav/{H}ol")
    assert found is not None
    made.append(found)
    for link in made.iter(f"{H}a"):
        link.set("href", _target("nav.xhtml", link.get("href", "")))
        words = ET.SubElement(link, f"{H}span", {"class": "to"})
        words.text, link.text = link.text, None
        number = ET.SubElement(link, f"{H}span", {"class": "at"})
        number.text = str(numbers.get(link.get("href", "")[1:], ""))
    return made


def page_numbers(pdf: Path) -> dict[str, int]:
    """Return the page that each place in the book came to stand on."""
    reader = PdfReader(pdf)
    return {
        unquote(name.removeprefix("/")): 1 + number
        for name, place in reader.named_destinations.items()
        if (number := reader.get_destination_page_number(place)) is not None
    }


def browser() -> str:
    """Return the program that prints; say in one sentence if none is there."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    sys.exit(
        "No Chromium was found, which prints the PDF: install the package "
        "chromium, then run 'make pdf' again."
    )


def print_out(program: str, flag: str, page: Path, pdf: Path) -> None:
    """Let Chromium print a page; stop in one sentence if it does not."""
    with tempfile.TemporaryDirectory() as profile:
        command = [program, *FLAGS, flag, f"--user-data-dir={profile}"]
        command += [f"--print-to-pdf={pdf.resolve()}", page.resolve().as_uri()]
        pdf.unlink(missing_ok=True)
        said = Path(profile, "said.txt")
        # A file, not a pipe, which Chromium's helpers would hold open.
        with said.open("w") as log:
            done = subprocess.run(
                command, stdout=log, stderr=log, check=False, timeout=300
            )
        if done.returncode or not pdf.exists():
            sys.exit(f"{program} did not print: {said.read_text()[-500:]}")


def write(folder: Path, pdf: Path) -> None:
    """Print the pages in `folder` as `pdf`."""
    program, numbers = browser(), {}
    for flag in (DRAFT, FINAL):
        page = folder / "print.xhtml"
        ET.ElementTree(book(folder, numbers)).write(page, "utf-8", True)
        print_out(program, flag, page, pdf)
        numbers = page_numbers(pdf)
    pdf.write_bytes(dated(pdf.read_bytes(), edition()))
    close_engine(None, None)


if __name__ == "__main__":
    ET.register_namespace("", XHTML)
    ET.register_namespace("m", MATHML)
    ET.register_namespace("svg", "http://www.w3.org/2000/svg")
    write(Path(sys.argv[1]), Path(sys.argv[2]))
