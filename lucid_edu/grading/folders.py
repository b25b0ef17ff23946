"""The files of a folder, of an archive, or one alone, by their names.

Knows no layout: whose a file is, is decided elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from lucid_edu.grading.archives import Archive, is_archive
from lucid_edu.grading.reading import read_file


class Folder:
    """The files below a folder; hidden ones and checkpoints passed over.

    Every name begins with the folder's own, so `base` is what it lies in.
    """

    def __init__(self, root: Path, topics: tuple[str, ...]) -> None:
        self.topics, self.base = topics, root.resolve().parent
        self.root = root.resolve().name or "/"
        self._texts: dict[str, bytes | None] = {}
        names, folders, repositories = _walk(self.base, self.root)
        self.names: Sequence[str] = names
        self.folders = folders
        self.repositories = frozenset(repositories)

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a small file beside the notebooks."""
        if name not in self._texts:
            self._texts[name] = read_file(self.base / name)[0]
        return self._texts[name]


class Alone(Folder):
    """One file, named with the last folders it lies in."""

    def __init__(self, place: Path, topics: tuple[str, ...]) -> None:
        parts = place.parts[1:][-4:]
        self.topics, self.base = topics, place.parents[len(parts) - 1]
        self.root, self._texts = "", {}
        self.names = ["/".join(parts)]
        self.folders, self.repositories = [], frozenset()


class Packed:
    """The files of an archive, named as if it were a folder."""

    def __init__(
        self, found: Archive, root: str, topics: tuple[str, ...]
    ) -> None:
        self.topics, self.root = topics, root
        self._archive = found
        self._texts: dict[str, bytes | None] = {}
        self.names: Sequence[str] = [f"{root}/{n}" for n in found.names]
        self.folders = [f"{root}/{n}" for n in sorted(found.folders)]
        self.repositories: frozenset[str] = frozenset()

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a small file beside the notebooks."""
        if name not in self._texts:
            member = name.removeprefix(f"{self.root}/")
            self._texts[name] = self._archive.read(member)[0]
        return self._texts[name]


def holds_work(name: str) -> bool:
    """Return whether a file's name is a notebook's or an archive's."""
    return name.lower().endswith(".ipynb") or is_archive(name)


def without_work(files: Folder | Packed) -> list[str]:
    """Return the folders of students who handed nothing in.

    These are folders without any notebook, unless they lie in the folder
    of one who did.
    """
    work = [PurePosixPath(n) for n in files.names if holds_work(n)]
    root = PurePosixPath(files.root)
    full = {folder for path in work for folder in path.parents}
    owned = {
        path.parent
        for path in work
        if path.parent != root or path.stem.lower() in files.topics
    }
    return [
        str(folder)
        for folder in map(PurePosixPath, files.folders)
        if folder not in full
        and (folder.parent in full or folder.parent == root)
        and folder.parent not in owned
    ]


def _walk(base: Path, root: str) -> tuple[list[str], list[str], list[str]]:
    names: list[str] = []
    folders: list[str] = []
    repositories: list[str] = []
    coming = [root]
    # A list, not recursion: a folder may be thousands of levels deep.
    while coming:
        place = coming.pop()
        listed = _listed(base / place)
        if ".git" in listed and place != root:
            repositories.append(place)
        for name in listed:
            if name.startswith(".") or name == "__pycache__":
                continue
            found = base / place / name
            if not found.is_dir():
                names.append(f"{place}/{name}")
                continue
            folders.append(f"{place}/{name}")
            if not found.is_symlink():
                coming.append(f"{place}/{name}")
    return sorted(names), sorted(folders), repositories


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
