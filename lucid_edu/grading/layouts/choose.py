"""Which layout a set of files has; each is asked in turn."""

from __future__ import annotations

from lucid_edu.grading.layouts import (
    canvas,
    clones,
    gradescope,
    loose,
    moodle,
    nbgrader,
)
from lucid_edu.grading.layouts.origin import Files, Layout

# The surest signs first; `loose` knows everything.
LAYOUTS: tuple[Layout, ...] = (
    gradescope,
    moodle,
    nbgrader,
    canvas,
    clones,
    loose,
)
NAMES = tuple(layout.NAME for layout in LAYOUTS)


def choose(files: Files, wanted: str = "auto") -> Layout:
    """Return the layout of that name, or the first that knows the files."""
    if wanted == "auto":
        return next(found for found in LAYOUTS if found.recognise(files))
    return LAYOUTS[NAMES.index(wanted)]
