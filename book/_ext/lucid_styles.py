"""Puts every page's style sheets into one, without what no page can use.

A rule of the theme stays if its tags, classes and ids stand in a built page
or in a script that a page loads; the book's own sheets stay whole.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from os.path import relpath
from pathlib import Path
from typing import Any

import tinycss2
from lucid_names import Names, by_comma
from tinycss2.ast import Node

BUNDLE = "book.css"
NESTED = {"media", "supports", "layer", "container"}
SHEET = re.compile(
    r'[ \t]*<link (?=[^>]*rel="stylesheet")[^>]*href="([^"?]+)[^>]*>\n?'
)
PARTS = re.compile(r'data-parts="([^"]*)"')
URL = re.compile(r"url\((['\"]?)(?!data:|https?:|#)([^'\")]+)\1\)")
IMPORT = re.compile(r"@import\s+(?:url\()?['\"]([^'\"]+)['\"]\)?\s*;")
SET = r"(?<=[{{;])\s*{}:[^;{{}}\"']*(?:;|(?=\}}))"
SETTING = re.compile(SET.format(r"(--[\w-]+)"))
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")


def purged(rules: Iterable[Node], names: Names) -> str:
    """Return the rules that may match something, as text."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            some = [
                tinycss2.serialize(selector).strip()
                for selector in by_comma(rule.prelude)
                if names.match(selector)
            ]
            if some:
                kept.append(",".join(some) + "{" + _tidy(rule.content) + "}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in NESTED:
            inner = purged(_rules(rule.content), names) if rule.content else ""
            if inner:
                head = tinycss2.serialize(rule.prelude).strip()
                kept.append(f"@{rule.at_keyword} {head}{{{inner}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword != "charset":
            kept.append(_tidy([rule]))
        elif rule.type == "error":
            raise ValueError(f"a style sheet cannot be read: {rule.message}")
    return "\n".join(kept)


def in_order(lists: Iterable[list[str]]) -> list[str]:
    """Return all sheets such that each page's own keep their order."""
    merged: list[str] = []
    for sheets in lists:
        place = 0
        for sheet in sheets:
            if sheet not in merged:
                merged.insert(place, sheet)
            place = merged.index(sheet) + 1
    return merged


def without_unused_variables(css: str, others: str) -> str:
    """Drop the variables that nothing reads, until all are read."""
    while True:
        read = set(VARIABLE.findall(css)) | set(
            re.findall(r"--[\w-]+", others)
        )
        unread = {name for name in SETTING.findall(css) if name not in read}
        if not unread:
            return css
        for name in unread:
            css = re.sub(SET.format(re.escape(name)), "", css)


def bundle_styles(app: Any, exception: Exception | None) -> None:
    """Write the one sheet, and name it in every page."""
    if exception or app.builder.name not in ("html", "dirhtml"):
        return
    out = Path(app.outdir)
    pages = [
        page
        for page in sorted(out.rglob("*.html"))
        if "_static" not in page.relative_to(out).parts
    ]
    sheets = {page: _sheets(page, out) for page in pages}
    names = _names(page for page, listed in sheets.items() if listed)
    own = [
        Path(app.confdir, folder)
        for folder in app.config.html_static_path
        if not Path(folder).is_absolute()  # those are the extensions'
    ]
    parts = [
        _part(out / sheet, out, names, own)
        for sheet in in_order(sheets.values())
    ]
    read = [*names.scripts, *sheets]
    others = "".join(path.read_text("utf-8") for path in read)
    css = without_unused_variables("\n".join(parts), others)
    (out / "_static" / BUNDLE).write_text(css, "utf-8")
    version = f"{zlib.crc32(css.encode()):08x}"
    for page, listed in sheets.items():
        if listed:
            _name_bundle(page, listed, out, version)


def _sheets(page: Path, out: Path) -> list[str]:
    text = page.read_text("utf-8")
    known = PARTS.search(text)
    if known:  # an earlier build put this page's sheets together
        return known[1].split()
    hrefs = SHEET.findall(text)
    return [
        (page.parent / href).resolve().relative_to(out.resolve()).as_posix()
        for href in hrefs
    ]


def _names(pages: Iterable[Path]) -> Names:
    names = Names()
    for page in pages:
        names.read_page(page)
    for script in sorted(names.scripts):
        names.read_script(script.read_text("utf-8"))
    return names


def _part(sheet: Path, out: Path, names: Names, own: list[Path]) -> str:
    static = out / "_static"

    def moved(found: re.Match[str]) -> str:
        target = relpath(sheet.parent / found[2], static)
        return f"url({Path(target).as_posix()})"

    def imported(found: re.Match[str]) -> str:
        return _part((sheet.parent / found[1]).resolve(), out, names, own)

    text = URL.sub(moved, sheet.read_text("utf-8"))
    text = IMPORT.sub(imported, text)
    within = sheet.relative_to(static)
    if any((folder / within).is_file() for folder in own):
        return text
    return purged(_rules(text), names)


def _name_bundle(page: Path, listed: list[str], out: Path, v: str) -> None:
    href = Path(relpath(out / "_static" / BUNDLE, page.parent)).as_posix()
    link = (
        f'    <link rel="stylesheet" href="{href}?v={v}"'
        f' data-parts="{" ".join(listed)}" />\n'
    )
    text = page.read_text("utf-8")
    text = SHEET.sub("\0", text).replace("\0", link, 1).replace("\0", "")
    page.write_text(text, "utf-8")


def _rules(css: str | list[Node]) -> list[Node]:
    read = (
        tinycss2.parse_stylesheet
        if isinstance(css, str)
        else tinycss2.parse_rule_list
    )
    made: list[Node] = read(css, skip_comments=True, skip_whitespace=True)
    return made


def _tidy(tokens: list[Node]) -> str:
    kept = [token for token in tokens if token.type != "comment"]
    text: str = re.sub(r"\s+", " ", tinycss2.serialize(kept))
    return text.strip()


def setup(app: Any) -> dict[str, Any]:
    """Put the sheets together after the pages are repaired."""
    app.connect("build-finished", bundle_styles, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
