"""The first cell on a machine of others: it installs the course, once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from test_given import graded

from lucid_edu.grading.build import exercise_notebook
from lucid_edu.grading.course import assignment
from lucid_edu.grading.exercise import CourseError
from lucid_edu.grading.merge import merged
from lucid_edu.grading.notebook import read_submission
from lucid_edu.grading.origin import install_line
from lucid_edu.notebooks import faults, run

ROOT = Path(__file__).resolve().parent.parent
URL = "https://github.com/someone/a-book"
# What a student's machine has; the course itself is not among it.
OURS = ("lucid_edu", "_lucid_edu", "_editable", "__editable")


def with_repository(course: Path, url: str) -> Path:
    path = course / "_config.yml"
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    config["repository"]["url"] = url
    path.write_text(yaml.safe_dump(config), "utf-8")
    return course


@pytest.fixture
def course(tmp_path) -> Path:
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder, tmp_path / "course" / folder)
    return with_repository(tmp_path / "course", URL)


def setup_cell(notebook) -> str:
    return next(c["source"] for c in notebook.cells if c["id"] == "setup")


def run_here(notebook, python: str, folder: Path, **extra: str) -> list:
    """Run a notebook with `python`, which stands in its own environment."""
    path = folder / "own.ipynb"
    nbformat.write(notebook, path)
    script = (
        "import nbformat, nbclient, sys\n"
        "book = nbformat.read(sys.argv[1], 4)\n"
        "try:\n"
        "    nbclient.NotebookClient(book, timeout=120).execute()\n"
        "finally:\n"
        "    nbformat.write(book, sys.argv[1])\n"
    )
    done = subprocess.run(
        [python, "-c", script, path.name],
        cwd=folder,
        env={**os.environ, **extra},
        capture_output=True,
        text=True,
        check=False,
    )
    cells = nbformat.read(path, 4).cells
    assert done.returncode == 0, [cell.get("outputs") for cell in cells]
    return [cell.outputs for cell in cells if cell.cell_type == "code"]


def own_environment(folder: Path) -> str:
    """Return a Python that has all that the course needs, and not it."""
    command = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(command, check=True)
    scheme = {"base": str(folder), "platbase": str(folder)}
    target = Path(sysconfig.get_path("purelib", "venv", scheme))
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(OURS):
            (target / entry.name).symlink_to(entry)
    return str(folder / "bin" / "python")


def repository(folder: Path) -> Path:
    """Return a git repository of the files as they are now."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for step in (["init", "-q", "-b", "main"], ["add", "-A"]):
        subprocess.run(["git", *step], cwd=folder, check=True)
    commit = ["git", *who, "commit", "-q", "--no-verify", "-m", "All"]
    subprocess.run(commit, cwd=folder, check=True)
    return folder


def test_without_a_repository_there_is_no_line_that_could_not_work():
    assert install_line(ROOT) == ""
    notebook = exercise_notebook(assignment(ROOT, "sigmoid"))
    assert setup_cell(notebook).startswith("import numpy as np\n")


def test_a_course_without_a_configuration_has_none(tmp_path):
    assert install_line(tmp_path) == ""


def test_the_line_installs_from_the_one_place_that_names_it(course):
    first = setup_cell(exercise_notebook(assignment(course, "sigmoid")))
    assert f"    %pip install -q git+{URL}@main\n" in first


