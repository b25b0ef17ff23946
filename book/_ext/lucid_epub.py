"""Packs the book as an EPUB: what Sphinx's builder leaves out or gets wrong.

Knows metadata, files and the zip; what stands on the pages is the work of
lucid_print.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docutils import nodes
from lucid_date import edition
from sphinx.builders.epub3 import Epub3Builder
from sphinx.highlighting import PygmentsBridge

HERE = Path(__file__).parent
STYLE = HERE / "print" / "book.css"
DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>\s*")
BOX = re.compile(r'(<section) id="(?:exercise|solution|proof)-content"')
SCRIPT = re.compile(r"<script\b.*?</script>\s*", re.S)
ITEM = re.compile(r'(<item id="[^"]*" href="([^"]*\.xhtml)" [^>]*?) />')
ABOUT = {
    "epub_basename": "lucid-edu",
    "epub_uid": "lucid-edu",
    "epub_identifier": "lucid-edu",
    "epub_language": "en",
    "epub_publisher": "The Lucid Edu authors",
    "epub_contributor": "The Lucid Edu authors",
    "epub_description": (
        "What a sigmoid, a gradient and a floating-point number do to each "
        "other: five chapters, questions, exercises and a small autograd."
    ),
    "epub_show_urls": "no",
    "epub_tocscope": "includehidden",
    "epub_tocdepth": 2,
    "epub_use_index": False,
    "html_domain_indices": False,
}
ACCESS = "\n    ".join(
    f'<meta property="schema:{name}">{value}</meta>'
    for name, value in (
        ("accessMode", "textual"),
        ("accessMode", "visual"),
        ("accessModeSufficient", "textual"),
        ("accessibilityFeature", "alternativeText"),
        ("accessibilityFeature", "MathML"),
        ("accessibilityFeature", "structuralNavigation"),
        ("accessibilityFeature", "tableOfContents"),
        ("accessibilityHazard", "none"),
        (
            "accessibilitySummary",
            "Figures have a text that says what they show; formulas are "
            "MathML; nothing moves.",
        ),
    )
)


class BookBuilder(Epub3Builder):
    """Sphinx's EPUB 3 builder, with this book's style and no script."""

    math_renderer_name = "mathml"
    html_tag = Epub3Builder.html_tag.replace("<html ", '<html lang="en" ')

    def init(self) -> None:
        """Say what the book is, and start in an empty folder."""
        for name, value in ABOUT.items():
            setattr(self.config, name, value)
        self.config.version = self.config.version or "1"
        self.config.epub_title = self.config.html_title
        shutil.rmtree(self.outdir, ignore_errors=True)
        Path(self.outdir).mkdir(parents=True)
        super().init()

    def init_highlighter(self) -> None:
        """Colour code legibly on white."""
        style = "a11y-high-contrast-light"
        self.highlighter = PygmentsBridge("html", style)
        self.dark_highlighter = None

    def copy_static_files(self) -> None:
        """Copy the style, which is all that the pages ask for."""
        folder = Path(self.outdir, "_static")
        folder.mkdir(exist_ok=True)
        shutil.copy(STYLE, folder)
        self.create_pygments_style_file()

    def copy_image_files(self) -> None:
        """Copy pictures without the document type that EPUB forbids."""
        super().copy_image_files()
        for path in Path(self.outdir, self.imagedir).glob("*.svg"):
            text = DOCTYPE.sub("", path.read_text("utf-8"), count=1)
            path.write_text(text, "utf-8")

    def handle_finish(self) -> None:
        """Take out what extensions leave behind, then pack."""
        for path in Path(self.outdir).rglob("*.xhtml"):
            # Every exercise and solution box has the same id.
            text = BOX.sub(r"\1", path.read_text("utf-8"))
            path.write_text(SCRIPT.sub("", text), "utf-8")
        for path in Path(self.outdir, "_static").iterdir():
            if path.name not in (STYLE.name, "pygments.css"):
                path.unlink()
        super().handle_finish()

    def get_toc(self) -> None:
        """List the pages in the book's order, with numbers and sections."""
        self.refnodes = list(self._entries(self.config.root_doc, 1))

    def _entries(self, page: str, level: int) -> Iterator[dict[str, Any]]:
        numbers = self.env.toc_secnumbers.get(page, {})
        for link in self.env.tocs[page].findall(nodes.reference):
            anchor = link["anchorname"]
            deeper = _depth(link)
            number = ".".join(map(str, numbers.get(anchor, ())))
            text = f"{number}. " * bool(number) + link.astext()
            target = page + self.out_suffix + self.fix_fragment("", anchor)
            yield {
                "level": level + deeper,
                "refuri": escape(target),
                "text": escape(text),
            }
        below = level + (page != self.config.root_doc)
        for child in self.env.toctree_includes.get(page, ()):
            yield from self._entries(child, below)

    def build_content(self) -> None:
        """Say in the list of files which pages hold formulas or drawings."""
        super().build_content()
        path = Path(self.outdir, "content.opf")
        text = ITEM.sub(self._item, path.read_text("utf-8"))
        text = text.replace("</metadata>", f"  {ACCESS}\n  </metadata>")
        path.write_text(text, "utf-8")

    def build_epub(self) -> None:
        """Pack the files in one order and with one date."""
        first = ("mimetype", "META-INF/container.xml", "content.opf")
        names = [*first, "toc.ncx", *sorted(self.files)]
        moment = edition().timetuple()[:6]
        path = Path(self.outdir, f"{self.config.epub_basename}.epub")
        with ZipFile(path, "w") as packed:
            for name in names:
                kind = ZIP_STORED if name == first[0] else ZIP_DEFLATED
                entry = ZipInfo(name, moment)
                entry.external_attr = 0o644 << 16
                data = Path(self.outdir, name).read_bytes()
                packed.writestr(entry, data, kind)

    def _item(self, found: re.Match[str]) -> str:
        page = Path(self.outdir, found[2]).read_text("utf-8")
        held = {"mathml": "<math ", "svg": "<svg "}
        has = " ".join(name for name, tag in held.items() if tag in page)
        return found[1] + (f' properties="{has}" />' if has else " />")


def _depth(link: nodes.reference) -> int:
    node, depth = link.parent, -1
    while node is not None:
        depth += isinstance(node, nodes.bullet_list)
        node = node.parent
    return depth


def only_our_style(
    app: Any, pagename: str, templatename: str, context: Any, doctree: Any
) -> None:
    """Leave out the styles and scripts that extensions add to pages."""
    if app.builder.name != "epub":
        return
    css = context["css_files"]
    context["css_files"] = [f for f in css if "pygments" in str(f.filename)]
    context["css_files"].append(f"_static/{STYLE.name}")
    context["script_files"] = []


def setup(app: Any) -> dict[str, Any]:
    """Take the place of Sphinx's own EPUB builder."""
    app.add_builder(BookBuilder, override=True)
    app.connect("html-page-context", only_our_style, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
