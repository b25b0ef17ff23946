"""The command `lucid-edu`: its subcommands, and errors as one sentence."""

from __future__ import annotations

from typing import Any

import click

from lucid_edu.grading.cluster import ClusterError
from lucid_edu.grading.commands_author import exercises
from lucid_edu.grading.commands_grades import grades
from lucid_edu.grading.commands_practice import (
    doctor,
    hint,
    progress,
    start,
    watch,
)
from lucid_edu.grading.commands_release import (
    classroom50,
    gradescope,
    release,
)
from lucid_edu.grading.commands_serve import serve
from lucid_edu.grading.commands_similarity import similarity
from lucid_edu.grading.commands_staff import grade
from lucid_edu.grading.commands_student import check
from lucid_edu.grading.discover import NothingToGrade
from lucid_edu.grading.exercise import CourseError
from lucid_edu.grading.gradebook import GradebookError
from lucid_edu.grading.roster import RosterError
from lucid_edu.grading.sandbox import SandboxError

_EXPECTED = (
    ClusterError,
    CourseError,
    GradebookError,
    NothingToGrade,
    RosterError,
    SandboxError,
)


class _Commands(click.Group):
    """Turns what is expected to go wrong into a sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except _EXPECTED as error:
            raise click.UsageError(str(error)) from None


@click.group(cls=_Commands)
@click.version_option(package_name="lucid-edu")
def main() -> None:
    """Check your own notebook, grade a class, or run the book's cells."""


for command in (start, check, watch, hint, progress, doctor, serve):
    main.add_command(command)
for command in (exercises, grade, grades, similarity):
    main.add_command(command)
for command in (release, gradescope, classroom50):
    main.add_command(command)


if __name__ == "__main__":
    main()
