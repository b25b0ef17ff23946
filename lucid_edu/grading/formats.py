"""The options by which a command is told what to write, and about whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lucid_edu.grading.reports.outputs import ALWAYS, FORMATS

_OTHERS = [name for name in FORMATS if name not in ALWAYS]


class Formats(click.ParamType[tuple[str, ...]]):
    """Names of formats with commas between them."""

    name = "formats"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, ...]:
        """Return the names; fail with the ones there are."""
        names = tuple(name.strip() for name in str(value).split(","))
        for name in names:
            if name not in FORMATS:
                self.fail(
                    f"no format {name!r}; the formats are: "
                    f"{', '.join(FORMATS)}",
                    param,
                    ctx,
                )
        return names


FORMAT = click.option(
    "--format",
    "formats",
    type=Formats(),
    multiple=True,
    help=f"Write these, too, with commas: {', '.join(_OTHERS)}.",
)
PEOPLE = click.option(
    "--people",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV with the names, numbers and addresses of the students.",
)


def chosen(formats: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return the named formats, in the order of the options."""
    return tuple(name for names in formats for name in names)
