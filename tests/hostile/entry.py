"""How a hostile submission is declared, and how it becomes a file.

Every notebook begins with `modules`, all that the child has loaded: whoever
attacks the walls is taken past the list of allowed imports first.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sample_class.make import RIGHT

from lucid_edu.grading.course import assignment

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = json.loads((ROOT / "exercises" / "sigmoid.ipynb").read_text("utf-8"))
REACH = "modules = np.testing._private.utils.sys.modules"
POINTS = {e.name: e.max_score for e in assignment(ROOT, "sigmoid").exercises}
ALL = sum(POINTS.values())


@dataclass(frozen=True)
class Hostile:
    """A submission, why it is there, and what it must get.

    `write` puts the file, named `<name>.ipynb`, into a folder.
    """

    name: str
    why: str
    status: str
    score: int
    write: Callable[[Path], None]


def cheat(
    name: str, why: str, source: str, into: str = "sigmoid", **expected: Any
) -> Hostile:
    """Return a notebook with no work but `source`: it must earn nothing."""
    made = notebook({into: source}, "")
    return _entry(name, why, made, {"score": 0, **expected})


def harm(
    name: str,
    why: str,
    source: str,
    into: str = "",
    loses: tuple[str, ...] | None = None,
    **expected: Any,
) -> Hostile:
    """Return a notebook with all the work and `source`.

    It stands in a cell before the answers, or instead of the answer `into`,
    which it then loses unless `loses` says otherwise; "# %%" begins a new
    cell.
    """
    answers = RIGHT | ({into: source} if into else {})
    made = notebook(answers, "" if into else source)
    lost = (into,) if into and loses is None else loses or ()
    score = ALL - sum(POINTS[one] for one in lost)
    return _entry(name, why, made, {"score": score, **expected})


def raw(
    name: str,
    why: str,
    data: bytes | dict[str, Any],
    status: str = "unreadable",
    score: int = 0,
) -> Hostile:
    """Return a file of just these bytes, or of a notebook as JSON."""
    if isinstance(data, dict):
        data = json.dumps(data).encode()

    def write(folder: Path) -> None:
        (folder / f"{name}.ipynb").write_bytes(data)

    return Hostile(name, why, status, score, write)


def notebook(answers: dict[str, str], before: str) -> dict[str, Any]:
    """Return the exercise notebook with these answers, and cells before."""
    made: dict[str, Any] = copy.deepcopy(BASE)
    for cell in made["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    extra = [REACH, *filter(None, before.split("# %%\n"))]
    place = next(
        n
        for n, cell in enumerate(made["cells"])
        if cell["cell_type"] == "code"
    )
    made["cells"][place + 1 : place + 1] = [code(text) for text in extra]
    return made


def code(source: str) -> dict[str, Any]:
    """Return a code cell."""
    return {"cell_type": "code", "source": source, "metadata": {}}


def _entry(
    name: str, why: str, made: dict[str, Any], expected: dict[str, Any]
) -> Hostile:
    status = expected.get("status", "graded")
    return raw(name, why, made, status, expected["score"])
