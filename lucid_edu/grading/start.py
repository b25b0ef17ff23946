"""Lays exercise notebooks into a student's folder and overwrites no work."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from lucid_edu.grading.course import topics
from lucid_edu.grading.exercise import CourseError
from lucid_edu.grading.merge import merged


def lay_out(
    course: Path, wanted: Iterable[str], folder: Path
) -> Iterator[tuple[Path, str]]:
    """Copy or merge `exercises/<topic>.ipynb` into `folder`.

    Yields each path and what was done.  Raises `CourseError` for an unknown
    topic, and where the student's file cannot be read: it stays as it is.
    """
    known = topics(course)
    wanted = list(wanted)
    for topic in wanted:
        if topic not in known:
            raise CourseError(
                f"no topic {topic!r}; the topics are: {', '.join(known)}"
            )
    folder.mkdir(parents=True, exist_ok=True)
    for topic in wanted:
        source = course / "exercises" / f"{topic}.ipynb"
        target = folder / source.name
        if not target.exists():
            shutil.copyfile(source, target)
            yield target, "laid out"
            continue
        text = _merged_text(source, target)
        if text is None:
            yield target, "up to date"
        else:
            _replace(target, text)
            yield target, "newer exercises merged in, your work kept"


def _merged_text(source: Path, target: Path) -> str | None:
    """Return the text to write, or None where nothing is newer."""
    newer = json.loads(source.read_text("utf-8"))
    try:
        mine = json.loads(target.read_text("utf-8-sig"))
        if not isinstance(mine["cells"], list):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        raise CourseError(
            f"{target} is no notebook, so nothing can be merged into it; "
            f"move it away and start again"
        ) from None
    own = mine.get("metadata", {}).get("lucid_edu", {})
    if own == newer["metadata"]["lucid_edu"]:
        return None
    return json.dumps(merged(mine, newer), indent=1) + "\n"


def _replace(target: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".ipynb")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    shutil.copymode(target, name)
    os.replace(name, target)
