"""Looks whether a machine has what the exercises need, and says what to do."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lucid_edu.grading.course import find_course, topics
from lucid_edu.grading.exercise import CourseError
from lucid_edu.grading.progress import Progress
from lucid_edu.grading.sandbox import Sandbox, SandboxError

_NEEDED = ("numpy", "matplotlib", "nbformat", "jinja2")
_WANTED = ("jupyterlab", "ipykernel", "nbval")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `text` says what to do where not good."""

    good: bool
    text: str


def examine(course: Path | None = None) -> list[Finding]:
    """Look at Python, packages, the course, the sandbox and the memory."""
    return [
        _python(),
        *_packages(),
        _course(course),
        _sandbox(),
        _progress(),
    ]


def _python() -> Finding:
    version = sys.version.split()[0]
    good = sys.version_info >= (3, 11)
    text = f"Python {version}" + ("" if good else ": 3.11 or newer is needed")
    return Finding(good, text)


def _packages() -> Iterator[Finding]:
    for name in (*_NEEDED, *_WANTED):
        try:
            version = importlib.metadata.version(name)
            yield Finding(True, f"{name} {version}")
        except importlib.metadata.PackageNotFoundError:
            extra = "" if name in _NEEDED else "[notebook]"
            yield Finding(
                False,
                f"{name} is missing: pip install 'lucid-edu{extra}'",
            )


def _course(given: Path | None) -> Finding:
    try:
        place = find_course(given)
    except CourseError as error:
        return Finding(False, f"the course: {error}")
    listed = ", ".join(topics(place))
    return Finding(True, f"the course in {place}: {listed}")


def _sandbox() -> Finding:
    try:
        with Sandbox("auto") as sandbox:
            layers = "; ".join(sandbox.isolation.layers)
    except SandboxError as error:
        return Finding(False, f"the sandbox: {error}")
    return Finding(True, f"the sandbox: {layers}")


def _progress() -> Finding:
    place = Progress().path
    near = place
    while not near.exists() and near != near.parent:
        near = near.parent
    if os.access(near, os.W_OK):
        return Finding(True, f"progress is remembered in {place}")
    return Finding(
        False,
        f"progress cannot be written to {place}: name a folder of yours in "
        f"LUCID_EDU_HOME",
    )
