"""Notebooks as they lie: the student is the file's name, or the folder's."""

from __future__ import annotations

from lucid_edu.grading.layouts.origin import Files, Origin, stem

NAME = "loose"


def recognise(files: Files) -> bool:
    """Return True: any name will do."""
    return True


def decode(name: str, files: Files) -> tuple[Origin, ...]:
    """Return whose file this is: the folder's, if it is named by topic.

    A name that ends in "/" is a folder, and so its own student's.
    """
    *folders, last = name.rstrip("/").split("/")
    own = stem(last).lower()
    if own in files.topics and not name.endswith("/"):
        return (Origin(folders[-1] if folders else stem(last), hints=(own,)),)
    return (Origin(last if name.endswith("/") else stem(last)),)
