"""The class report and the feedback pages: HTML files that need no other."""

from __future__ import annotations

from markupsafe import Markup

from lucid_edu.grading.render import html, page
from lucid_edu.grading.reports import plots
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import Grade


def class_page(graded: GradedClass, links: dict[str, str]) -> str:
    """Return report.html; `links` leads from a path to its feedback."""
    shares = sorted(graded.shares)
    middle = shares[len(shares) // 2] if shares else 0.0
    return page(
        "report.html",
        graded=graded,
        links=links,
        median=middle,
        rows=graded.exercises(),
        mistakes=graded.mistakes(),
        statuses=graded.statuses(),
        distribution=Markup(plots.distribution(graded.shares)),
        success=Markup(plots.success(graded.exercises())),
    )


def feedback_page(grade: Grade) -> str:
    """Return one student's feedback as a page."""
    return page(
        "student.html", grade=grade, feedback=Markup(html(grade.exercises))
    )
