"""What lies where: generated files, names that agree, budgets of size."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import yaml

from lucid_edu.grading.build import stale_exercises
from lucid_edu.grading.course import topics

ROOT = Path(__file__).resolve().parent.parent
TOPICS = topics(ROOT)


def test_the_generated_notebooks_are_current():
    assert stale_exercises(ROOT, ()) == []


def test_stems_agree_in_the_table_of_contents_book_and_folders():
    listed = re.findall(
        r"file: (book|exercises)/(\w+)", (ROOT / "_toc.yml").read_text()
    )
    yaml.safe_load((ROOT / "_toc.yml").read_text())
    notebooks = {p.stem for p in (ROOT / "book").glob("*.ipynb")}
    exercises = {p.stem for p in (ROOT / "exercises").glob("*.ipynb")}
    in_book = {stem for folder, stem in listed if folder == "book"}
    assert exercises == set(TOPICS)
    assert {stem for folder, stem in listed if folder == "exercises"} == set(
        TOPICS
    )
    # Every notebook of the book is listed, and every topic has its chapter.
    assert notebooks <= in_book
    assert set(TOPICS) <= notebooks


def test_no_stray_file_stands_in_exercises_or_solutions():
    for folder, suffix in (("exercises", ".ipynb"), ("solutions", ".py")):
        names = {
            path.name
            for path in (ROOT / folder).iterdir()
            if not path.name.startswith((".", "__"))
        }
        assert names == {f"{topic}{suffix}" for topic in TOPICS}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines()]


def test_files_stay_within_their_budget():
    too_long = [
        path
        for path in tracked()
        if path.suffix == ".py"
        and "solutions" not in path.parts  # content, not code
        and path.exists()
        and len(path.read_text("utf-8").splitlines()) > 250
    ]
    assert too_long == []
    too_big = [
        path
        for path in tracked()
        if path.exists()
        and "katex" not in path.parts  # vendored
        and path.stat().st_size > 450_000
    ]
    assert too_big == []
