"""Limits inside a process: a time for each call, a cap on what is printed.

Runs beside student code, so it trusts nothing it meets.
"""

from __future__ import annotations

import contextlib
import io
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

# Bound before any student code runs.
_setitimer, _signal = getattr(signal, "setitimer", None), signal.signal
_get_depth, _set_depth = sys.getrecursionlimit, sys.setrecursionlimit
_type, _str, _len = type, str, len


class OutputFlood(BaseException):
    """Raised where a submission prints more than it may."""


class Overrun(BaseException):
    """Raised by the alarm inside a call or cell that runs too long."""


class CappedWriter(io.TextIOBase):
    """Collect what is printed up to a cap; end the run above `flood`."""

    def __init__(self, keep: int = 4_000, flood: int | None = None) -> None:
        self._parts: list[str] = []
        self._keep, self._flood, self._seen = keep, flood, 0

    def write(self, text: str) -> int:
        if _type(text) is not _str:
            raise TypeError("write() needs a str")
        if self._seen < self._keep:
            self._parts.append(text[: self._keep - self._seen])
        self._seen += _len(text)
        if self._flood is not None and self._seen > self._flood:
            raise OutputFlood
        return _len(text)

    def writable(self) -> bool:
        return True

    def take(self) -> str:
        """Return what was kept since the last call, and start afresh."""
        text = "".join(self._parts)
        self._parts.clear()
        if self._flood is None:
            self._seen = 0
        else:
            self._keep += _len(text)
        return text


@contextlib.contextmanager
def depth_kept() -> Iterator[None]:
    """Put the recursion limit back, whatever the block made of it."""
    depth = _get_depth()
    try:
        yield
    finally:
        _set_depth(depth)


@contextlib.contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise inside the block when it runs longer than `seconds`.

    Works in the main thread of Unix processes; elsewhere it does nothing.
    The alarm repeats, so a bare `except` in a loop is hit again.
    """
    main = threading.current_thread() is threading.main_thread()
    if seconds is None or _setitimer is None or not main:
        yield
        return

    def ring(signum: int, frame: FrameType | None) -> None:
        raise Overrun

    def disarm() -> None:
        _signal(signal.SIGALRM, signal.SIG_IGN)
        _setitimer(signal.ITIMER_REAL, 0)
        _signal(signal.SIGALRM, before)

    before = _signal(signal.SIGALRM, ring)
    try:
        _setitimer(signal.ITIMER_REAL, seconds, 0.05)
        yield
    finally:
        try:
            disarm()
        except Overrun:
            # It rang on the way out; the next ring is 50 ms away.
            disarm()
            raise
