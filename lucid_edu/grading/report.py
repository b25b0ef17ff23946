"""What a student sees after `check`, `hint` or `solution` in a notebook."""

from __future__ import annotations

import os
from pathlib import Path

from lucid_edu.grading import render
from lucid_edu.grading.results import ExerciseResult


class Report:
    """Feedback that shows itself: HTML in Jupyter, plain text elsewhere.

    `results` are judged exercises, `picture` trusted SVG, `remarks` lines
    below them.  A report with a `message` is that text and nothing else.
    """

    def __init__(
        self,
        results: tuple[ExerciseResult, ...] = (),
        message: str = "",
        picture: str = "",
        remarks: tuple[str, ...] = (),
    ) -> None:
        self.results, self.message = results, message
        self._picture, self._remarks = picture, remarks

    @property
    def passed(self) -> bool:
        """Whether every check was passed."""
        return bool(self.results) and all(
            result.score == result.max_score for result in self.results
        )

    def __repr__(self) -> str:
        if self.message:
            return self.message
        return "\n".join([render.plain(self.results), *self._remarks])

    def _repr_html_(self) -> str | None:
        if self.message:
            return None
        return render.html(
            self.results, self._picture, section_address, self._remarks
        )


def section_address(see: str) -> str:
    """Return where "page#section" of the book can be opened, or "".

    The environment variable LUCID_EDU_BOOK names a book that is served;
    beside the course's own notebooks the chapter itself is linked.
    """
    page, _, anchor = see.partition("#")
    served = os.environ.get("LUCID_EDU_BOOK")
    if served:
        return f"{served.rstrip('/')}/{page}.html#{anchor}"
    near = Path("..", "book", f"{page}.ipynb")
    return near.as_posix() if near.is_file() else ""
