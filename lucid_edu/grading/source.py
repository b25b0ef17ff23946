"""One path that was named: a folder, an archive or a file, and its entries.

Puts together where files lie and how their layout names them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lucid_edu.grading.archives import UnreadableArchive, archive, is_archive
from lucid_edu.grading.folders import (
    Alone,
    Folder,
    Packed,
    holds_work,
    without_work,
)
from lucid_edu.grading.grade import Entry
from lucid_edu.grading.layouts import loose
from lucid_edu.grading.layouts.choose import choose
from lucid_edu.grading.layouts.origin import Origin, stem
from lucid_edu.grading.results import Intake

MOST_FILES = 200
MOST_BYTES = 200 << 20
# What is put behind the name of a second copy.
_COPY = re.compile(r"(?:[-_ ]copy|[-_ ]\d{1,4}|[-_ ]?\(\d{1,4}\))$")


@dataclass(frozen=True)
class Found:
    """An entry without a path yet, what it may be called, and its size."""

    entry: Entry
    names: tuple[str, ...]
    size: int = 0


@dataclass(frozen=True)
class _Where:
    """Where the bytes of an entry are, or why they are not looked at."""

    file: Path | None = None
    member: str = ""
    size: int = 0
    refused: str = ""


class Source:
    """What lies below one path, in a layout that was named or recognised."""

    def __init__(
        self, path: Path, topics: tuple[str, ...], layout: str
    ) -> None:
        self._given, self._topics = path, topics
        self._place = path.parent.resolve() / path.name
        self._archive = None
        self._files: Folder | Packed = Alone(self._place, topics)
        if path.is_dir():
            self._files = Folder(path, topics)
        elif is_archive(path.name) and choose(self._files) is loose:
            # Named like a student's, it would not be that of a class.
            self._archive = archive(self._place)
            self._files = Packed(self._archive, path.stem, topics)
        self._layout = choose(self._files, layout)
        # The folders of students, by a notebook that is named by its topic.
        self._owned = {
            name.rpartition("/")[0]
            for name in self._files.names
            if name.lower().endswith(".ipynb") and stem(name).lower() in topics
        }

    def found(self) -> list[Found]:
        """Return what every student handed in, or that it was nothing."""
        alone = isinstance(self._files, Alone)
        found = [
            one
            for name in self._files.names
            if alone or (holds_work(name) and not self._is_data(name))
            for where in self._below(name)
            for one in self._made(name, where)
        ]
        for folder in without_work(self._files):
            found += self._made(f"{folder}/", self._nothing(folder))
        if self._layout is not loose:
            found += self._other_files({one.entry.who for one in found})
        return _uncrowded(found)

    def _is_data(self, name: str) -> bool:
        """Return whether an archive only lies beside a student's notebook."""
        folder = name.rpartition("/")[0]
        return (
            is_archive(name)
            and self._layout is loose
            and folder != self._files.root
            and folder in self._owned
        )

    def _below(self, name: str) -> Iterator[_Where]:
        """Yield a notebook, or what is in an archive a student handed in."""
        if self._archive is not None:
            member = name.removeprefix(f"{self._files.root}/")
            yield _Where(self._place, member, self._archive.size(member))
            return
        place = self._on_disk(name)
        if not is_archive(name):
            yield _Where(place)
            return
        try:
            inside = archive(place)
        except (UnreadableArchive, OSError) as error:
            why = f"the archive cannot be read: {error}"
            yield _Where(place, refused=why)
            return
        members = [member for member in inside.names if holds_work(member)]
        for member in members:
            yield _Where(place, member, inside.size(member))
        if not members:
            yield _Where(place, refused="the archive holds no notebook")

    def _nothing(self, folder: str) -> _Where:
        if self._archive is not None:
            return _Where()
        place = self._on_disk(folder)
        if place.is_symlink() or not os.access(place, os.R_OK | os.X_OK):
            return _Where(refused="the folder is a link or cannot be opened")
        return _Where()

    def _other_files(self, whose: set[tuple[str, ...]]) -> list[Found]:
        """Return who handed in something, but no notebook."""
        found: dict[tuple[str, ...], Found] = {}
        for name in self._files.names:
            if self._layout.decode(name, self._files):
                why = f"{_last(name)} is no notebook; hand in an .ipynb file"
                for one in self._made(name, _Where(refused=why)):
                    if one.entry.who not in whose:
                        found.setdefault(one.entry.who, one)
        return [*found.values()]

    def _made(self, name: str, where: _Where) -> Iterable[Found]:
        layout, origins = self._layout, self._decoded(name)
        if not origins:
            layout, origins = loose, loose.decode(name, self._files)
        for origin in origins:
            intake = Intake(
                layout.NAME,
                _text(origin.identity),
                _text(origin.email),
                late=origin.late,
            )
            hints = (stem(where.member), *origin.hints)
            entry = Entry(
                "",
                _text(origin.student),
                self._topic(hints),
                refused=where.refused,
                file=where.file,
                member=where.member,
                origin=origin,
                intake=intake,
                who=self._who(name, layout.NAME, origin),
                source=str(self._place),
            )
            names = self._names(name, where)
            if len(origins) > 1:  # one file of a group, graded for each
                names = tuple(f"{n} ({entry.student})" for n in names)
            yield Found(entry, names, where.size)

    def _decoded(self, name: str) -> tuple[Origin, ...]:
        # A folder stands for the file that is missing from it.
        if name.endswith("/") and self._layout is not loose:
            return self._layout.decode(f"{name}-", self._files)
        return self._layout.decode(name, self._files)

    def _who(self, name: str, layout: str, origin: Origin) -> tuple[str, ...]:
        if layout != loose.NAME:
            mark = origin.identity or origin.email or origin.student
            return (layout, mark)
        # The same name in two folders may be two students.
        return (layout, str(self._on_disk(name).parent), origin.student)

    def _topic(self, hints: Iterable[str]) -> str | None:
        for hint in hints:
            said = hint[:200].lower()
            for topic in (said, _COPY.sub("", said)):
                if topic.replace("-", "_") in self._topics:
                    return topic.replace("-", "_")
        return None

    def _on_disk(self, name: str) -> Path:
        if isinstance(self._files, Packed):
            return self._place / name
        return self._files.base / name

    def _names(self, name: str, where: _Where) -> tuple[str, ...]:
        if isinstance(self._files, Alone):
            own = self._place.stem.lower() in self._topics
            parts = self._place.parts[-2 if own else -1 :]
            short, given = "/".join(parts), str(self._given)
        else:
            inner = name.removeprefix(f"{self._files.root}/").rstrip("/")
            given = f"{self._given}/{inner}"
            short = (
                inner
                if self._archive is None
                else f"{self._given.name}/{inner}"
            )
        whole = str(self._on_disk(name))
        below = where.member if self._archive is None else ""
        tail = f"/{below}" if below else ""
        return tuple(_text(f"{n}{tail}") for n in (short, given, whole))


def _uncrowded(found: list[Found]) -> list[Found]:
    """Leave one refused entry of whoever handed in more than is looked at."""
    counts: dict[tuple[str, ...], int] = {}
    sizes: dict[tuple[str, ...], int] = {}
    for one in found:
        counts[one.entry.who] = counts.get(one.entry.who, 0) + 1
        sizes[one.entry.who] = sizes.get(one.entry.who, 0) + one.size
    kept: dict[object, Found] = {}
    for place, one in enumerate(found):
        who, why = one.entry.who, ""
        if counts[who] > MOST_FILES:
            why = f"{counts[who]} notebooks; {MOST_FILES} are looked at"
        elif sizes[who] > MOST_BYTES:
            why = f"notebooks of over {MOST_BYTES >> 20} MB in one archive"
        if not why:
            kept[place] = one
        elif who not in kept:
            kept[who] = replace(one, entry=replace(one.entry, refused=why))
    return [*kept.values()]


def _last(name: str) -> str:
    return _text(name.rsplit("/", 1)[-1])


def _text(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")
