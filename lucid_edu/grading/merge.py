"""Brings a newer exercise notebook into one a student has worked in.

Cells are matched by their ids.  Every generated cell carries a mark of its
own text, so what the student changed is told from what only grew old.
"""

from __future__ import annotations

import copy
import zlib
from typing import Any

Notebook = dict[str, Any]


def mark(source: str) -> str:
    """Return the mark of a cell's text: 8 hex digits."""
    return f"{zlib.crc32(source.encode()):08x}"


def merged(mine: Notebook, newer: Notebook) -> Notebook:
    """Return `newer` with everything that the student wrote in `mine`.

    An answer that was begun stands in its cell again.  A changed prompt or
    target is kept below the new one.  A cell of the student's own stays
    behind the cell it followed.  Nothing that was written is left out.
    """
    answers = {
        cell["id"].removesuffix("-check")
        for cell in newer["cells"]
        if cell["id"].endswith("-check")
    }
    result, place = copy.deepcopy(newer), {}
    known = frozenset(cell["id"] for cell in newer["cells"])
    taken = set(known)
    after: dict[str | None, list[dict[str, Any]]] = {}
    last: str | None = None
    for cell in _cells(mine):
        name = cell.get("id")
        if name not in known:
            if not _generated(cell) or _changed(cell):
                after.setdefault(last, []).append(_own(cell, taken))
            continue
        last = name
        if name in place and _changed(cell):
            after.setdefault(last, []).append(_own(cell, taken))
        elif _changed(cell):
            place[name] = cell
    for name, cell in place.items():
        fresh = next(c for c in result["cells"] if c["id"] == name)
        if _text(cell) == _text(fresh):
            continue
        if name in answers and cell.get("cell_type") == "code":
            fresh["source"] = _text(cell)
        else:
            after.setdefault(name, []).insert(0, _own(cell, taken))
    cells = after.get(None, [])
    for cell in result["cells"]:
        cells += [cell, *after.get(cell["id"], [])]
    result["cells"] = cells
    return result


def _cells(notebook: Notebook) -> list[dict[str, Any]]:
    found = notebook.get("cells", [])
    return [cell for cell in found if isinstance(cell, dict)]


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def _mark(cell: dict[str, Any]) -> str | None:
    ours = cell.get("metadata", {}).get("lucid_edu", {})
    found = ours.get("mark") if isinstance(ours, dict) else None
    return found if isinstance(found, str) else None


def _generated(cell: dict[str, Any]) -> bool:
    return _mark(cell) is not None


def _changed(cell: dict[str, Any]) -> bool:
    return bool(_text(cell).strip()) and _mark(cell) != mark(_text(cell))


def _own(cell: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    """Return a student's cell as it is, under an id that no other has."""
    kept = copy.deepcopy(cell)
    if kept.get("cell_type") not in ("code", "markdown", "raw"):
        kept["cell_type"] = "raw"
    kept["metadata"] = {}
    kept["source"] = _text(cell)
    if kept["cell_type"] == "code":
        kept.setdefault("outputs", [])
        kept.setdefault("execution_count", None)
    name = str(kept.get("id") or "own")[:50]
    number = 0
    while name in taken:
        number += 1
        name = f"{str(kept.get('id') or 'own')[:50]}-mine-{number}"
    taken.add(name)
    kept["id"] = name
    return kept
