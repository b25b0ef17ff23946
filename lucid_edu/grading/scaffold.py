"""Writes the beginning of a new exercise into `solutions/<topic>.py`."""

from __future__ import annotations

import keyword
from pathlib import Path

from lucid_edu.grading.exercise import CourseError

_MODULE = '''"""{title}, in exercises.

Each exercise is one function.
Write it with NumPy, run its cell, then run the check below it.
"""

import numpy as np

from lucid_edu.grading.draws import shapes, uniform, vectors
from lucid_edu.grading.exercise import Check, Exercise, Mistake

EXERCISES = [
]
'''
_FUNCTION = '''def {name}(x: np.ndarray) -> np.ndarray:
    r"""Which question does {name} answer?

    Return ... of every element of `x`, in the same shape and data type.
    """
    raise NotImplementedError("write the solution of {name}")


'''
_EXERCISE = """    Exercise(
        {name},
        see="{topic}#",
        target="print({name}(np.array([-2.0, 0.0, 2.0])).round(4))",
        checks=(
            Check(
                "{name}(x)",
                vectors(8, x=uniform(-6, 6)),
                about="ordinary values",
                hint="",
                points=2,
            ),
            Check(
                "{name}(x)",
                shapes(x=uniform(-6, 6)),
                about="every shape, float32 as well as float64",
                hint="",
            ),
        ),
        mistakes=(),
    ),
"""
_START = "EXERCISES = ["


def add_exercise(course: Path, topic: str, name: str) -> Path:
    """Add an exercise with holes to the topic's file, or begin the file.

    Returns its path.  Raises `CourseError` for a name that cannot be used.
    """
    for word in (topic, name):
        if not word.isidentifier() or keyword.iskeyword(word):
            raise CourseError(
                f"{word!r} is no Python name; use letters, digits and _"
            )
    path = course / "solutions" / f"{topic}.py"
    if path.exists():
        text = path.read_text("utf-8")
    else:
        text = _MODULE.format(title=topic.replace("_", " ").capitalize())
    if f"def {name}(" in text or f"class {name}" in text:
        raise CourseError(f"{path} has {name} already; choose another name")
    if _START not in text or not text.rstrip().endswith("]"):
        raise CourseError(
            f"{path} does not end with the list EXERCISES; add it first"
        )
    before, _, after = text.partition(_START)
    listed = after.rstrip()[:-1].rstrip()
    entry = _EXERCISE.format(name=name, topic=topic)
    function = _FUNCTION.format(name=name)
    text = f"{before}{function}{_START}{listed}\n{entry}]\n"
    path.write_text(text, "utf-8")
    return path
