"""The options of `grade` that say what was handed in, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from lucid_edu.grading.attempts import HOW
from lucid_edu.grading.layouts.choose import NAMES

ROSTER = click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The class as CSV: lists who handed in nothing.",
)
_OPTIONS = (
    click.option(
        "--layout",
        type=click.Choice(["auto", *NAMES]),
        default="auto",
        help="How the files are named; by itself it is recognised.",
    ),
    click.option(
        "--attempts",
        type=click.Choice(HOW),
        default="latest",
        help="Which of several attempts of one student counts.",
    ),
    ROSTER,
    click.option(
        "--topic", help="The topic of notebooks that do not say theirs."
    ),
)


def intake_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; they arrive as the fields of a `Wanted`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
