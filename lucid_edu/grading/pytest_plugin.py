"""`pytest --submission my.ipynb`: one test for each check.

Loaded by every pytest run of the environment, so it imports nothing heavy
until a submission was named.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--submission`."""
    group = parser.getgroup("lucid-edu")
    group.addoption(
        "--submission",
        action="append",
        default=[],
        metavar="NOTEBOOK",
        help="judge this notebook, one test for each check (repeatable)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the named notebooks the arguments of this run."""
    named = config.getoption("--submission", [])
    if named:
        config.args[:] = [str(Path(name).resolve()) for name in named]


def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """Collect the notebooks that `--submission` names."""
    named = parent.config.getoption("--submission", [])
    if file_path not in [Path(name).resolve() for name in named]:
        return None
    collected: pytest.Collector = SubmissionFile.from_parent(
        parent, path=file_path
    )
    return collected


class SubmissionFile(pytest.File):
    """A notebook; its checks are its tests."""

    def collect(self) -> Iterator[pytest.Item]:
        """Judge the notebook through the sandbox and yield its checks."""
        from lucid_edu.grading.single import judge_file

        grade = judge_file(self.path)
        if not grade.exercises:
            raise pytest.UsageError(" ".join(grade.notes))
        for exercise in grade.exercises:
            for check in exercise.checks:
                yield CheckItem.from_parent(
                    self,
                    name=f"{exercise.name}::{check.expression} "
                    f"[{check.about}]",
                    check=check,
                )


class CheckFailure(Exception):
    """A check that was not passed; its text is the feedback."""


class CheckItem(pytest.Item):
    """One check, already judged."""

    def __init__(self, *, check: Any, **options: Any) -> None:
        super().__init__(**options)
        self.check = check

    def runtest(self) -> None:
        """Fail with the feedback unless the check was passed."""
        from lucid_edu.grading.render import plain_check

        if self.check.outcome != "passed":
            raise CheckFailure(plain_check(self.check))

    def repr_failure(self, excinfo: Any, style: Any = None) -> str:
        """Return the feedback instead of a traceback."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the notebook and the name of the check."""
        return self.path, None, self.name
