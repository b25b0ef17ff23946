"""What many tests need: the course, a sandbox of each kind."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from book.browser import chromium
from playwright.sync_api import Browser

from lucid_edu.grading.course import assignment
from lucid_edu.grading.exercise import Assignment
from lucid_edu.grading.sandbox import Limits, Sandbox

ROOT = Path(__file__).resolve().parent.parent


def need(program: str) -> str:
    """Return the program's path; skip without it, but never in CI."""
    found = shutil.which(program)
    if found is None:
        message = f"{program} is not installed; README names its package"
        if os.environ.get("CI") or os.environ.get("LUCID_EDU_NO_SKIP"):
            pytest.fail(message)
        pytest.skip(message)
    return found


def workers() -> list[psutil.Process]:
    """Return the worker processes of `grade_many` that run now."""
    mine = psutil.Process().children()
    server = [p for p in mine if "forkserver" in " ".join(p.cmdline())]
    forked = [child for process in server for child in process.children()]
    return forked or [p for p in mine if "spawn_main" in p.cmdline()[-2]]


@pytest.fixture(autouse=True)
def own_progress(tmp_path_factory, monkeypatch):
    """Let no test read or write what a student of this machine has done."""
    home = tmp_path_factory.mktemp("progress")
    monkeypatch.setenv("LUCID_EDU_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium(need("chromium")) as opened:
        yield opened


@pytest.fixture(scope="session")
def course() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def sigmoid_topic() -> Assignment:
    return assignment(ROOT, "sigmoid")


@pytest.fixture(scope="session", params=["bubblewrap", "process"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    if request.param == "bubblewrap":
        need("bwrap")
    with Sandbox(request.param, Limits(seconds=4.0)) as made:
        yield made


@pytest.fixture(scope="session")
def any_sandbox() -> Iterator[Sandbox]:
    """The strongest sandbox that starts here."""
    with Sandbox("auto", Limits(seconds=4.0)) as made:
        yield made
