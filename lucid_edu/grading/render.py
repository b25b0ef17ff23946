"""Results as text for a terminal and as HTML for a notebook or a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from lucid_edu.grading.results import CheckResult, ExerciseResult

_WORDS = {
    "passed": "passed",
    "failed": "not yet",
    "error": "stopped with an error",
    "missing": "not found",
    "timeout": "took too long",
    "skipped": "not tried",
}


def safe_text(text: str) -> str:
    """Return `text` without control or direction characters.

    A student's text can then neither move a terminal's cursor nor turn the
    order of what is read.  Line ends stay.
    """
    if text.replace("\n", " ").isprintable():
        return text  # nearly always, and a class has millions of letters
    return "".join(
        c
        if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
        else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def plain(results: Sequence[ExerciseResult]) -> str:
    """Return the whole feedback as plain text."""
    parts = []
    for result in results:
        parts.append(
            f"{result.name}: {result.score} of {result.max_score} points"
            f"{' (a challenge: they do not count)' * result.challenge}"
        )
        for check in result.checks:
            parts.append(plain_check(check))
    return "\n".join(parts)


def plain_check(check: CheckResult) -> str:
    """Return one check as plain text, several lines where it failed."""
    mark = "+" if check.outcome == "passed" else "-"
    head = (
        f"  {mark} {check.expression}, {check.about}: "
        f"{_WORDS[check.outcome]} ({check.earned}/{check.points})"
    )
    lines = [head]
    if check.outcome != "passed":
        lines += _block(check.message)
        for label, text in check.detail:
            lines += _block(
                f"{label}: {text}" if "\n" not in text else f"{label}:\n{text}"
            )
        if check.mistake:
            lines += _block(f"This looks like: {check.mistake}. {check.why}")
        elif check.hint and check.outcome != "missing":
            lines += _block(f"Hint: {check.hint}")
        if check.see:
            lines += _block(f"Read in the book: {section(check.see)}")
    return "\n".join(safe_text(line) for line in lines)


def section(see: str) -> str:
    """Return "page#some-section" as words: "page, some section"."""
    page, _, anchor = see.partition("#")
    words = anchor.replace("-", " ")
    return f"{page.replace('_', ' ')}, “{words}”" if words else page


def html(
    results: Sequence[ExerciseResult],
    picture: str = "",
    link: Callable[[str], str] = lambda see: "",
    remarks: Sequence[str] = (),
) -> str:
    """Return the feedback as an HTML fragment, styles included.

    `picture` is trusted SVG or empty; everything else is escaped.  `link`
    gives the address of a section of the book, or "" where there is none.
    `remarks` are lines below the checks.
    """
    return _render(
        "feedback.html",
        results=results,
        picture=Markup(picture),
        link=link,
        remarks=remarks,
    )


def page(name: str, **values: Any) -> str:
    """Return a whole page from the template `name`."""
    return _render(name, **values)


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("lucid_edu.grading", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["safe_text"] = lambda text: safe_text(str(text))
    environment.filters["prose"] = _prose
    environment.filters["section"] = section
    environment.globals["words"] = _WORDS
    return environment


def _prose(text: str) -> Markup:
    """Return a sentence for a page: `code` between backticks as code."""
    shown = str(escape(safe_text(str(text))))
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", shown))


def _block(text: str) -> list[str]:
    return [f"      {line}" for line in text.split("\n")]
