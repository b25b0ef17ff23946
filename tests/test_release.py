"""The student bundle and the autograders, as those who receive them."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_formats import files

from lucid_edu.grading.cli import main
from lucid_edu.grading.course import assignment, topics

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests" / "sample_class"


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, [*arguments])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "students"
    run("release", "--to", str(folder), "--no-solution")
    return folder


def handed_out() -> str:
    """Return what the notebooks give on purpose, such as helpers."""
    return "\n".join(
        f"{exercise.starter}\n{exercise.given_source}\n{exercise.prompt}\n"
        f"{exercise.target}"
        for topic in topics(ROOT)
        for exercise in assignment(ROOT, topic).exercises
    )


def solution_lines(topic: str, given: str) -> set[str]:
    """Return the lines that stand in a solution or a mistake alone."""
    texts = [
        text
        for exercise in assignment(ROOT, topic).exercises
        for text in (
            exercise.source,
            *(exercise.mistaken_source(m) for m in exercise.mistakes),
        )
    ]
    lines = {line.strip() for text in texts for line in text.splitlines()}
    return {line for line in lines if len(line) > 25 and line not in given}


def test_no_line_of_a_solution_is_in_the_bundle(released):
    text = "\n".join(
        path.read_text("utf-8")
        for path in released.iterdir()
        if path.suffix != ".ipynb"
    )
    for path in released.glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            text += "".join(cell["source"]) + "\n"
            text += json.dumps(cell.get("outputs", []))
    given = handed_out()
    for topic in topics(ROOT):
        lines = solution_lines(topic, given)
        assert len(lines) > 5
        assert [line for line in lines if line in text] == []
    assert "EXERCISES" not in text
    names = {path.name for path in released.rglob("*")}
    assert names == {f"{topic}.ipynb" for topic in topics(ROOT)} | {
        "README.md",
        "course.toml",
        "requirements.txt",
    }


def test_requirements_are_names_and_versions_only(released):
    lines = (released / "requirements.txt").read_text().splitlines()
    assert "lucid-edu==0.1.0" in lines
    for line in lines:
        name, _, version = line.partition("==")
        assert name.replace("-", "").isalnum()
        assert version.replace(".", "").replace("post", "").isalnum()


def test_two_releases_are_the_same_bytes_as_folder_and_as_zip(tmp_path):
    for name in ("one", "two"):
        run("release", "sigmoid", "--to", str(tmp_path / name))
        to = str(tmp_path / f"{name}.zip")
        run("release", "sigmoid", "--zip", "--to", to)
    expected = dict(files(tmp_path / "one"))
    assert dict(files(tmp_path / "two")) == expected
    zips = [tmp_path / "one.zip", tmp_path / "two.zip"]
    assert zips[0].read_bytes() == zips[1].read_bytes()
    with zipfile.ZipFile(zips[0]) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert inside == expected


def test_the_bundle_unpacked_elsewhere_checks_and_honours_course_toml(
    released,
):
    program = (
        "import numpy as np\n"
        "from lucid_edu.grading import check, hint, solution\n"
        "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"
        "print(check(sigmoid)); print(hint(sigmoid)); print(solution(sigmoid))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=released,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "the naive formula overflows" in done.stdout
    assert "Hint 1 of" in done.stdout
    assert "Solutions are not shown in this course" in done.stdout


def test_a_released_notebook_is_judged_by_the_command(released):
    notebook = str(released / "sigmoid.ipynb")
    assert "In all: 0 of 25 points" in run("check", notebook, code=1)


def test_a_full_folder_and_an_unknown_topic_are_refused(released, tmp_path):
    assert "not empty" in run("release", "--to", str(released), code=2)
    to = str(tmp_path / "x")
    assert "no topic 'algebra'" in run(
        "release", "algebra", "--to", to, code=2
    )
    assert not Path(to).exists()


def test_a_notebook_edited_by_hand_is_not_released(tmp_path):
    for name in ("solutions", "exercises"):
        (tmp_path / name).mkdir()
    text = (ROOT / "solutions" / "sigmoid.py").read_text("utf-8")
    (tmp_path / "solutions" / "sigmoid.py").write_text(text, "utf-8")
    (tmp_path / "exercises" / "sigmoid.ipynb").write_text("{}", "utf-8")
    said = run(
        *f"release --course {tmp_path} --to {tmp_path / 'out'}".split(),
        code=2,
    )
    assert "exercises build" in said
