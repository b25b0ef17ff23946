"""Opens files that may be anything, and reads what may be read of them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from lucid_edu.grading.notebook import MAX_BYTES


def read_file(path: Path) -> tuple[bytes | None, str]:
    """Return a file's bytes, or None and why it may not be read.

    Links, pipes, devices and files over 20 MB are refused unopened or
    unread, so that none of them can hold up the class.
    """
    fd, refused = open_regular(path)
    if fd is None:
        return None, refused
    with os.fdopen(fd, "rb") as file:
        if os.fstat(fd).st_size > MAX_BYTES:
            return None, "the file is over 20 MB; clear the outputs first"
        return file.read(MAX_BYTES + 1), ""


def open_regular(path: Path) -> tuple[int | None, str]:
    """Return a descriptor of a plain file, or None and why it is none."""
    flags = os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0)
    try:
        fd = os.open(path, flags)
    except OSError:
        return None, "the file is a link or cannot be opened"
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        return None, "this is no regular file"
    return fd, ""
