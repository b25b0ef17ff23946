"""The reader's command: `serve`, the book with cells that run."""

from __future__ import annotations

from pathlib import Path

import click

from lucid_edu.grading.course import find_course
from lucid_edu.grading.exercise import CourseError

_BOOK = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="8765 or the next free one, unless named; 0 finds one.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--book", type=_BOOK, help="The folder of the built pages.")
def serve(port: int | None, no_browser: bool, book: Path | None) -> None:
    """Open the book in a browser, with cells that run and can be changed.

    The code runs on this machine, in a folder of its own that is gone when
    the command ends.  Nobody else can reach it.  Ctrl-C ends it.
    """
    pages = _pages(book)
    try:
        # Heavy, and only in the extra `notebook`.
        from lucid_edu.serving.server import ServingError, serve_book
    except ImportError:
        raise click.UsageError(
            "serve needs Jupyter Server, which is not installed; install it "
            "with: pip install 'lucid-edu[notebook]'"
        ) from None
    try:
        serve_book(pages, port, not no_browser, _announce)
    except ServingError as error:
        raise click.UsageError(str(error)) from None


def _announce(address: str) -> None:
    click.echo(f"The book, with cells that run: {address}")
    click.echo("Keep this address to yourself.  Ctrl-C ends the server.")


def _pages(book: Path | None) -> Path:
    try:
        pages = book or find_course() / "_build" / "html"
    except CourseError:
        pages = Path("_build") / "html"
    if not (pages / "index.html").is_file():
        raise click.UsageError(
            f"no built book in {pages}; build it with 'make book' in a clone "
            f"of the course, or name its folder with --book"
        )
    return pages.resolve()
