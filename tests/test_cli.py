"""Finding and remembering submissions; the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from sample_class.make import RIGHT, notebook

from lucid_edu.grading.cli import main
from lucid_edu.grading.discover import NothingToGrade, discover, opened
from lucid_edu.grading.grade import Entry, grade_entry
from lucid_edu.grading.gradebook import Gradebook, GradebookError
from lucid_edu.grading.reading import read_file

ROOT = Path(__file__).resolve().parent.parent


BASE = json.loads((ROOT / "exercises" / "sigmoid.ipynb").read_text("utf-8"))


GOOD = json.dumps(notebook(RIGHT, BASE)).encode()


def entry(data: bytes, path: str = "x.ipynb") -> Entry:
    return Entry(path, "x", None, data)


def test_students_are_named_by_file_or_by_folder(tmp_path, course):
    for name in ("ada.ipynb", "ben/sigmoid.ipynb", "c/d/essay.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(GOOD)
    (tmp_path / "eve").mkdir()
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "ada.ipynb").write_bytes(GOOD)
    (tmp_path / "notes.txt").write_text("no")
    found = [opened(entry) for entry in discover([tmp_path], course)]
    assert [(e.path, e.student, e.data is None) for e in found] == [
        ("ada.ipynb", "ada", False),
        ("ben/sigmoid.ipynb", "ben", False),
        ("c/d/essay.ipynb", "essay", False),
        ("eve", "eve", True),
    ]


def test_nothing_to_grade_is_said(tmp_path, course):
    with pytest.raises(NothingToGrade, match="no notebook in"):
        discover([tmp_path], course)


def test_links_pipes_and_huge_files_are_refused_unread(tmp_path):
    (tmp_path / "real.ipynb").write_bytes(GOOD)
    link, pipe, huge = (tmp_path / n for n in ("l.ipynb", "p.ipynb", "h"))
    link.symlink_to(tmp_path / "real.ipynb")
    os.mkfifo(pipe)
    with huge.open("wb") as file:
        file.truncate(21 << 20)
    for path, why in ((link, "link"), (pipe, "regular"), (huge, "20 MB")):
        data, refused = read_file(path)
        assert data is None
        assert why in refused
    assert read_file(tmp_path / "real.ipynb") == (GOOD, "")


def test_odd_file_names_survive(tmp_path, course):
    odd = os.fsencode(tmp_path) + b"/\xff\x1b[2J=x.ipynb"
    with open(odd, "wb") as file:
        file.write(GOOD)
    (found,) = discover([tmp_path], course)
    found.path.encode("utf-8")
    assert "\\xff" in found.path


def key(n: int) -> tuple[str, ...]:
    return (f"p{n}", "c", "v", "s", "policy")


def test_the_gradebook_gives_back_what_was_written(
    tmp_path, course, any_sandbox
):
    grade = grade_entry(entry(GOOD), course, any_sandbox, 5)
    with Gradebook(tmp_path / "book.sqlite") as book:
        book.add(key(1), grade)
        assert book.find(key(1)) == grade
        assert book.find(key(2)) is None
        book.put("seed", "5")
    with Gradebook(tmp_path / "book.sqlite") as book:
        assert book.find(key(1)) == grade
        assert book.get("seed") == "5"


def test_a_file_that_is_no_gradebook_or_a_newer_one_is_refused(tmp_path):
    path = tmp_path / "book.sqlite"
    path.write_text("not a database, but long enough to be read as one" * 9)
    with pytest.raises(GradebookError, match="no gradebook"):
        Gradebook(path)
    path.unlink()
    with Gradebook(path) as book:
        book.put("schema", "99")
    with pytest.raises(GradebookError, match="schema 99"):
        Gradebook(path)


def test_errors_are_one_sentence_and_exit_2(tmp_path):
    run = CliRunner().invoke
    (tmp_path / "empty").mkdir()
    out = ["--out", str(tmp_path / "out")]
    for arguments, message in (
        (["grade", str(tmp_path / "empty"), *out], "no notebook in"),
        (["grade", str(tmp_path / "nowhere"), *out], "does not exist"),
        (["grade", str(ROOT / "exercises")], "--out"),
        (["grade", str(tmp_path), *out, "--seed", "-1"], "--seed"),
        (["check", str(tmp_path / "no.ipynb")], "does not exist"),
        (
            ["check", str(ROOT / "README.md"), "--course", str(tmp_path)],
            "solutions",
        ),
    ):
        done = run(main, arguments)
        assert done.exit_code == 2, arguments
        assert message in done.output
        assert "Traceback" not in done.output


def test_check_prints_the_feedback_and_says_by_its_exit_code(tmp_path):
    path = tmp_path / "sigmoid.ipynb"
    run = CliRunner().invoke
    path.write_bytes(GOOD)
    done = run(main, ["check", str(path)])
    assert done.exit_code == 0
    assert "In all: 25 of 25 points" in done.output
    wrong = {**RIGHT, "logit": "def logit(p):\n    return p / (1 - p)"}
    path.write_text(json.dumps(notebook(wrong, BASE)), "utf-8")
    done = run(main, ["check", str(path)])
    assert done.exit_code == 1
    assert "This looks like: forgot the logarithm" in done.output
    path.write_text("{", "utf-8")
    assert run(main, ["check", str(path)]).exit_code == 2


def test_every_command_that_is_listed_can_be_called():
    shown = CliRunner().invoke(main, ["--help"])
    listed = shown.output.split("Commands:\n")[1].splitlines()
    for line in listed:
        name = line.split()[0]
        called = CliRunner().invoke(main, [name, "--help"])
        assert called.exit_code == 0, name
        assert called.output.startswith(f"Usage: main {name} ")
    assert len(listed) >= 14
    assert CliRunner().invoke(main, ["gradde"]).exit_code == 2
