"""The author's commands: exercises new, lint, mutate, build."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lucid_edu.grading.build import stale_exercises, write_exercises
from lucid_edu.grading.course import assignment, find_course, topics
from lucid_edu.grading.laws import faults
from lucid_edu.grading.sandbox import Sandbox
from lucid_edu.grading.scaffold import add_exercise
from lucid_edu.grading.survivors import try_mutants

_COURSE = click.Path(exists=True, file_okay=False, path_type=Path)
_in_course = click.option(
    "--course", type=_COURSE, help="The folder of the course."
)


@click.group()
def exercises() -> None:
    """Write exercises, and make their notebooks from the solutions."""


@exercises.command()
@click.argument("topic")
@click.argument("name")
@_in_course
def new(topic: str, name: str, course: Path | None) -> None:
    """Begin the exercise NAME in solutions/TOPIC.py."""
    path = add_exercise(find_course(course), topic, name)
    click.echo(f"{path} has {name} now, with holes to fill.")
    click.echo(f"Then: lucid-edu exercises lint {topic}")


@exercises.command()
@click.argument("topic", nargs=-1)
@_in_course
def lint(topic: tuple[str, ...], course: Path | None) -> None:
    """Hold TOPIC (by default all) to the laws; exits with 1 at a fault."""
    place, count = find_course(course), 0
    with Sandbox("auto") as sandbox:
        for name in topic or topics(place):
            for fault in faults(assignment(place, name), sandbox):
                click.echo(f"{name}/{fault}.")
                count += 1
    # A notebook is built from exercises without a fault.
    for path in () if count else stale_exercises(place, topic):
        click.echo(f"{path} is stale; run lucid-edu exercises build.")
        count += 1
    click.echo("No fault." if not count else f"{count} to mend.")
    sys.exit(1 if count else 0)


@exercises.command()
@click.argument("topic", nargs=-1)
@click.option("--only", help="The name of one exercise.")
@_in_course
def mutate(
    topic: tuple[str, ...], only: str | None, course: Path | None
) -> None:
    """List changed solutions that no check fails; exits with 1 at one."""
    place, tried, left = find_course(course), 0, 0
    for name in topic or topics(place):
        for one in try_mutants(assignment(place, name), only):
            tried += 1
            if one.killed or one.why:
                continue
            left += 1
            click.echo(
                f"{name}/{one.exercise.name}, line {one.mutant.line}: "
                f"{one.mutant.change}"
            )
    click.echo(f"{tried} mutants, {left} that no check fails.")
    if left:
        click.echo(
            "Add a check that sees each, or name it in the exercise's "
            "`equivalent` and say why it is no wrong answer."
        )
    sys.exit(1 if left else 0)


@exercises.command()
@click.argument("topic", nargs=-1)
@click.option("--check", is_flag=True, help="Only say which are stale.")
@_in_course
def build(topic: tuple[str, ...], check: bool, course: Path | None) -> None:
    """Write exercises/TOPIC.ipynb, by default of every topic."""
    place = find_course(course)
    if check:
        stale = stale_exercises(place, topic)
        for path in stale:
            click.echo(f"{path} is stale: run lucid-edu exercises build")
        sys.exit(1 if stale else 0)
    for path in write_exercises(place, topic):
        click.echo(f"wrote {path}")