@pytest.mark.parametrize(
    "text",
    [
        "repository: {url: 'https://a.org/b; rm -rf ~'}",
        "repository: {url: 'not a url'}",
        "repository: {url: 'https://a.org/b', branch: 'a b'}",
        "repository: text",
        "[",
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(text, tmp_path):
    (tmp_path / "_config.yml").write_text(text, "utf-8")
    with pytest.raises(CourseError, match=r"_config\.yml"):
        install_line(tmp_path)


def test_where_the_course_is_installed_the_cell_does_nothing(course, tmp_path):
    notebook = exercise_notebook(assignment(course, "sigmoid"))
    notebook.cells = notebook.cells[:2]
    outputs = run_here(notebook, sys.executable, tmp_path, PIP_NO_INDEX="1")
    assert outputs == [[]]


def test_the_line_costs_nothing_and_is_no_news_to_staff(course, any_sandbox):
    topic = assignment(course, "sigmoid")
    notebook = exercise_notebook(topic)
    for cell in notebook.cells:
        if cell["id"] in {e.name for e in topic.exercises}:
            cell["source"] = topic[cell["id"]].source
    assert read_submission(nbformat.writes(notebook).encode()).notes == ()
    grade = graded(notebook, any_sandbox)
    assert grade.score == grade.max_score
    assert not any("left out" in note for note in grade.notes)


def test_a_notebook_from_before_gets_the_line_and_keeps_its_work(course):
    mine = exercise_notebook(assignment(ROOT, "sigmoid"))
    newer = exercise_notebook(assignment(course, "sigmoid"))
    for cell in mine.cells:
        if cell["id"] == "sigmoid":
            cell["source"] = "def sigmoid(x): return x"
    both = merged(
        json.loads(nbformat.writes(mine)), json.loads(nbformat.writes(newer))
    )
    texts = {c["id"]: "".join(c["source"]) for c in both["cells"]}
    assert "%pip install -q git+" in texts["setup"]
    assert texts["sigmoid"] == "def sigmoid(x): return x"


def chapter(course: Path, source: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source)]
    path = course / "book" / "own.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_a_chapter_gets_the_line_when_it_is_run_and_loses_it_again(course):
    path = chapter(course, "x = 1")
    run(path)
    assert faults(path) == []
    (first,) = nbformat.read(path, 4).cells
    assert first.source.startswith("try:\n    import lucid_edu\n")
    assert first.source.endswith(f"git+{URL}@main\n\nx = 1")
    assert first.outputs == []
    with_repository(course, "")
    assert faults(path) == ["the first cell installs from elsewhere"]
    run(path)
    assert nbformat.read(path, 4).cells[0].source == "x = 1"


def test_binder_installs_what_the_notebooks_need():
    text = (ROOT / ".binder" / "requirements.txt").read_text("utf-8")
    lines = [line for line in text.split("\n") if line and line[0] != "#"]
    assert lines == ["-c ../constraints.txt", ".[notebook]"]
    assert (ROOT / "constraints.txt").is_file()
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = extras["project"]["optional-dependencies"]["notebook"]
    assert any(need.startswith("jupyterlab") for need in needed)


def test_on_an_empty_machine_the_first_cell_makes_check_work(tmp_path):
    clone = repository(tmp_path / "clone")
    with_repository(tmp_path, f"file://{clone}")
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    topic = assignment(tmp_path, "sigmoid")
    notebook = exercise_notebook(topic)
    wanted = ("setup", "sigmoid", "sigmoid-check")
    notebook.cells = [c for c in notebook.cells if c["id"] in wanted]
    notebook.cells[1]["source"] = topic["sigmoid"].source
    python = own_environment(tmp_path / "environment")
    work = tmp_path / "work"
    work.mkdir()
    bare = subprocess.run(
        [python, "-c", "import lucid_edu"],
        cwd=work,
        capture_output=True,
        check=False,
    )
    assert b"ModuleNotFoundError" in bare.stderr
    outputs = run_here(
        notebook,
        python,
        work,
        PIP_NO_INDEX="1",  # pip and git alone, from this machine
        PIP_CONSTRAINT="",  # make's, for the course's own environment
        PIP_NO_BUILD_ISOLATION="0",
        PIP_CONFIG_FILE=os.devnull,
    )
    shown = outputs[2][0].data
    assert "sigmoid: 5 of 5 points" in shown["text/plain"]
    assert "sigmoid</code>: 5 of 5 points" in shown["text/html"]
