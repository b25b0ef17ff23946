"""Writes a set of files as a folder or a zip, the same bytes every time."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lucid_edu.grading.exercise import CourseError

Files = Mapping[str, bytes]
"""Relative paths with forward slashes, and what is in them."""

# The earliest time that a zip can hold; a file's own would differ.
_TIME = (1980, 1, 1, 0, 0, 0)


def write_folder(files: Files, folder: Path) -> None:
    """Write the files into a folder that is new or empty.

    Raises `CourseError` where something stands in it already, so that no
    file of an earlier bundle is handed out with this one.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(
            f"{folder} is not empty; remove it, or name another with --to"
        )
    for name in sorted(files):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])
        path.chmod(_mode(files[name]))


def write_zip(files: Files, path: Path) -> None:
    """Write the files as a zip, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with zipfile.ZipFile(part, "w") as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(name, _TIME)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.create_system = 3  # Unix, wherever it was made
            about.external_attr = (0o100000 | _mode(files[name])) << 16
            archive.writestr(about, files[name])
    os.replace(part, path)


def write(files: Files, to: Path, zipped: bool) -> None:
    """Write a zip where `zipped` is set, else a folder."""
    if zipped:
        write_zip(files, to)
        return
    write_folder(files, to)


def tree(folder: Path, suffixes: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Return the files below `folder` with these suffixes, or all."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(
            part.startswith(".") or part == "__pycache__"
            for part in path.relative_to(folder).parts
        )
        and (not suffixes or path.suffix in suffixes)
    }


def _mode(data: bytes) -> int:
    return 0o755 if data.startswith(b"#!") else 0o644
