"""Finds submissions: paths in, entries with their files and students out."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from lucid_edu.grading.archives import UnreadableArchive, archive
from lucid_edu.grading.course import topics
from lucid_edu.grading.grade import Entry
from lucid_edu.grading.reading import read_file
from lucid_edu.grading.source import Source


class NothingToGrade(Exception):
    """No path holds a notebook."""


def discover(
    paths: Iterable[Path], course: Path, layout: str = "auto"
) -> list[Entry]:
    """Return an entry for each notebook, in a fixed order, none twice.

    A path is a notebook, a zip archive of a class, or a folder, at any
    depth; hidden files and checkpoints are passed over.  `layout` says how
    files are named; otherwise it is recognised for each path.  A folder
    without any notebook is a student who did not submit, and an archive in
    a folder is what one student handed in.  No notebook is opened yet:
    `opened` does that.  Raises `NothingToGrade` where nothing is found.
    """
    known, listed = topics(course), sorted(set(paths))
    entries: dict[str, Entry] = {}
    seen: set[tuple[object, ...]] = set()
    for path in listed:
        for found in _source(path, known, layout).found():
            entry = found.entry
            place = (found.names[-1], entry.who)
            if place not in seen:
                seen.add(place)
                shown = _unused(found.names, entries)
                entries[shown] = replace(entry, path=shown)
    if not entries:
        given = ", ".join(map(str, listed))
        raise NothingToGrade(
            f"no notebook in {given or 'no path'}; name .ipynb files, zip "
            f"archives or folders that hold them"
        )
    return [entries[key] for key in sorted(entries)]


def opened(entry: Entry) -> Entry:
    """Return `entry` with its file's bytes, or why they may not be read."""
    if entry.file is None or entry.refused:
        return replace(entry, file=None)
    if entry.member:
        try:
            data, refused = archive(entry.file).read(entry.member)
        except (UnreadableArchive, OSError) as error:
            data, refused = None, f"the archive cannot be read: {error}"
    else:
        data, refused = read_file(entry.file)
    return replace(entry, file=None, data=data, refused=refused)


def _source(path: Path, known: tuple[str, ...], layout: str) -> Source:
    try:
        return Source(path, known, layout)
    except UnreadableArchive as error:
        raise NothingToGrade(
            f"{path} cannot be read: {error}; download it again, or unpack "
            f"it and name the folder"
        ) from None


def _unused(names: Iterable[str], taken: Container[str]) -> str:
    names = [*names]
    # Bytes that are no text may look like another name once written out.
    more = (f"{names[-1]} ({n})" for n in count(2))
    return next(name for name in chain(names, more) if name not in taken)
