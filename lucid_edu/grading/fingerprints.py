"""Fingerprints of Python code that stay when names and layout change.

Winnowing (Schleimer, Wilkerson and Aiken, 2003): of every few neighbouring
hashes of runs of tokens the smallest is kept.
"""

from __future__ import annotations

import builtins
import hashlib
import io
import keyword
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RUN = 9
"""How many tokens one hash covers."""
WINDOW = 5
"""Of so many neighbouring hashes one is kept: 13 equal tokens are seen."""
MOST_TOKENS = 50_000

Line = tuple[int, int]
"""A cell's place, and a line in it, both from 0."""

_LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.ENCODING,
}
_KEPT_NAMES = {*keyword.kwlist, *dir(builtins)}


@dataclass(frozen=True)
class Token:
    """A token without its name, and the line it stands on."""

    text: str
    line: Line


def tokens(cells: Iterable[str]) -> list[Token]:
    """Return the tokens of the cells, names and layout taken out.

    A name of the student's own becomes `v`, a string `s`; what follows a
    dot, numbers, operators and the language's own words stay.  Text on its
    own, such as a docstring, is left out.  A cell that stops being Python
    counts up to there.
    """
    found: list[Token] = []
    for place, source in enumerate(cells):
        found += _cell(source, place)
        if len(found) > MOST_TOKENS:
            break
    return found[:MOST_TOKENS]


def hashes(found: Sequence[Token]) -> list[int]:
    """Return the hash of every run of `RUN` tokens, in order."""
    texts = [token.text.encode("utf-8", "replace") for token in found]
    return [
        int.from_bytes(
            hashlib.blake2b(
                b"\0".join(texts[start : start + RUN]), digest_size=8
            ).digest()
        )
        for start in range(len(texts) - RUN + 1)
    ]


def winnowed(values: Sequence[int]) -> dict[int, list[int]]:
    """Return the kept hashes, each with the places where it stands.

    Of each window the smallest is kept, of equal ones the last.
    """
    kept: dict[int, list[int]] = {}
    before = -1
    for start in range(max(1, len(values) - WINDOW + 1) if values else 0):
        window = values[start : start + WINDOW]
        smallest = min(window)
        back = window[::-1].index(smallest)
        place = start + len(window) - 1 - back
        if place != before:
            kept.setdefault(smallest, []).append(place)
            before = place
    return kept


def _cell(source: str, place: int) -> list[Token]:
    found: list[Token] = []
    begins, previous = True, ""
    stream = tokenize.generate_tokens(io.StringIO(source).readline)
    try:
        for kind, text, start, _, _ in stream:
            if kind == tokenize.NEWLINE:
                begins = True
            if kind in _LAYOUT:
                continue
            alone = begins and kind == tokenize.STRING
            begins = False
            if not alone:
                word = _word(kind, text, previous)
                found.append(Token(word, (place, start[0] - 1)))
            previous = text
            if len(found) > MOST_TOKENS:
                break
    except (tokenize.TokenError, SyntaxError, RecursionError):
        pass
    return found


def _word(kind: int, text: str, previous: str) -> str:
    if kind == tokenize.STRING:
        return "s"
    if kind != tokenize.NAME or previous == "." or text in _KEPT_NAMES:
        return text
    return "v"
