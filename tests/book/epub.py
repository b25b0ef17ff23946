"""Says what is wrong with an EPUB's structure; knows nothing of looks."""

from __future__ import annotations

import posixpath
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}svg"
TITLE = SVG.replace("}svg", "}title")
MATH = "{http://www.w3.org/1998/Math/MathML}math"
CONTAINER = "META-INF/container.xml"
OWN = {"mimetype", "content.opf", CONTAINER}


def faults(path: Path) -> list[str]:
    """Return every fault in one line each; an empty list is good."""
    with zipfile.ZipFile(path) as book:
        found = _outside(book)
        files = {name: book.read(name) for name in book.namelist()}
    package = ET.fromstring(files["content.opf"])
    items = list(package.iter(f"{OPF}item"))
    found += _package(package, items, files)
    pages: dict[str, ET.Element] = {}
    for name, data in files.items():
        if name.endswith((".xhtml", ".svg", ".ncx")):
            try:
                pages[name] = ET.fromstring(data)
            except ET.ParseError as error:
                found.append(f"{name} is not well-formed: {error}")
    has = {i.get("href"): (i.get("properties") or "").split() for i in items}
    for name, root in pages.items():
        if name.endswith(".xhtml"):
            found += _page(name, root, has.get(name, []), pages, files)
    return found


def _outside(book: zipfile.ZipFile) -> list[str]:
    first = book.infolist()[0]
    found = []
    if first.filename != "mimetype" or first.compress_type:
        found.append("mimetype is not the first file, stored as it is")
    if book.read(first) != b"application/epub+zip":
        found.append("mimetype does not say application/epub+zip")
    if b'full-path="content.opf"' not in book.read(CONTAINER):
        found.append("container.xml does not lead to content.opf")
    return found


def _package(
    package: ET.Element, items: list[ET.Element], files: dict[str, bytes]
) -> list[str]:
    found = []
    for name in ("title", "language", "identifier", "creator"):
        if not (package.findtext(f".//{DC}{name}") or "").strip():
            found.append(f"content.opf has no {name}")
    listed = [unquote(item.get("href", "")) for item in items]
    for name in set(listed) ^ (set(files) - OWN):
        found.append(f"{name} is not both listed and there")
    names = [item.get("id") for item in items]
    spine = [e.get("idref") for e in package.iter(f"{OPF}itemref")]
    for name, times in (Counter(names) + Counter(spine)).items():
        if times > 2 or name not in names:
            found.append(f"the id {name} is unknown or stands twice")
    if sum("nav" in (i.get("properties") or "").split() for i in items) != 1:
        found.append("there is not one navigation document")
    return found


def _page(
    name: str,
    root: ET.Element,
    properties: list[str],
    pages: dict[str, ET.Element],
    files: dict[str, bytes],
) -> list[str]:
    found = []
    ids = Counter(e.get("id") for e in root.iter() if e.get("id"))
    found += [f"{name}: the id {k} stands twice" for k in ids if ids[k] > 1]
    held = {"svg": SVG, "mathml": MATH, "scripted": f"{XHTML}script"}
    for kind, tag in held.items():
        if (root.find(f".//{tag}") is not None) != (kind in properties):
            found.append(f"{name}: the property {kind} is wrong")
    for element in root.iter():
        if element.tag == MATH and not element.get("alttext"):
            found.append(f"{name}: a formula has no text")
        if element.tag == f"{XHTML}img" and not element.get("alt"):
            found.append(f"{name}: {element.get('src')} has no text")
        named = element.get("aria-label") or element.findtext(TITLE)
        if element.tag == SVG and not named:
            found.append(f"{name}: a drawing has no text")
        link = element.get("href") or element.get("src") or ""
        if link and not _leads(name, link, pages, files):
            found.append(f"{name}: {link} leads nowhere")
    return found


def _leads(
    name: str,
    link: str,
    pages: dict[str, ET.Element],
    files: dict[str, bytes],
) -> bool:
    if "://" in link:
        return True
    path, _, anchor = unquote(link).partition("#")
    folder = posixpath.dirname(name)
    path = posixpath.normpath(posixpath.join(folder, path)) if path else name
    if not anchor or path not in pages:
        return path in files
    return any(e.get("id") == anchor for e in pages[path].iter())
