"""Writes every report of a graded class into one folder."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from lucid_edu.grading.reports import gradescope, pages, tables
from lucid_edu.grading.reports.summary import GradedClass


def write_reports(graded: GradedClass, folder: Path) -> None:
    """Write JSON, CSV, the class report and a page and result a student.

    Each file appears whole or not at all.
    """
    names = file_names(grade.path for grade in graded.grades)
    links = {path: f"feedback/{name}.html" for path, name in names.items()}
    for grade in graded.grades:
        name = names[grade.path]
        _write(folder / links[grade.path], pages.feedback_page(grade))
        result = folder / "gradescope" / name / "results.json"
        _write(result, gradescope.results_json(grade))
    _write(folder / "grades.json", tables.grades_json(graded))
    _write(folder / "grades.csv", tables.grades_csv(graded))
    _write(folder / "report.html", pages.class_page(graded, links))


def file_names(paths: Iterable[str]) -> dict[str, str]:
    """Return a plain, unique file name for each submission's path.

    Letters, digits, dots and dashes stay; a path that lost something gets
    the start of its hash.  Two never meet, whatever a student chose.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in paths:
        stem = path.removesuffix(".ipynb")
        plain = re.sub(r"[^A-Za-z0-9._-]+", "_", stem).strip("._")[:80]
        if plain != stem or plain.lower() in taken:
            mark = hashlib.sha256(path.encode("utf-8", "replace")).hexdigest()
            plain = f"{plain or 'submission'}-{mark[:8]}"
        while plain.lower() in taken:
            plain += "_"
        taken.add(plain.lower())
        names[path] = plain
    return names


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, "utf-8", errors="replace")
    os.replace(part, path)
