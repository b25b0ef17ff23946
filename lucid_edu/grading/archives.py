"""Reads zip archives in memory, within limits; never extracts one.

Whatever is wrong with one file of an archive is said of that file alone.
"""

from __future__ import annotations

import mmap
import os
import re
import stat
import struct
import zipfile
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lucid_edu.grading.notebook import MAX_BYTES
from lucid_edu.grading.reading import open_regular

_UTF8 = 0x800
_NESTED = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar")


class UnreadableArchive(Exception):
    """The file is no archive that can be read; the text says why."""


@dataclass(frozen=True)
class ArchiveLimits:
    """What an archive may hold: files, bytes of its index and of a file.

    `ratio` is how many times its size a file of over a megabyte may unpack
    to.
    """

    entries: int = 50_000
    index: int = 8 << 20
    single: int = MAX_BYTES
    ratio: int = 200


LIMITS = ArchiveLimits()


def is_archive(name: str) -> bool:
    """Return whether a file's name says that it is a zip archive."""
    return name.lower().endswith(".zip")


class Archive:
    """The files of one archive, by name, with "/" between its parts."""

    def __init__(self, path: Path, limits: ArchiveLimits = LIMITS) -> None:
        self._limits = limits
        self._zip = _opened(path, limits)
        listed = [(_name(info), info) for info in self._zip.infolist()]
        listed = [(name, info) for name, info in listed if not _hidden(name)]
        files = [(name, i) for name, i in listed if not name.endswith("/")]
        counts = Counter(name for name, _ in files)
        self._files = dict(files)
        self._twice = {name for name, n in counts.items() if n > 1}
        self.folders = {n.strip("/") for n, _ in listed if n.endswith("/")}

    @property
    def names(self) -> list[str]:
        """All files but hidden ones, sorted."""
        return sorted(self._files)

    def size(self, name: str) -> int:
        """Return how large a file says it is."""
        return self._files[name].file_size

    def read(self, name: str) -> tuple[bytes | None, str]:
        """Return a file's bytes, or None and why it may not be read."""
        info = self._files.get(name)
        if info is None:
            return None, "the archive holds no such file"
        refused = self._refused(name, info)
        if refused:
            return None, refused
        try:
            with self._zip.open(info) as file:
                data = file.read(self._limits.single + 1)
        # Whatever a damaged or forged entry makes the library raise.
        except Exception:
            return None, "this file of the archive is damaged"
        if len(data) > self._limits.single:
            return None, _too_large(self._limits)
        return data, ""

    def _refused(self, name: str, info: zipfile.ZipInfo) -> str:
        parts = re.split(r"[/\\]", name)
        kind = stat.S_IFMT(info.external_attr >> 16)
        unpacked, packed = info.file_size, max(1, info.compress_size)
        drive = re.match(r"[A-Za-z]:", name)
        if ".." in parts or not parts[0] or drive or "\0" in name:
            return "its name in the archive leads out of the archive"
        if "\N{REPLACEMENT CHARACTER}" in name:
            return "its name in the archive is not UTF-8 text"
        if name in self._twice:
            return "the archive holds two files of this name"
        if kind and kind != stat.S_IFREG:
            return "this is a link in the archive, or no regular file"
        if info.flag_bits & 0x1:
            return "the file is encrypted; hand it in without a password"
        if name.lower().endswith(_NESTED):
            return (
                "this is an archive inside an archive, which is not opened; "
                "unpack the outer one"
            )
        if info.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            return "it is compressed in a way that is not read here; use zip"
        if unpacked > self._limits.single:
            return _too_large(self._limits)
        if unpacked > 1 << 20 and unpacked > self._limits.ratio * packed:
            return f"it unpacks to over {self._limits.ratio} times its size"
        return ""


def archive(path: Path) -> Archive:
    """Return the archive at `path`, read once as long as it is the same."""
    about = os.lstat(path)
    return _kept(path, about.st_size, about.st_mtime_ns)


@lru_cache(maxsize=2)
def _kept(path: Path, size: int, changed: int) -> Archive:
    return Archive(path)


class _Map(mmap.mmap):
    """A file in memory that is read as it is needed; changes stay here."""

    limit: int | None = None

    def seekable(self) -> bool:
        return True

    def read(self, n: Any = None) -> bytes:
        # The index is read as a whole, before anything is known of it.
        if self.limit is not None and n is not None and n > self.limit:
            raise UnreadableArchive("it lists too many files")
        return super().read(n)


def _opened(path: Path, limits: ArchiveLimits) -> zipfile.ZipFile:
    fd, refused = open_regular(path)
    if fd is None:
        raise UnreadableArchive(refused)
    try:
        data = _Map(fd, 0, access=mmap.ACCESS_COPY)
    except (ValueError, OSError):
        raise UnreadableArchive("the archive is empty") from None
    finally:
        os.close(fd)
    data.limit = limits.index
    try:
        found = _parsed(data)
    except UnreadableArchive:
        raise
    # Whatever a damaged or forged index makes the library raise.
    except Exception:
        raise UnreadableArchive("it is damaged, or no zip archive") from None
    data.limit = None
    if len(found.infolist()) > limits.entries:
        raise UnreadableArchive(
            f"it lists {len(found.infolist())} files; {limits.entries} can "
            f"be read"
        )
    return found


def _parsed(data: Any) -> zipfile.ZipFile:
    found: zipfile.ZipFile
    try:
        found = zipfile.ZipFile(data)
    except UnicodeDecodeError:
        _unmark(data)
        found = zipfile.ZipFile(data)
    return found


def _unmark(data: _Map) -> None:
    """Let one name that is falsely called UTF-8 not spoil all the others.

    The entry loses its mark in the index, and so is read as code page 437.
    """
    end = data.rfind(b"PK\x05\x06")
    count, size, place = struct.unpack_from("<HII", data, end + 10)
    place = end - size if end - size >= 0 else place
    for _ in range(count):
        flags, length, extra, note = (
            *struct.unpack_from("<H", data, place + 8),
            *struct.unpack_from("<HHH", data, place + 28),
        )
        try:
            data[place + 46 : place + 46 + length].decode("utf-8")
        except UnicodeDecodeError:
            struct.pack_into("<H", data, place + 8, flags & ~_UTF8)
        place += 46 + length + extra + note


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name that was meant: many write UTF-8 without saying so."""
    name = info.orig_filename
    if info.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeDecodeError:
        return name.encode("cp437").decode("utf-8", "replace")


def _hidden(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return "__MACOSX" in parts or any(
        part.startswith(".") and part.strip(".") for part in parts
    )


def _too_large(limits: ArchiveLimits) -> str:
    return f"the file is over {limits.single >> 20} MB; clear the outputs"
