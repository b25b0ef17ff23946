"""Where a tensor was made: the user's line, and the modules around it.

Looking at the call stack takes longer than a small operation itself, so it
is done where somebody reads along: at the prompt, in a notebook, and inside
`record_lines()` or `detect_anomaly()`.
"""

from __future__ import annotations

import linecache
import os
import sys
from contextlib import ContextDecorator
from types import CodeType, TracebackType
from typing import Any, NamedTuple

_PACKAGE = os.path.dirname(__file__) + os.sep


class Place(NamedTuple):
    """A place in the user's code, kept as cheaply as Python gives it."""

    code: CodeType
    instruction: int
    modules: tuple[Any, ...]
    inputs: tuple[Any, ...]


class Line(NamedTuple):
    """A line of source: file, number (from 1) and text, "" if unknown."""

    file: str
    number: int
    text: str

    def __str__(self) -> str:
        if not self.text:
            return self.where
        cut = self.text if len(self.text) <= 60 else f"{self.text[:57]}..."
        return f"line {self.number}: {cut}"

    @property
    def where(self) -> str:
        """The file's name and the number."""
        return f"{os.path.basename(self.file)}:{self.number}"


class Switch:
    """Whether lines are recorded, and the modules that are running."""

    on = False
    modules: tuple[Any, ...] = ()


class record_lines(ContextDecorator):
    """Record the user's line with every operation inside the block.

    >>> with le.record_lines():
    ...     x = Tensor([1.0], requires_grad=True)
    ...     y = x * 2.0
    >>> le.trace(y)[0].line is not None
    True
    """

    def _recreate_cm(self) -> record_lines:
        # A decorated function may call itself; each call needs its own
        # memory of what was before.
        return record_lines()

    def __enter__(self) -> None:
        self._before = Switch.on
        Switch.on = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        Switch.on = self._before


class inside:
    """Say that what is made in the block is made by `module`."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __enter__(self) -> None:
        self._before = Switch.modules
        Switch.modules = (*self._before, self._module)

    def __exit__(self, *_: object) -> None:
        Switch.modules = self._before


def here(*inputs: Any) -> Place | None:
    """Return the innermost place outside this package.

    `inputs` are what the operation was given, those without a gradient
    included.
    """
    frame = sys._getframe(1)
    while frame is not None:
        if not frame.f_code.co_filename.startswith(_PACKAGE):
            return Place(frame.f_code, frame.f_lasti, Switch.modules, inputs)
        frame = frame.f_back  # type: ignore[assignment]
    return None


def line_of(place: Place | None) -> Line | None:
    """Return the source line of a place."""
    if place is None:
        return None
    spans = list(place.code.co_positions())
    number = spans[place.instruction // 2][0] or place.code.co_firstlineno
    file = place.code.co_filename
    return Line(file, number, linecache.getline(file, number).strip())


def _somebody_reads_along() -> bool:
    return hasattr(sys, "ps1") or "ipykernel" in sys.modules


Switch.on = _somebody_reads_along()
