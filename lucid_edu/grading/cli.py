"""The command `lucid-edu`: its subcommands, and errors as one sentence."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from lucid_edu.grading.cluster import ClusterError
from lucid_edu.grading.discover import NothingToGrade
from lucid_edu.grading.exercise import CourseError
from lucid_edu.grading.gradebook import GradebookError
from lucid_edu.grading.roster import RosterError
from lucid_edu.grading.sandbox import SandboxError

# Where each command stands.  Only the one that is called is imported: what
# the others need would delay it by a tenth of a second.
_COMMANDS = {
    "start": "practice",
    "check": "student",
    "watch": "practice",
    "hint": "practice",
    "progress": "practice",
    "doctor": "practice",
    "serve": "serve",
    "exercises": "author",
    "grade": "staff",
    "grades": "grades",
    "similarity": "similarity",
    "release": "release",
    "gradescope": "release",
    "classroom50": "release",
}
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

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(
        self, ctx: click.Context, cmd_name: str
    ) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        place = f"lucid_edu.grading.commands_{_COMMANDS[cmd_name]}"
        found: click.Command = getattr(import_module(place), cmd_name)
        return found


@click.group(cls=_Commands)
@click.version_option(package_name="lucid-edu")
def main() -> None:
    """Check your own notebook, grade a class, or run the book's cells."""


if __name__ == "__main__":
    main()
