"""The staff's commands `release`, `gradescope` and `classroom50`."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from lucid_edu.grading import autograder
from lucid_edu.grading.bundle import write, write_zip
from lucid_edu.grading.course import find_course
from lucid_edu.grading.release import student_bundle
from lucid_edu.grading.reports.gradescope import VISIBILITIES, Visibility
from lucid_edu.grading.settings import Help

_COURSE = click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the course.",
)
_SEED = click.option(
    "--seed", type=click.IntRange(min=0), help="Private; by default drawn."
)
_TO = click.Path(path_type=Path)


@click.command()
@click.argument("topic", nargs=-1)
@click.option("--to", required=True, type=_TO, help="A new folder, or a zip.")
@click.option("--zip", "zipped", is_flag=True, help="Write one zip.")
@click.option("--no-hint", is_flag=True, help="Switch `hint` off.")
@click.option("--no-solution", is_flag=True, help="Switch `solution` off.")
@_COURSE
def release(
    topic: tuple[str, ...],
    to: Path,
    zipped: bool,
    no_hint: bool,
    no_solution: bool,
    course: Path | None,
) -> None:
    """Write what students receive of TOPIC, by default of every topic.

    The same course gives the same bytes.  No solution and no seed is in it.
    """
    allowed = Help(hint=not no_hint, solution=not no_solution)
    files = student_bundle(find_course(course), topic, allowed)
    write(files, to, zipped)
    click.echo(f"Wrote {len(files)} files to {to}")


@click.group()
def gradescope() -> None:
    """Grade on Gradescope."""


@gradescope.command("build")
@click.argument("topic")
@click.option("--to", required=True, type=_TO, help="The zip to upload.")
@_SEED
@click.option(
    "--visibility",
    type=click.Choice(VISIBILITIES),
    default="visible",
    show_default=True,
    help="When students see each test.",
)
@click.option("--leaderboard", is_flag=True, help="Show points to all.")
@_COURSE
def build_gradescope(
    topic: str,
    to: Path,
    seed: int | None,
    visibility: Visibility,
    leaderboard: bool,
    course: Path | None,
) -> None:
    """Write the autograder of TOPIC as a zip that Gradescope takes.

    Keep it among the staff: it holds the solutions and the seed.
    """
    used = secrets.randbits(48) if seed is None else seed
    options = {"visibility": visibility, "leaderboard": leaderboard}
    files = autograder.gradescope(find_course(course), topic, used, options)
    write_zip(files, to)
    click.echo(f"Wrote {to}. Seed: {used}.")


@click.group()
def classroom50() -> None:
    """Grade on GitHub, with or without Classroom 50."""


@classroom50.command("build")
@click.argument("topic")
@click.option("--to", required=True, type=_TO, help="A new folder.")
@_SEED
@_COURSE
def build_classroom50(
    topic: str, to: Path, seed: int | None, course: Path | None
) -> None:
    """Write the autograder of TOPIC and a workflow that runs it.

    Students can find what an autograder on GitHub reads.
    """
    used = secrets.randbits(48) if seed is None else seed
    files = autograder.classroom50(find_course(course), topic, used)
    write(files, to, False)
    click.echo(f"Wrote {to}. Seed: {used}.")
