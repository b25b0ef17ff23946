"""Cuts the web fonts down to the characters that the pages show.

Icons are the characters that the style sheet or a page names; formulas are
what KaTeX wrote.  Works on the one sheet that `lucid_styles` leaves behind.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterable
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from lucid_styles import BUNDLE

FOLDER = "fonts"
# It tells of every table that it leaves out.
logging.getLogger("fontTools").setLevel(logging.WARNING)
FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCES = re.compile(r"src:\s*[^;}]*")
WOFF2 = re.compile(r"url\(([^)?]+\.woff2)[^)]*\)")
ESCAPE = re.compile(r"\\([0-9a-fA-F]{2,6})\b")
PRIVATE = range(0xE000, 0xF900)  # where icon fonts keep their icons


class Formulas(HTMLParser):
    """Collects the characters inside what KaTeX wrote for the eye."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.found: set[str] = set()

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        """Enter a formula, or go deeper in it; spans alone are nested."""
        begins = ("class", "katex-html") in attrs
        if tag == "span" and (self.depth or begins):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        """Come back by one span."""
        if tag == "span" and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        """Keep the characters of a formula."""
        if self.depth:
            self.found.update(data)


def icons(texts: Iterable[str]) -> set[str]:
    """Return every character for private use, escaped or not."""
    found: set[str] = set()
    for text in texts:
        found.update(chr(int(code, 16)) for code in ESCAPE.findall(text))
        found.update(text)
    return {one for one in found if ord(one) in PRIVATE}


def subset(font: bytes, characters: set[str]) -> bytes:
    """Return the font with these characters alone, as woff2."""
    options = Options()
    options.flavor = "woff2"
    options.layout_features = ["*"]
    options.recommended_glyphs = True
    with TTFont(BytesIO(font), recalcTimestamp=False) as opened:
        cutter = Subsetter(options)
        cutter.populate(text="".join(sorted(characters)))
        cutter.subset(opened)
        opened.flavor = "woff2"
        out = BytesIO()
        opened.save(out)
    return out.getvalue()


def cut_fonts(app: Any, exception: Exception | None) -> None:
    """Write the smaller fonts, and name them in the one sheet."""
    sheet = Path(app.outdir, "_static", BUNDLE)
    if exception or app.builder.name not in ("html", "dirhtml"):
        return
    css = sheet.read_text("utf-8")
    formulas = Formulas()
    pages = [
        page.read_text("utf-8")
        for page in sorted(Path(app.outdir).rglob("*.html"))
    ]
    for page in pages:
        formulas.feed(page)
        formulas.reset()
    wanted = formulas.found | icons([css, *pages])
    folder = sheet.parent / FOLDER
    folder.mkdir(exist_ok=True)

    def smaller(face: re.Match[str]) -> str:
        named = WOFF2.search(face[0])
        if named is None:
            return face[0]
        cut = subset((sheet.parent / named[1]).read_bytes(), wanted)
        name = Path(named[1]).name
        (folder / name).write_bytes(cut)
        version = f"{zlib.crc32(cut):08x}"
        source = f'src:url({FOLDER}/{name}?v={version}) format("woff2")'
        return SOURCES.sub(source, face[0])

    sheet.write_text(FACE.sub(smaller, css), "utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Cut the fonts after the style sheets are put together."""
    app.setup_extension("lucid_styles")
    app.connect("build-finished", cut_fonts, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
