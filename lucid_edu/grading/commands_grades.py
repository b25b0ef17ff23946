"""The staff's command `grades`: what a gradebook holds, without judging."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import click

from lucid_edu.grading import render
from lucid_edu.grading.commands_intake import ROSTER
from lucid_edu.grading.course import find_course
from lucid_edu.grading.formats import FORMAT, PEOPLE, chosen
from lucid_edu.grading.gradebook import Gradebook, GradebookError
from lucid_edu.grading.isolation import Isolation
from lucid_edu.grading.reports.outputs import write_reports
from lucid_edu.grading.reports.roll import read_people
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import Grade
from lucid_edu.grading.roll_call import called
from lucid_edu.grading.sandbox import Limits

_BOOK = click.Path(exists=True, path_type=Path)
_FILE = "gradebook.sqlite"


@click.group()
def grades() -> None:
    """Show, write out or compare what was graded before."""


@grades.command()
@click.argument("folder", type=_BOOK)
@click.argument("student", required=False)
def show(folder: Path, student: str | None) -> None:
    """Show the grades of FOLDER, or all the feedback of one STUDENT."""
    with _opened(folder) as book:
        found = book.latest()
    if student is None:
        for grade in found:
            click.echo(render.safe_text(_line(grade)))
        return
    mine = [g for g in found if student in (g.student, g.path)]
    if not mine:
        raise GradebookError(f"{folder} has no grade of {student!r}")
    for grade in mine:
        click.echo(render.safe_text(_line(grade)))
        for note in grade.notes:
            click.echo(render.safe_text(f"Note: {note}"))
        click.echo(render.plain(grade.exercises))


@grades.command()
@click.argument("folder", type=_BOOK)
@click.option(
    "--to",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write.",
)
@FORMAT
@PEOPLE
@ROSTER
@click.option("--topic", help="The topic of those who are missing.")
@click.option(
    "--course",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the course, which a roster needs.",
)
def export(
    folder: Path,
    to: Path,
    formats: tuple[tuple[str, ...], ...],
    people: Path | None,
    roster: Path | None,
    topic: str | None,
    course: Path | None,
) -> None:
    """Write the grades of FOLDER as --format, by default as csv."""
    if topic is not None and roster is None:
        raise click.UsageError("--topic is that of a --roster; name both")
    known = read_people(people) if people else ()
    with _opened(folder) as book:
        graded = _class(book, folder)
    if roster is not None:
        place = find_course(course)
        grades, remarks = called(graded.grades, place, roster, topic)
        graded = replace(graded, grades=grades)
        for remark in remarks:
            click.echo(remark)
    names = chosen(formats) or ("csv",)
    write_reports(graded, to, names, known)
    click.echo(f"Wrote {', '.join(names)} to {to}")


@grades.command()
@click.argument("old", type=_BOOK)
@click.argument("new", type=_BOOK)
def diff(old: Path, new: Path) -> None:
    """Say which grades differ from OLD to NEW.

    Exits with 0 where none does, with 1 where one does.
    """
    with _opened(old) as book:
        before = {grade.path: grade for grade in book.latest()}
    with _opened(new) as book:
        after = {grade.path: grade for grade in book.latest()}
    differ = 0
    for path in sorted({*before, *after}):
        lines = _differences(before.get(path), after.get(path))
        differ += bool(lines)
        for line in lines:
            click.echo(render.safe_text(f"{path}: {line}"))
    click.echo(f"{differ} of {len({*before, *after})} grades differ.")
    sys.exit(1 if differ else 0)


@grades.command()
@click.argument("folder", type=_BOOK)
@click.argument("student", required=False)
def history(folder: Path, student: str | None) -> None:
    """List every grade ever given in FOLDER, or to STUDENT, oldest first."""
    with _opened(folder) as book:
        for attempt in book.attempts():
            grade = attempt.grade
            if student not in (None, grade.student, grade.path):
                continue
            when = attempt.judged or "before times were kept"
            click.echo(
                render.safe_text(
                    f"{when}  {_line(grade)}  file {attempt.content[:12]}  "
                    f"assignment {grade.version}  seed {attempt.seed}"
                )
            )


def _opened(folder: Path) -> Gradebook:
    path = folder / _FILE if folder.is_dir() else folder
    if not path.is_file():
        raise GradebookError(
            f"{folder} holds no {_FILE}; name the folder that grade --out "
            f"wrote to"
        )
    return Gradebook(path)


def _class(book: Gradebook, folder: Path) -> GradedClass:
    about = json.loads(book.get("run") or "{}")
    if not about:
        raise GradebookError(
            f"{folder} was written before gradebooks kept how a class was "
            f"judged; run the same grade command again, which judges "
            f"nothing twice"
        )
    isolation = about["isolation"]
    return GradedClass(
        tuple(book.latest()),
        about["seed"],
        Isolation(
            isolation["name"],
            tuple(isolation["layers"]),
            tuple(isolation["gaps"]),
        ),
        Limits(**about["limits"]),
        about["versions"],
        0.0,
        tuple(about.get("topics", ())),  # older gradebooks do not say
    )


def _line(grade: Grade) -> str:
    return (
        f"{grade.path}  {grade.student}  {grade.topic}  {grade.status}  "
        f"{grade.score} of {grade.max_score}"
    )


def _differences(old: Grade | None, new: Grade | None) -> list[str]:
    if old is None or new is None:
        return ["only in the first" if old else "only in the second"]
    lines = []
    if (old.status, old.score) != (new.status, new.score):
        lines.append(
            f"{old.status} {old.score} of {old.max_score} became "
            f"{new.status} {new.score} of {new.max_score}"
        )
    was = {e.name: e.score for e in old.exercises}
    now = {e.name: e.score for e in new.exercises}
    for name in dict.fromkeys([*was, *now]):
        if was.get(name) != now.get(name):
            lines.append(f"{name} {was.get(name)} became {now.get(name)}")
    return lines
