"""Moodle, "Download all submissions": a folder a student, or flat files.

`Ada Lovelace_12345_assignsubmission_file_/sigmoid.ipynb`, or the same with
the file's name behind the last underscore.  Nothing says when it was.
"""

from __future__ import annotations

import re

from lucid_edu.grading.layouts.origin import Files, Origin, most, stem

NAME = "moodle"
_PART = re.compile(
    r"(?P<student>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+(?:_(?P<own>.*))?",
    re.DOTALL,
)


def recognise(files: Files) -> bool:
    """Return whether most files are named as Moodle names them."""
    return most([bool(decode(name, files)) for name in files.names])


def decode(name: str, files: Files) -> tuple[Origin, ...]:
    """Return whose file this is; the number is the participant's."""
    for part in name.split("/"):
        found = _PART.fullmatch(part)
        if found is None:
            continue
        student, number = found["student"], found["id"]
        if student == "Participant":  # names are hidden from those who grade
            student = f"Participant {number}"
        own = found["own"] or name.rsplit("/", 1)[-1]
        return (Origin(student, number, internal=True, hints=(stem(own),)),)
    return ()
