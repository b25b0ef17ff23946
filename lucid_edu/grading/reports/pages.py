"""The class report and the feedback pages: HTML files that need no other."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from statistics import median

from markupsafe import Markup

from lucid_edu.grading.render import html, page
from lucid_edu.grading.reports import plots
from lucid_edu.grading.reports.statistics import (
    ExerciseRow,
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
        judged=len(seconds),
        mistakes=mistake_rows(graded),
        seconds=(median(seconds or [0.0]), max(seconds, default=0.0)),
        statuses=graded.statuses(),
        distribution=Markup(plots.distribution(graded.shares)),
        topics=[
            (topic, own, Markup(plots.success(own)))
            for topic, own in _by_topic(rows)
        ],
        durations=Markup(plots.durations(seconds)),
    )


def feedback_page(grade: Grade) -> str:
    """Return one student's feedback as a page."""
    return page(
        "student.html", grade=grade, feedback=Markup(html(grade.exercises))
    )


def _by_topic(rows: list[ExerciseRow]) -> list[tuple[str, list[ExerciseRow]]]:
    groups = groupby(rows, key=attrgetter("topic"))
    return [(topic.replace("_", " "), list(own)) for topic, own in groups]
