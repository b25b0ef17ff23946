"""The book, built once, and a browser to read it with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from book.browser import served

ROOT = Path(__file__).resolve().parent.parent.parent


def build(out: Path, *options: str) -> Path:
    """Build the book from clean into `out`; return the folder of pages."""
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build"]
    command += [".", "--path-output", str(out), "-n", "-W", "--keep-going"]
    done = subprocess.run(
        [*command, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return out / "_build" / (options[-1] if options else "html")


@pytest.fixture(scope="session")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="session")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book where nothing moves, as an EPUB and its pages."""
    options = ("--builder", "custom", "--custom-builder", "epub")
    return build(tmp_path_factory.mktemp("still"), *options)


@pytest.fixture(scope="session")
def base(html: Path) -> Iterator[str]:
    with served(html) as address:
        yield address
