"""Makes the sample class: notebooks as students hand them in.

Each student is a few answers laid into the exercise notebook of a topic;
`expected.json` says what grade each must get.  Run it in the folder tests,
after an exercise was changed:

    python -m sample_class.make
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sample_class import (
    answers_backprop,
    answers_hard_sigmoid,
    answers_stability,
    answers_training,
)
from sample_class.answers_sigmoid import RIGHT, STUDENTS

HERE = Path(__file__).parent
COURSE = HERE.parent.parent

# Answers by student and topic, of those who handed in a folder.
FOLDERS: dict[str, Mapping[str, str | None]] = {
    "chidi/stability": answers_stability.MIXED,
    "dora/backprop": answers_backprop.MIXED,
    "emil/hard_sigmoid": answers_hard_sigmoid.MIXED,
    "jon/training": answers_training.MIXED,
    "wanda/backprop": answers_backprop.RIGHT,
    "wanda/hard_sigmoid": answers_hard_sigmoid.RIGHT,
    "wanda/sigmoid": RIGHT,
    "wanda/stability": answers_stability.RIGHT,
    "wanda/training": answers_training.RIGHT,
}


def notebook(
    answers: Mapping[str, str | None], base: dict[str, Any]
) -> dict[str, Any]:
    """Return the exercise notebook with these answers in their cells.

    A cell that is answered with None was deleted.
    """
    made = copy.deepcopy(base)
    made["cells"] = [
        cell
        for cell in made["cells"]
        if answers.get(cell["id"], "kept") is not None
    ]
    for cell in made["cells"]:
        answer = answers.get(cell["id"])
        if answer is not None:
            cell["source"] = answer.rstrip("\n")
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
            cell["outputs"] = []
    return made


def files() -> dict[str, str]:
    """Return every file of the sample class, by its path in this folder."""
    texts = {
        f"{name}.ipynb": _written(answers, "sigmoid")
        for name, answers in STUDENTS.items()
    }
    texts["uma_cut_off.ipynb"] = texts["ada.ipynb"][:2000]
    texts["viktor_empty.ipynb"] = ""
    for place, answers in FOLDERS.items():
        texts[f"{place}.ipynb"] = _written(answers, Path(place).name)
    return texts


def main() -> None:
    """Write the files."""
    for name, text in files().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    missing = HERE / "yusuf" / ".gitkeep"
    missing.parent.mkdir(exist_ok=True)
    missing.touch()


def _written(answers: Mapping[str, str | None], topic: str) -> str:
    return json.dumps(notebook(answers, _base(topic)), indent=1) + "\n"


@cache
def _base(topic: str) -> dict[str, Any]:
    path = COURSE / "exercises" / f"{topic}.ipynb"
    base: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return base


if __name__ == "__main__":
    main()
