"""The staff's command `similarity`."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import click

from lucid_edu.grading import render
from lucid_edu.grading.course import find_course, topics
from lucid_edu.grading.discover import discover, opened
from lucid_edu.grading.notebook import Unreadable, read_submission
from lucid_edu.grading.reports.pairs import pairs_page
from lucid_edu.grading.similarity import Code, Pair, alike, same_text

_PATH = click.Path(exists=True, path_type=Path)
_SHARE = click.FloatRange(0.0, 1.0)


@click.command()
@click.argument("path", nargs=-1, required=True, type=_PATH)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("similarity.html"),
    show_default=True,
    help="The page to write.",
)
@click.option(
    "--threshold",
    type=_SHARE,
    default=0.5,
    show_default=True,
    help="List pairs that share so much of their rarer code.",
)
@click.option(
    "--common",
    type=_SHARE,
    default=0.1,
    show_default=True,
    help="What more than this share of a class wrote does not count.",
)
@click.option("--course", type=_PATH, help="The folder of the course.")
def similarity(
    path: tuple[Path, ...],
    out: Path,
    threshold: float,
    common: float,
    course: Path | None,
) -> None:
    """Find submissions in PATH whose code is alike: a place to look."""
    place = find_course(course)
    pairs: list[Pair] = []
    same: list[list[Code]] = []
    count = 0
    for topic, codes in _by_topic(path, place).items():
        starter = _starter(place, topic)
        count += len(codes)
        pairs += alike(codes, starter, threshold, common)
        same += same_text(codes, starter)
    pairs.sort(key=lambda pair: (-pair.share, -pair.shared))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(pairs_page(pairs, same, count), "utf-8", errors="replace")
    for pair in pairs[:20]:
        text = f"{100 * pair.share:.0f} %  {pair.first.path}  "
        click.echo(render.safe_text(text + pair.second.path))
    click.echo(f"{len(pairs)} pairs of {count} submissions: {out}")


def _by_topic(paths: tuple[Path, ...], course: Path) -> dict[str, list[Code]]:
    known = topics(course)
    found: dict[str, list[Code]] = defaultdict(list)
    for entry in discover(paths, course):
        try:
            read = read_submission(opened(entry).data or b"")
        except Unreadable:
            continue
        said = [t for t in (read.topic, entry.topic) if t in known]
        topic = said[0] if said else known[0]
        cells = tuple(cell.source for cell in read.cells)
        found[str(topic)].append(Code(entry.path, entry.student, cells))
    return found


def _starter(course: Path, topic: str) -> list[str]:
    notebook = course / "exercises" / f"{topic}.ipynb"
    return [c.source for c in read_submission(notebook.read_bytes()).cells]
