"""The student's commands: start, watch, progress, hint, doctor."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import click

from lucid_edu.grading import render
from lucid_edu.grading.course import assignment, find_course, topics
from lucid_edu.grading.doctor import examine
from lucid_edu.grading.exercise import Assignment, CourseError, Exercise
from lucid_edu.grading.progress import Progress
from lucid_edu.grading.settings import help_allowed
from lucid_edu.grading.start import lay_out
from lucid_edu.grading.watch import watch_notebook

_COURSE = click.Path(exists=True, file_okay=False, path_type=Path)
_BAR = 20


@click.command()
@click.argument("topic", nargs=-1)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("lucid-edu"),
    show_default=True,
    help="The working folder.",
)
@click.option("--no-lab", is_flag=True, help="Only lay out the notebooks.")
@click.option("--course", type=_COURSE, help="The folder of the course.")
def start(
    topic: tuple[str, ...], folder: Path, no_lab: bool, course: Path | None
) -> None:
    """Lay the exercises of TOPIC (by default all) into a working folder.

    What you wrote there before is kept; newer exercises are merged in.
    Then JupyterLab is opened.
    """
    place = find_course(course)
    for path, what in lay_out(place, topic or topics(place), folder):
        click.echo(f"{path}: {what}")
    first = folder / f"{(topic or topics(place))[0]}.ipynb"
    if no_lab:
        click.echo(f"Open one of them, for example: jupyter lab {first}")
        return
    lab = Path(sys.executable).with_name("jupyter-lab")
    found = str(lab) if lab.exists() else shutil.which("jupyter-lab")
    if found is None:
        raise CourseError(
            "JupyterLab is not installed here; install it with "
            "pip install 'lucid-edu[notebook]', or open the notebooks in "
            "another editor"
        )
    sys.exit(subprocess.run([found, str(first)], check=False).returncode)


@click.command()
@click.argument(
    "notebook", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--course", type=_COURSE, help="The folder of the course.")
def watch(notebook: Path, course: Path | None) -> None:
    """Judge NOTEBOOK again whenever it is saved, one exercise at a time."""
    place = find_course(course)
    click.echo(f"Watching {notebook}. Save it to be judged; Ctrl-C ends.")
    try:
        for text in watch_notebook(notebook, place):
            click.echo(render.safe_text(text))
    except KeyboardInterrupt:
        click.echo("")


@click.command()
@click.option("--course", type=_COURSE, help="The folder of the course.")
def progress(course: Path | None) -> None:
    """Show what you have solved, over all topics."""
    place = find_course(course)
    records = Progress()
    for topic in topics(place):
        found = assignment(place, topic)
        got, points = _standing(found, records)
        of = found.max_score
        filled = round(_BAR * points / of)
        bar = "#" * filled + "." * (_BAR - filled)
        counted = [e for e in found.exercises if not e.challenge]
        click.echo(
            f"{topic:<14} [{bar}] {points:>3} of {of} points, "
            f"{len(got)} of {len(counted)} exercises"
        )
        left = [e.name for e in counted if e.name not in got]
        if left and got:
            click.echo(f"{'':<14} next: {left[0]}")
    click.echo(f"Remembered in {records.path}")


@click.command()
@click.argument("exercise")
@click.option("--course", type=_COURSE, help="The folder of the course.")
def hint(exercise: str, course: Path | None) -> None:
    """Reveal one hint more for EXERCISE."""
    found, wanted = _named(exercise, find_course(course))
    if not help_allowed().hint:
        raise CourseError("hints are switched off in this course")
    hints = list(dict.fromkeys(check.hint for check in wanted.checks))
    count = Progress().one_more_hint(found.topic, exercise, len(hints))
    for place, text in enumerate(hints[:count], 1):
        click.echo(f"Hint {place} of {len(hints)}: {text}")


@click.command()
@click.option("--course", type=_COURSE, help="The folder of the course.")
def doctor(course: Path | None) -> None:
    """Look whether everything that the exercises need is here.

    Exits with 1 where something is missing.
    """
    findings = examine(course)
    for finding in findings:
        click.echo(f"{'ok  ' if finding.good else 'MEND'} {finding.text}")
    sys.exit(0 if all(finding.good for finding in findings) else 1)


def _standing(found: Assignment, records: Progress) -> tuple[list[str], int]:
    solved, points = [], 0
    for exercise in found.exercises:
        record = records.record(found.topic, exercise.name)
        if exercise.challenge:
            continue
        points += min(record.best, exercise.max_score)
        if record.solved:
            solved.append(exercise.name)
    return solved, points


def _named(name: str, course: Path) -> tuple[Assignment, Exercise]:
    known = []
    for topic in topics(course):
        found = assignment(course, topic)
        for exercise in found.exercises:
            if exercise.name == name:
                return found, exercise
            known.append(exercise.name)
    raise CourseError(
        f"no exercise is called {name!r}; the exercises are: "
        f"{', '.join(known)}"
    )
