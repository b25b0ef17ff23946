"""Runs the book's notebooks and writes them in one stable form.

    python -m lucid_edu.notebooks run book/sigmoid.ipynb
    python -m lucid_edu.notebooks check book/*.ipynb

A second run gives no difference: no times, no versions, ids that stay.
"""

from __future__ import annotations

import ast
import copy
import re
import sys
from pathlib import Path
from typing import Any

from lucid_edu.grading.origin import installing

METADATA = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def run(path: Path) -> None:
    """Run the notebook at `path` in a fresh kernel and store its outputs."""
    import nbformat  # slow to import, and others only want METADATA
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    first = _first(notebook)
    first["source"] = _installing(path, first["source"])
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # else chunks depend on the clock
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    path.write_text(nbformat.writes(_tidy(notebook)) + "\n", "utf-8")


def faults(path: Path) -> list[str]:
    """Return what is wrong with the stored form of a notebook.

    nbval passes a cell that has no stored output without a word, so a cell
    that should show something and stores nothing is a fault.
    """
    import nbformat

    text = path.read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    found = []
    if nbformat.writes(_tidy(copy.deepcopy(notebook))) + "\n" != text:
        found.append("not in the stable form")
    first = _first(notebook)["source"]
    if _installing(path, first) != first:
        found.append("the first cell installs from elsewhere")
    count = 0
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        count += 1
        if cell.execution_count != count:
            found.append(f"cell {place} was not run in order")
        if not cell.outputs and not _may_be_silent(cell.source):
            found.append(f"cell {place} shows something but stores nothing")
        for tag in cell.metadata.get("tags", []):
            if tag.startswith("nbval") or tag == "raises-exception":
                found.append(f"cell {place} has the tag {tag}")
    return found


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    if len(arguments) < 2 or arguments[0] not in ("run", "check"):
        print("use: python -m lucid_edu.notebooks run|check NOTEBOOK...")
        return 2
    bad = 0
    for path in map(Path, arguments[1:]):
        if arguments[0] == "run":
            run(path)
            print(f"ran {path}")
        for fault in faults(path):
            bad = 1
            print(f"{path}: {fault}; run it again with this command")
    return bad


def _first(notebook: Any) -> Any:
    return next(c for c in notebook.cells if c.cell_type == "code")


def _installing(path: Path, source: str) -> str:
    return installing(path.resolve().parent.parent, source)


def _may_be_silent(source: str) -> bool:
    """Return whether a cell that ends like this may store no output."""
    python = re.sub(r"(?m)^( *)%.*", r"\1pass", source)
    body = ast.parse(python).body
    if not body or "figures.setup()" in source:
        return True
    if isinstance(body[-1], ast.Expr | ast.For | ast.With):
        return False
    return not any(_prints(statement) for statement in body)


def _prints(statement: ast.stmt) -> bool:
    """Return whether a statement prints when it runs, not when called."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return False
    return any(
        isinstance(node, ast.Name) and node.id == "print"
        for node in ast.walk(statement)
    )


def _tidy(notebook: Any) -> Any:
    import nbformat

    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{place:03d}"
        for key in ("execution", "collapsed", "scrolled"):
            cell.metadata.pop(key, None)
    return notebook


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
