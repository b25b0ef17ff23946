"""Reads a student's notebook: bytes from anywhere, never trusted."""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import dataclass
from typing import Any

from lucid_edu.grading.wire import Cell

MAX_BYTES = 20 * 1024 * 1024
MAX_CELLS = 2_000
MAX_CODE = 1_000_000
_MAGIC = re.compile(r"^\s*(%|!|\?|get_ipython\s*\()|\?\s*$")
# The notebook's own first cell has it; it is no news.
_INSTALL = re.compile(r"^\s*%pip install -q git\+")
_CELL_MAGIC = re.compile(r"^\s*%%(\w+)")


class Unreadable(Exception):
    """The bytes are no notebook that can be graded; the text says why."""


@dataclass(frozen=True)
class Submission:
    """The code of a notebook, and what it says about itself.

    `notes` tell what was left out; `topic` and `version` (of the exercises
    it was made from) are None where the metadata name none.
    """

    cells: tuple[Cell, ...]
    topic: str | None
    notes: tuple[str, ...]
    version: str | None = None


def read_submission(data: bytes) -> Submission:
    """Return the code cells of a notebook.

    Magics, shell lines and the cells that only call `check` or show the
    target are left out.  Raises `Unreadable` with one sentence.
    """
    notebook = _parse(data)
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise Unreadable(
            "this is JSON but no notebook of format 4: it has no list of "
            "cells; save it again with Jupyter"
        )
    if len(cells) > MAX_CELLS:
        raise Unreadable(
            f"the notebook has {len(cells)} cells; {MAX_CELLS} can be graded"
        )
    kept: list[Cell] = []
    notes: list[str] = []
    for place, cell in enumerate(cells):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        name = cell.get("id")
        name = name[:64] if isinstance(name, str) else f"cell-{place + 1}"
        source = _without_magics(_source(cell), place + 1, notes)
        if source.strip() and not name.endswith(("-check", "-target")):
            kept.append(Cell(name, source))
    if sum(len(cell.source) for cell in kept) > MAX_CODE:
        raise Unreadable(
            "the notebook holds over 1 MB of code; is there data in a cell "
            "that belongs into a file?"
        )
    return Submission(
        tuple(kept),
        _said(notebook, "topic"),
        tuple(notes[:20]),
        _said(notebook, "version"),
    )


def _parse(data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise Unreadable("the file is empty; save the notebook and resubmit")
    if len(data) > MAX_BYTES:
        raise Unreadable("the file is over 20 MB; clear the outputs first")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(
            "the file is not UTF-8 text, so no notebook"
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable(
            "the file is not JSON, so no notebook; was it cut off, or saved "
            "as something else?"
        ) from None
    if not isinstance(notebook, dict):
        raise Unreadable("this is JSON but no notebook")
    return notebook


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return ""
    return source.encode("utf-8", "replace").decode("utf-8")


def _without_magics(source: str, place: int, notes: list[str]) -> str:
    magic = _CELL_MAGIC.match(source)
    if magic:
        notes.append(f"cell {place} (%%{magic[1][:30]}) was left out")
        return ""
    lines = source.split("\n")
    python: bool | None = None  # known once it is needed, for all lines
    for number, line in enumerate(lines):
        if not _MAGIC.search(line):
            continue
        if not line.lstrip().startswith("get_ipython"):
            python = _is_python(source) if python is None else python
            if python:
                continue
        if not _INSTALL.match(line):
            notes.append(
                f"cell {place}, line {number + 1} was left out: "
                f"{line.strip()[:60]}"
            )
        # Keep the indentation and the line count.
        indent = line[: len(line) - len(line.lstrip())]
        lines[number] = indent + "pass"
    return "\n".join(lines)


def _is_python(source: str) -> bool:
    """Return whether the whole cell is Python, so % is an operator."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of "\\d" in a string
            compile(source, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _said(notebook: dict[str, Any], what: str) -> str | None:
    metadata = notebook.get("metadata")
    ours = metadata.get("lucid_edu") if isinstance(metadata, dict) else None
    said = ours.get(what) if isinstance(ours, dict) else None
    return said[:64] if isinstance(said, str) else None
