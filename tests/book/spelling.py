"""Finds words of the prose that neither a dictionary nor the book knows.

    python -m book.spelling

Runs in the folder tests.  Reads Markdown, the text of notebooks and
docstrings; `words.txt` has the book's own words.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from spellchecker import SpellChecker

from book.links import ROOT, texts

OWN = Path(__file__).with_name("words.txt")
CODE = re.compile(
    r"^(`{3,}|~{3,})(?!\{(?:quiz|exercise|solution|glossary|explore)).*?^\1"
    r"|\$\$.*?\$\$|\$[^$]+\$|`[^`]*`|\]\([^)]*\)|https?://\S+|\{[\w:-]+\}",
    re.M | re.S,
)
WORD = re.compile(r"[A-Za-z][a-z]+")


def unknown(pages: dict[Path, str]) -> dict[str, Path]:
    """Return each unknown word with the first file that has it."""
    found: dict[str, Path] = {}
    for path, text in pages.items():
        for word in WORD.findall(CODE.sub(" ", text)):
            found.setdefault(word.lower(), path)
    dictionary = SpellChecker()
    dictionary.word_frequency.load_words(OWN.read_text("utf-8").split())
    return {word: found[word] for word in sorted(dictionary.unknown(found))}


def prose(root: Path) -> dict[Path, str]:
    """Return everything in the repository that is written to be read."""
    pages = {p: t for p, t in texts(root).items() if p.suffix != ".bib"}
    for folder in ("lucid_edu", "solutions"):
        for path in sorted((root / folder).rglob("*.py")):
            pages[path] = "\n\n".join(_docstrings(path))
    return pages


def _docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""


if __name__ == "__main__":
    lost = unknown(prose(ROOT))
    for word, path in lost.items():
        print(
            f"{path.relative_to(ROOT)}: '{word}' is not known: mend it, or "
            "add it to tests/book/words.txt"
        )
    sys.exit(bool(lost))
