"""The class report and the feedback pages: HTML files that need no other."""

from __future__ import annotations

from statistics import median

from markupsafe import Markup

from lucid_edu.grading.render import html, page
from lucid_edu.grading.reports import plots
from lucid_edu.grading.reports.statistics import (
    exercise_rows,
    mistake_rows,
    times,
)
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import Grade


def class_page(graded: GradedClass, links: dict[str, str]) -> str:
    """Return report.html; `links` leads from a path to its feedback."""
    rows = exercise_rows(graded)
    seconds = times(graded)
    return page(
        "report.html",
        graded=graded,
        links=links,
        median=median(graded.shares or [0.0]),
        rows=rows,
        judged=len(seconds),
        mistakes=mistake_rows(graded),
        seconds=(median(seconds or [0.0]), max(seconds, default=0.0)),
        statuses=graded.statuses(),
        distribution=Markup(plots.distribution(graded.shares)),
        success=Markup(plots.success(rows)),
        durations=Markup(plots.durations(seconds)),
    )


def feedback_page(grade: Grade) -> str:
    """Return one student's feedback as a page."""
    return page(
        "student.html", grade=grade, feedback=Markup(html(grade.exercises))
    )
