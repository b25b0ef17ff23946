"""A temporary folder that the next grader removes if its owner was killed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import weakref
from pathlib import Path
from types import TracebackType
from typing import Self

PREFIX = "lucid-edu-"
_LOCK = "owner"


class Scratch:
    """A folder of this process, `path`, until `close`; a context manager.

    Its file `owner` is locked while the process lives.  The kernel opens
    the lock when the process ends, however it ends.
    """

    def __init__(self) -> None:
        sweep()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        made = self.path / f"{_LOCK}.new"
        lock = os.open(made, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Under its name only once it is locked: no sweep may come between.
        made.rename(self.path / _LOCK)
        self._end = weakref.finalize(self, _removed, self.path, lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the folder, which the end of the process does, too."""
        self._end()


def sweep() -> None:
    """Remove the folders of this user whose owners are dead."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Gone meanwhile, another user's, or one without a lock: left alone.
        with contextlib.suppress(OSError):
            _remove_if_dead(folder)


def _removed(folder: Path, lock: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def _remove_if_dead(folder: Path) -> None:
    if folder.lstat().st_uid != os.geteuid():
        return
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
