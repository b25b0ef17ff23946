"""Limits inside a process: a time for each call, a cap on what is printed.

Runs beside student code, so it trusts nothing it meets.
"""

from __future__ import annotations

import io
import signal
import sys
import threading
from types import FrameType
from typing import Any

# Bound before any student code runs.
_setitimer: Any = getattr(signal, "setitimer", None)
# Without the wrapper that looks each handler up among the enum's members.
_signal = getattr(signal, "_signal", signal).signal
_ALARM = int(getattr(signal, "SIGALRM", 0))
_REAL = int(getattr(signal, "ITIMER_REAL", 0))
_current, _main = threading.current_thread, threading.main_thread
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


_NOWHERE = CappedWriter(0)


class depth_kept:
    """Put the recursion limit back, whatever the block made of it."""

    def __enter__(self) -> None:
        self._depth = _get_depth()

    def __exit__(self, *_: object) -> None:
        _set_depth(self._depth)


class printed_to:
    """Send what the block prints to `out`, what it reports nowhere."""

    def __init__(self, out: CappedWriter) -> None:
        self._out = out

    def __enter__(self) -> None:
        self._before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self._out, _NOWHERE

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._before


class time_limit:
    """Raise inside the block when it runs longer than `seconds`.

    Works in the main thread of Unix processes; elsewhere it does nothing.
    The alarm repeats, so a bare `except` in a loop is hit again.
    """

    def __init__(self, seconds: float | None) -> None:
        main = _current() is _main()
        holds = seconds is not None and _setitimer is not None and main
        self._seconds = seconds if holds else None

    def __enter__(self) -> None:
        if self._seconds is not None:
            self._before = _signal(_ALARM, _ring)
            _setitimer(_REAL, self._seconds, 0.05)

    def __exit__(self, *_: object) -> None:
        if self._seconds is None:
            return
        try:
            self._disarm()
        except Overrun:
            # It rang on the way out; the next ring is 50 ms away.
            self._disarm()
            raise

    def _disarm(self) -> None:
        _setitimer(_REAL, 0)
        _signal(_ALARM, self._before)


def _ring(signum: int, frame: FrameType | None) -> None:
    raise Overrun
