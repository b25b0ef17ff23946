"""nbgrader: `submitted/<student>/<assignment>/<notebook>.ipynb`.

`timestamp.txt` beside the notebook says when; whether that is late stands
in nbgrader's database only.
"""

from __future__ import annotations

from lucid_edu.grading.layouts.origin import (
    Files,
    Origin,
    moment,
    most,
    stem,
)

NAME = "nbgrader"
_TIME = "timestamp.txt"


def recognise(files: Files) -> bool:
    """Return whether most notebooks lie as nbgrader lays them.

    Student and notebook alone could be a section and its students: the
    assignment must be a topic, or have a timestamp, unless the notebook
    is not named after a topic either.
    """
    notebooks = [n for n in files.names if n.lower().endswith(".ipynb")]
    return most([_fits(name, files) for name in notebooks])


def decode(name: str, files: Files) -> tuple[Origin, ...]:
    """Return whose file this is, by its folders."""
    found = _parts(name)
    if found is None:
        return ()
    base, student, assignment = found
    when = files.read(f"{base}/{student}/{assignment}/{_TIME}") or b""
    return (
        Origin(
            student,
            identity=student,
            hints=(stem(name), assignment),
            order=moment(when[:64].decode("ascii", "replace")),
        ),
    )


def _fits(name: str, files: Files) -> bool:
    found = _parts(name)
    if found is None:
        return False
    base, student, assignment = found
    if files.read(f"{base}/{student}/{assignment}/{_TIME}") is not None:
        return True
    return base.rsplit("/", 1)[-1] == "submitted" and (
        assignment in files.topics or stem(name) not in files.topics
    )


def _parts(name: str) -> tuple[str, str, str] | None:
    """Return the folder of all students, the student, the assignment."""
    parts = name.split("/")
    place = parts.index("submitted") if "submitted" in parts else 0
    if len(parts) - place < 4:
        return None
    return "/".join(parts[: place + 1]), parts[place + 1], parts[place + 2]
