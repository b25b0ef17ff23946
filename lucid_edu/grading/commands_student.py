"""The student's command `check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lucid_edu.grading import render
from lucid_edu.grading.course import find_course, topics
from lucid_edu.grading.notebook import Unreadable, read_submission
from lucid_edu.grading.progress import Progress
from lucid_edu.grading.sandbox import IsolationName
from lucid_edu.grading.single import judge_file
from lucid_edu.grading.targets import check_targets
from lucid_edu.grading.watch import record

ISOLATION = click.Choice(["auto", "bubblewrap", "process"])
_COURSE = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument(
    "notebook", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--nbval", is_flag=True, help="Compare the targets by nbval.")
@click.option("--isolation", type=ISOLATION, default="auto")
@click.option("--course", type=_COURSE, help="The folder of the course.")
def check(
    notebook: Path,
    nbval: bool,
    isolation: IsolationName,
    course: Path | None,
) -> None:
    """Judge NOTEBOOK and print what is right, what is wrong and why.

    Exits with 0 when everything is right, 1 when something is not, 2 when
    the notebook cannot be judged.
    """
    place = find_course(course)
    if nbval:
        sys.exit(_check_targets(notebook, place))
    grade = judge_file(notebook, place, isolation)
    for note in grade.notes:
        click.echo(render.safe_text(f"Note: {note}"))
    if grade.status in ("unreadable", "rejected", "not_submitted"):
        sys.exit(2)
    record(grade, Progress())
    click.echo(render.plain(grade.exercises))
    click.echo(f"In all: {grade.score} of {grade.max_score} points")
    sys.exit(0 if grade.score == grade.max_score else 1)


def _check_targets(notebook: Path, course: Path) -> int:
    results = check_targets(notebook, _reference(notebook, course))
    for result in results:
        word = "as it should be" if result.passed else "differs"
        click.echo(f"{result.exercise}: {word}")
        if not result.passed:
            for line in result.message.splitlines():
                click.echo(f"    {render.safe_text(line)}")
    return 0 if all(result.passed for result in results) else 1


def _reference(notebook: Path, course: Path) -> Path:
    try:
        topic = read_submission(notebook.read_bytes()).topic
    except Unreadable as error:
        raise click.UsageError(str(error)) from None
    known = topics(course)
    if topic not in known:
        topic = notebook.stem
    if topic not in known and len(known) == 1:
        topic = known[0]
    if topic not in known:
        raise click.UsageError(
            f"{notebook.name} does not say which topic it answers; name it "
            f"after one of: {', '.join(known)}"
        )
    return course / "exercises" / f"{topic}.ipynb"
