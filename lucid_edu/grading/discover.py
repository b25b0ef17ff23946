"""Finds submissions: paths in, entries with their files and students out."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from lucid_edu.grading.course import topics
from lucid_edu.grading.grade import Entry
from lucid_edu.grading.notebook import MAX_BYTES


class NothingToGrade(Exception):
    """No path holds a notebook."""


def discover(paths: Iterable[Path], course: Path) -> list[Entry]:
    """Return an entry for each notebook, in a fixed order, none twice.

    A path is a notebook or a folder of them, at any depth; hidden files
    and checkpoints are passed over.  The student is the file's name, or
    the folder's where the file is named after a topic.  A folder without
    any notebook is a student who did not submit, unless it lies in the
    folder of one who did.  No file is opened yet: `opened` does that.
    Raises `NothingToGrade` when there is nothing at all.
    """
    known = topics(course)
    entries: dict[str, Entry] = {}
    seen: set[Path] = set()
    for path in paths:
        folder = path.is_dir()
        for found in _walk(path, known) if folder else [path]:
            place = found.parent.resolve() / found.name
            if place in seen:
                continue
            seen.add(place)
            near = found.relative_to(path) if folder else _near(place, known)
            shown = _unused((near, found, place), entries)
            entries[shown] = _entry(place, shown, known)
    if not entries:
        listed = ", ".join(str(path) for path in paths)
        raise NothingToGrade(
            f"no notebook in {listed or 'no path'}; name .ipynb files or "
            f"folders that hold them"
        )
    return [entries[key] for key in sorted(entries)]


def opened(entry: Entry) -> Entry:
    """Return `entry` with its file's bytes, or why they may not be read."""
    if entry.file is None:
        return entry
    data, refused = read_file(entry.file)
    return replace(entry, file=None, data=data, refused=refused)


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


def _walk(root: Path, known: tuple[str, ...]) -> list[Path]:
    notebooks: list[Path] = []
    folders: list[Path] = []
    coming = [root]
    # A list, not recursion: a folder may be thousands of levels deep.
    while coming:
        for path in _listed(coming.pop()):
            if path.is_dir():
                folders.append(path)
                if not path.is_symlink():
                    coming.append(path)
            elif path.name.lower().endswith(".ipynb"):
                notebooks.append(path)
    full = {folder for path in notebooks for folder in path.parents}
    owned = {
        path.parent
        for path in notebooks
        if path.parent != root or _own(path, known)
    }
    without = [
        folder
        for folder in folders
        if folder not in full
        and (folder.parent in full or folder.parent == root)
        and folder.parent not in owned
    ]
    return sorted(notebooks + without)


def _listed(folder: Path) -> list[Path]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [
        folder / name
        for name in names
        if not name.startswith(".") and name != "__pycache__"
    ]


def _own(path: Path, known: tuple[str, ...]) -> bool:
    """Return whether a file of this name lies in its student's folder."""
    return path.stem.lower() in known


def _near(path: Path, known: tuple[str, ...]) -> Path:
    """Return the end of `path` that says whose file it is."""
    return Path(*path.parts[-2 if _own(path, known) else -1 :])


def _unused(paths: Iterable[Path], taken: Container[str]) -> str:
    texts = [_text(path) for path in paths]
    # Bytes that are no text may look like another name once written out.
    more = (f"{texts[-1]} ({n})" for n in count(2))
    return next(text for text in chain(texts, more) if text not in taken)


def _text(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _entry(place: Path, shown: str, known: tuple[str, ...]) -> Entry:
    if place.is_dir():
        refused = ""
        if place.is_symlink() or not os.access(place, os.R_OK | os.X_OK):
            refused = "the folder is a link or cannot be opened"
        return Entry(shown, _text(Path(place.name)), None, None, refused)
    own = _own(place, known)
    name = place.parent.name if own else place.stem
    topic = place.stem.lower() if own else None
    return Entry(shown, _text(Path(name or place.stem)), topic, file=place)
