"""Finds submissions: paths in, entries with bytes and students out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from lucid_edu.grading.course import topics
from lucid_edu.grading.grade import Entry
from lucid_edu.grading.notebook import MAX_BYTES


class NothingToGrade(Exception):
    """No path holds a notebook."""


def discover(paths: Iterable[Path], course: Path) -> list[Entry]:
    """Return an entry for each notebook, in a fixed order.

    A path is a notebook or a folder of them, at any depth; hidden files
    and checkpoints are passed over.  The student is the file's name, or
    the folder's where the file is named after a topic.  An empty folder in
    a folder of students is one who did not submit.  Raises
    `NothingToGrade` when there is nothing at all.
    """
    known = topics(course)
    entries: dict[str, Entry] = {}
    for path in paths:
        base = path if path.is_dir() else path.parent
        for found in _walk(path):
            shown = _shown(found, base)
            if shown in entries:
                shown = str(found)
            entries.setdefault(shown, _entry(found, shown, known))
    if not entries:
        listed = ", ".join(str(path) for path in paths)
        raise NothingToGrade(
            f"no notebook in {listed or 'no path'}; name .ipynb files or "
            f"folders that hold them"
        )
    return [entries[key] for key in sorted(entries)]


def read_file(path: Path) -> tuple[bytes | None, str]:
    """Return a file's bytes, or None and why it may not be read.

    Links, pipes, devices and files over 20 MB are refused unopened or
    unread, so that none of them can hold up the class.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0)
    try:
        fd = os.open(path, flags)
    except OSError:
        return None, "the file is a link or cannot be opened"
    with os.fdopen(fd, "rb") as file:
        about = os.fstat(fd)
        if not stat.S_ISREG(about.st_mode):
            return None, "this is no regular file"
        if about.st_size > MAX_BYTES:
            return None, "the file is over 20 MB; clear the outputs first"
        return file.read(MAX_BYTES + 1), ""


def _walk(path: Path) -> list[Path]:
    if not path.is_dir() or path.is_symlink():
        return [path]
    found: list[Path] = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(n for n in folders if not _hidden(n))
        kept = sorted(
            n for n in names if n.endswith(".ipynb") and not _hidden(n)
        )
        found += [Path(folder) / name for name in kept]
        if not kept and not folders and Path(folder) != path:
            found.append(Path(folder))
    return found


def _hidden(name: str) -> bool:
    return name.startswith((".", "_"))


def _shown(path: Path, base: Path) -> str:
    relative = path.relative_to(base) if path != base else Path(path.name)
    return os.fsencode(relative).decode("utf-8", "backslashreplace")


def _entry(path: Path, shown: str, known: tuple[str, ...]) -> Entry:
    if path.is_dir():
        return Entry(shown, path.name, None)
    topic = path.stem if path.stem in known else None
    student = path.parent.name if topic else path.stem
    student = os.fsencode(student).decode("utf-8", "backslashreplace")
    data, refused = read_file(path)
    return Entry(shown, student, topic, data, refused)
