"""What a layout is, and what it tells of a file: whose it is, which attempt.

Knows no system by name; nothing here opens a notebook.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


@dataclass(frozen=True)
class Origin:
    """Whose a file is.

    `identity` is a number of the student, `internal` if only the system
    itself uses it; `logins` are user names that may be theirs, the
    likeliest first.  `hints` may name the topic.  `late` is None where
    nothing says it.  Attempts are sorted by `order`, then by file name.
    """

    student: str
    identity: str = ""
    internal: bool = False
    email: str = ""
    logins: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    late: bool | None = None
    order: str = ""


class Files(Protocol):
    """The files that were handed in together, by their names.

    A name has "/" between its parts and begins with the name of the folder
    or archive it lies in.  `repositories` are the folders that are clones.
    """

    topics: tuple[str, ...]

    @property
    def names(self) -> Sequence[str]:
        """All files, those that are no notebooks too."""

    @property
    def repositories(self) -> frozenset[str]:
        """The folders that hold a `.git`."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a small file beside the notebooks."""


class Layout(Protocol):
    """A module that knows the names of one system."""

    NAME: str

    def recognise(self, files: Files) -> bool:
        """Return whether these files came from this system."""

    def decode(self, name: str, files: Files) -> tuple[Origin, ...]:
        """Return whose a file is; nobody's if its name does not fit."""


def stem(name: str) -> str:
    """Return the last part of a name, without its ending."""
    last = name.rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[0] or last


def most(fits: Sequence[bool]) -> bool:
    """Return whether more than half fit, so that a few change nothing."""
    return 2 * sum(fits) > len(fits)


def moment(text: str) -> str:
    """Return a time as text that sorts, or "" where it is none.

    A time without a zone is taken for UTC.
    """
    text = re.sub(r"\s+(UTC|UCT|GMT|Z)$", "+00:00", text[:64].strip())
    text = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)
    try:
        when = datetime.fromisoformat(text)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return when.astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        return ""
