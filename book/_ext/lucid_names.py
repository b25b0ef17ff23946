"""Knows the tags, classes and ids of pages, and which selectors fit them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from tinycss2.ast import Node

ANY_OF = {"is", "where", "matches", "-webkit-any"}
COMPOSED = re.compile(r"([A-Za-z][\w-]*-)(?:\$\{|[\"']\s*\+)")


@dataclass
class Names(HTMLParser):
    """The tags, classes and ids that a page has or a script may give it."""

    found: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    scripts: set[Path] = field(default_factory=set)
    folder: Path = Path()

    def __post_init__(self) -> None:
        super().__init__()
        self.found |= {"html", "head", "body"}

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        """Note one tag of a page."""
        self.found.add(tag)
        for key, value in attrs:
            if key in ("class", "id") and value:
                self.found.update(value.split())
            elif key == "src" and tag == "script" and value:
                path = self.folder / value.split("?")[0]
                self.scripts.add(path.resolve())

    def handle_data(self, data: str) -> None:
        """Note what stands in a script inside a page."""
        if self.lasttag == "script":
            self.read_script(data)

    def read_page(self, path: Path) -> None:
        """Note every name of a page."""
        self.folder = path.parent
        self.reset()
        self.feed(path.read_text("utf-8"))

    def read_script(self, text: str) -> None:
        """Note every word of a script, and beginnings it completes."""
        self.found.update(re.findall(r"[A-Za-z_][\w-]*", text))
        self.begun.update(COMPOSED.findall(text))

    def has(self, name: str) -> bool:
        """Return whether something may be called so."""
        return name in self.found or name.startswith(tuple(self.begun))

    def match(self, selector: list[Node]) -> bool:
        """Return whether one selector may match something on a page."""
        last = ""
        for token in selector:
            if token.type == "ident" and last != ":":
                name = token.value if last == "." else token.lower_value
                possible = self.has(name)
            elif token.type == "hash":
                possible = self.has(token.value)
            elif token.type == "function" and token.lower_name in ANY_OF:
                possible = any(map(self.match, by_comma(token.arguments)))
            else:
                possible = True
            if not possible:
                return False
            last = token.value if token.type == "literal" else ""
        return True


def by_comma(tokens: list[Node]) -> list[list[Node]]:
    """Return the selectors of a list, without comments."""
    parts: list[list[Node]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return parts
