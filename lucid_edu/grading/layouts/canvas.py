"""Canvas, "Download Submissions": everything stands in the file's name.

`lovelaceada_LATE_12345_67890_sigmoid-1.ipynb` is the sortable name without
blanks, LATE or nothing, the student's number, the file's, its own name.
"""

from __future__ import annotations

import re

from lucid_edu.grading.layouts.origin import Files, Origin, most, stem

NAME = "canvas"
_NAMED = re.compile(
    r"(?P<student>\w+?)_(?P<late>LATE_)?(?P<id>\d+)_(?P<file>\d+)_(?P<own>.+)",
    re.DOTALL,
)
# Where the assignment hides names from those who grade.
_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<student>anon_(?P<id>[A-Za-z0-9]+))"
    r"_(?P<file>\d+)_(?P<own>.+)",
    re.DOTALL,
)


def recognise(files: Files) -> bool:
    """Return whether most files are named as Canvas names them."""
    return most([bool(_match(name)) for name in files.names])


def decode(name: str, files: Files) -> tuple[Origin, ...]:
    """Return whose file this is; a higher file number came later."""
    found = _match(name)
    if found is None:
        return ()
    return (
        Origin(
            found["student"],
            identity=found["id"],
            internal=True,
            hints=(stem(found["own"]),),
            late=found["late"] is not None,
            order=found["file"].zfill(24),
        ),
    )


def _match(name: str) -> re.Match[str] | None:
    last = name.rsplit("/", 1)[-1]
    return _ANONYMOUS.fullmatch(last) or _NAMED.fullmatch(last)
