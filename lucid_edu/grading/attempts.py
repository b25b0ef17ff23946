"""Which of several attempts of one student at one topic is the one.

The order is what the layout says, then the file's name; the time at which
a file was changed is never asked, since unpacking changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from lucid_edu.grading.discover import opened
from lucid_edu.grading.grade import Entry, topic_of
from lucid_edu.grading.notebook import Unreadable, read_submission
from lucid_edu.grading.results import Grade

HOW = ("latest", "best", "all")


def attempts(entries: Iterable[Entry], course: Path) -> list[list[Entry]]:
    """Return the attempts of each student at each topic, earliest first.

    Each entry is told which attempt it is.  Only where a student handed in
    more than one notebook is it opened, to see what topic it answers.
    """
    by_student: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        by_student.setdefault(entry.who or (entry.path,), []).append(entry)
    groups = [
        group
        for handed_in in by_student.values()
        for group in _by_topic(handed_in, course)
    ]
    return [_numbered(group) for group in groups]


def chosen(groups: Iterable[list[Entry]], how: str) -> list[Entry]:
    """Return the entries that have to be judged, sorted by path."""
    kept = [
        entry
        for group in groups
        for entry in (group[-1:] if how == "latest" else group)
    ]
    return sorted(kept, key=lambda entry: entry.path)


def best(groups: Iterable[list[Entry]], grades: Iterable[Grade]) -> set[str]:
    """Return the paths of the best attempts; of equals, the latest."""
    scores = {grade.path: grade.score for grade in grades}
    return {
        max(judged, key=lambda e: (scores[e.path], e.intake.attempt)).path
        for group in groups
        if (judged := [entry for entry in group if entry.path in scores])
    }


def _by_topic(handed_in: list[Entry], course: Path) -> list[list[Entry]]:
    if len(handed_in) == 1:
        return [handed_in]
    found: dict[str | None, list[tuple[tuple[object, ...], Entry]]] = {}
    for entry in handed_in:
        said = None if entry.refused else _said(entry)
        topic = topic_of(entry, said, course)
        # What can be judged counts as later than what cannot, and what is
        # said to be an exercise as later than what is only named like it.
        order = (
            not entry.refused,
            said is not None,
            entry.origin.order,
            _natural(entry.path),
        )
        found.setdefault(topic, []).append((order, entry))
    return [
        [entry for _, entry in sorted(group, key=lambda pair: pair[0])]
        for group in found.values()
    ]


def _said(entry: Entry) -> str | None:
    try:
        return read_submission(opened(entry).data or b"").topic
    except Unreadable:
        return None


def _natural(path: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that puts `a.ipynb` before `a-2` and that before `a-10`."""
    plain = re.sub(r"\.ipynb$", "", path, flags=re.IGNORECASE)
    # Digits are compared as text: there may be more than an int takes.
    return tuple(
        (1, len(part.lstrip("0")), part) if part.isdecimal() else (0, 0, part)
        for part in re.split(r"([0-9]+)", plain)
    )


def _numbered(group: list[Entry]) -> list[Entry]:
    return [
        replace(
            entry,
            intake=replace(entry.intake, attempt=number, attempts=len(group)),
        )
        for number, entry in enumerate(group, 1)
    ]
