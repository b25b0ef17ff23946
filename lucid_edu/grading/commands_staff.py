"""The staff's command: `grade`."""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from lucid_edu.grading.cluster import grade_on_cluster
from lucid_edu.grading.commands_intake import intake_options
from lucid_edu.grading.commands_student import ISOLATION
from lucid_edu.grading.course import assignment, find_course, topics
from lucid_edu.grading.discover import opened
from lucid_edu.grading.executors import LOST, grade_many, warm_up
from lucid_edu.grading.formats import FORMAT, PEOPLE, chosen
from lucid_edu.grading.grade import Entry, named
from lucid_edu.grading.gradebook import Gradebook
from lucid_edu.grading.intake import HandedIn, Wanted
from lucid_edu.grading.isolation import Isolation
from lucid_edu.grading.reports.outputs import ALWAYS, write_reports
from lucid_edu.grading.reports.roll import read_people
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import Grade
from lucid_edu.grading.sandbox import IsolationName, Limits, Sandbox
from lucid_edu.grading.sharing import Shared
from lucid_edu.grading.versions import versions

_PATH = click.Path(exists=True, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("path", nargs=-1, required=True, type=_PATH)
@click.option("--out", required=True, type=_FOLDER, help="Where to write.")
@click.option("--seed", type=click.IntRange(min=0), help="Private; recorded.")
@click.option("--jobs", type=click.IntRange(min=1), help="Default: all cores.")
@click.option("--timeout", type=click.FloatRange(min=0.5), default=10.0)
@click.option("--memory", type=click.IntRange(min=64), default=512)
@click.option("--isolation", type=ISOLATION, default="auto")
@click.option("--require-isolation", is_flag=True)
@click.option(
    "--executor",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    help="Where to judge: on this machine, or on a Dask cluster.",
)
@click.option("--scheduler", help="Of the Dask cluster: tcp://HOST:PORT.")
@click.option("--course", type=_FOLDER, help="The folder of the course.")
@FORMAT
@PEOPLE
@intake_options
def grade(
    path: tuple[Path, ...],
    out: Path,
    seed: int | None,
    jobs: int | None,
    timeout: float,
    memory: int,
    isolation: IsolationName,
    require_isolation: bool,
    executor: str,
    scheduler: str | None,
    course: Path | None,
    formats: tuple[tuple[str, ...], ...],
    people: Path | None,
    **wanted: Any,
) -> None:
    """Judge what a class handed in, and write the reports to --out.

    PATH is a notebook, a folder, or the zip archive of a course system.

    TIMEOUT is wall seconds and MEMORY megabytes for each submission.  A
    second run into the same folder takes the seed of the first and judges
    only what is new.  Exits with 0 when every submission was judged,
    whatever its score, 1 when the grader itself failed on one, 130 when
    it was interrupted.
    """
    if (executor == "dask") != (scheduler is not None):
        raise click.UsageError(
            "--executor dask and --scheduler tcp://HOST:PORT go together"
        )
    if executor == "processes":
        warm_up()
    limits = Limits(seconds=timeout, memory_mb=memory)
    place = find_course(course)
    known = read_people(people) if people else ()
    handed_in = HandedIn(path, place, Wanted(**wanted))
    entries = handed_in.entries
    with Sandbox(isolation, limits, require_isolation) as trial:
        found = trial.isolation
    out.mkdir(parents=True, exist_ok=True)
    about = versions(place)
    start = time.perf_counter()
    with Gradebook(out / "gradebook.sqlite") as book:
        used = _seed(book, seed)
        run = _Run(book, place, used, found, limits, about)
        complete = run.judge(entries, jobs or os.cpu_count() or 1, scheduler)
        graded = GradedClass(
            handed_in.complete(run.grades),
            used,
            found,
            limits,
            about,
            time.perf_counter() - start,
            topics(place),
        )
        book.keep(grade.path for grade in graded.grades)
    write_reports(graded, out, (*ALWAYS, *chosen(formats)), known)
    for remark in handed_in.remarks:
        click.echo(remark)
    _say_what_was_done(graded, run, out, len(entries), complete)
    if not complete:
        sys.exit(130)
    if run.lost:
        sys.exit(1)


class _Run:
    """One pass over the entries: what is known, what has to be judged."""

    def __init__(
        self,
        book: Gradebook,
        course: Path,
        seed: int,
        isolation: Isolation,
        limits: Limits,
        versions: dict[str, str],
    ) -> None:
        self.grades: list[Grade] = []
        self.old = self.lost = 0
        self._share = Shared()
        self._book, self._course, self._seed = book, course, seed
        self._isolation, self._limits = isolation, limits
        self._about = {
            "seed": seed,
            "isolation": asdict(isolation),
            "limits": asdict(limits),
            "versions": versions,
            "topics": topics(course),
        }
        made = (assignment(course, topic) for topic in topics(course))
        self._version = " ".join(found.version for found in made)
        # All that a grade depends on, besides the submission and the seed.
        self._policy = repr((isolation, limits, sorted(versions.items())))

    def judge(
        self, entries: list[Entry], jobs: int, scheduler: str | None
    ) -> bool:
        """Fill `grades`; return False if it was interrupted."""
        keys = {entry.path: self._key(entry) for entry in entries}
        todo, old = [], []
        for entry in entries:
            known = self._book.find(keys[entry.path])
            if known is None:
                todo.append(entry)
            else:
                renamed = named(known, entry)
                if renamed != known:  # the roster or the names have changed
                    self._book.amend(keys[entry.path], renamed)
                self.grades.append(self._share(renamed))
                old.append(keys[entry.path])
        self.old = len(self.grades)
        self._book.begin(self._about, old)
        try:
            for entry, grade in self._progress(todo, jobs, scheduler):
                grade = named(grade, entry)
                self.grades.append(self._share(grade))
                if LOST in grade.notes:
                    self.lost += 1  # not written down: a next run tries again
                else:
                    self._book.add(keys[entry.path], grade)
        except KeyboardInterrupt:
            return False
        return True

    def _progress(
        self, todo: list[Entry], jobs: int, scheduler: str | None
    ) -> Iterable[tuple[Entry, Grade]]:
        found, limits = self._isolation, self._limits
        task = (todo, self._course, self._seed)
        if scheduler is None:
            wanted: IsolationName = (
                "bubblewrap" if found.name == "bubblewrap" else "process"
            )
            judged = grade_many(*task, wanted, limits, jobs)
        else:
            judged = grade_on_cluster(*task, found, limits, scheduler)
        bar: Iterable[tuple[Entry, Grade]] = tqdm(
            judged,
            total=len(todo),
            unit=" submissions",
            disable=None if todo else True,
        )
        return bar

    def _key(self, entry: Entry) -> tuple[str, ...]:
        entry = opened(entry)
        data = b"absent" if entry.data is None else entry.data
        content = hashlib.sha256(data + entry.refused.encode()).hexdigest()
        return (
            entry.path,
            content,
            self._version,
            str(self._seed),
            self._policy,
        )


def _seed(book: Gradebook, given: int | None) -> int:
    known = book.get("seed")
    if given is None and known is not None:
        click.echo(f"Going on with the seed of the earlier run: {known}")
        return int(known)
    seed = secrets.randbits(48) if given is None else given
    book.put("seed", str(seed))
    return seed


def _say_what_was_done(
    graded: GradedClass, run: _Run, out: Path, total: int, complete: bool
) -> None:
    new = len(run.grades) - run.old
    rate = new / graded.seconds if graded.seconds else 0.0
    statuses = ", ".join(f"{n} {name}" for name, n in graded.statuses())
    click.echo(
        f"Judged {new} of {total} submissions in {graded.seconds:.1f} s "
        f"({rate:.0f} a second); {run.old} were known already."
    )
    click.echo(f"Status: {statuses or 'none'}.")
    click.echo(f"Isolation: {graded.isolation.name}. Seed: {graded.seed}.")
    if run.lost:
        click.echo(
            f"The grader itself failed on {run.lost}; they have no points "
            f"yet: run the same command again to judge them."
        )
    if not complete:
        click.echo("Interrupted: run the same command again to go on.")
    click.echo(f"Report: {out / 'report.html'}")
