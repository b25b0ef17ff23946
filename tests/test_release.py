"""The student bundle and the autograders, as those who receive them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from test_formats import GRADESCOPE, files

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


def solution_lines(topic: str) -> set[str]:
    """Return the lines that stand in a solution and in no starter."""
    found = set()
    for exercise in assignment(ROOT, topic).exercises:
        given = f"{exercise.starter}{exercise.given_source}{exercise.prompt}"
        for text in (
            exercise.source,
            *(exercise.mistaken_source(m) for m in exercise.mistakes),
        ):
            lines = {line.strip() for line in text.splitlines()}
            found |= {
                line for line in lines if len(line) > 25 and line not in given
            }
    return found


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
    for topic in topics(ROOT):
        lines = solution_lines(topic)
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


def test_two_releases_are_the_same_bytes_as_folder_and_as_zip(
    tmp_path, released
):
    again = tmp_path / "again"
    run("release", "--to", str(again), "--no-solution")
    assert dict(files(again)) == dict(files(released))
    zips = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for path in zips:
        run("release", "--zip", "--to", str(path), "--no-solution")
    assert zips[0].read_bytes() == zips[1].read_bytes()
    with zipfile.ZipFile(zips[0]) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert inside == dict(files(released))


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


@pytest.fixture(scope="module")
def gradescope(tmp_path_factory):
    """The folders as Gradescope lays them out, the zip unpacked."""
    root = tmp_path_factory.mktemp("autograder")
    zipped = root.parent / "autograder.zip"
    options = "--seed 5 --visibility after_published --leaderboard".split()
    run("gradescope", "build", "sigmoid", "--to", str(zipped), *options)
    for name in ("submission", "results", "source"):
        (root / name).mkdir()
    subprocess.run(
        [sys.executable, "-m", "zipfile", "-e", zipped, root / "source"],
        check=True,
    )
    script = root / "run_autograder"
    script.write_bytes((root / "source" / "run_autograder").read_bytes())
    script.chmod(0o755)
    return root


def autograded(root: Path, **submitted: bytes) -> dict:
    for path in (root / "submission").iterdir():
        path.unlink()
    for name, data in submitted.items():
        (root / "submission" / f"{name}.ipynb").write_bytes(data)
    subprocess.run(
        ["./run_autograder"],
        cwd=root,
        check=True,
        capture_output=True,
        env={
            "PATH": "/usr/bin:/bin",
            "LUCID_EDU_ROOT": str(root),
            "LUCID_EDU_PYTHON": sys.executable,
            # As in a container that forbids namespaces.
            "LUCID_EDU_ISOLATION": "process",
        },
    )
    body = json.loads((root / "results" / "results.json").read_text("utf-8"))
    jsonschema.validate(body, GRADESCOPE)
    return body


def test_gradescopes_zip_has_its_two_scripts_and_names_no_host(gradescope):
    names = {path.name for path in (gradescope / "source").iterdir()}
    assert {"setup.sh", "run_autograder", "requirements.txt"} <= names
    for name in ("setup.sh", "run_autograder", "requirements.txt"):
        text = (gradescope / "source" / name).read_text()
        assert "://" not in text
        assert "git+" not in text
    for name in ("setup.sh", "run_autograder"):
        subprocess.run(
            ["bash", "-n", gradescope / "source" / name], check=True
        )


def test_run_autograder_judges_in_gradescopes_folders(gradescope):
    body = autograded(
        gradescope, homework=(SAMPLE / "dora.ipynb").read_bytes()
    )
    assert body["score"] == 15
    assert {t["visibility"] for t in body["tests"]} == {"after_published"}
    assert body["leaderboard"][0]["value"] == 15
    assert "Isolation: process" in body["output"]
    if os.geteuid() == 0:
        assert "the unprivileged user 65534" in body["output"]


def test_the_notebook_named_after_the_topic_is_taken_of_several(gradescope):
    good = (SAMPLE / "ada.ipynb").read_bytes()
    empty = (SAMPLE / "ben.ipynb").read_bytes()
    assert autograded(gradescope, sigmoid=good, notes=empty)["score"] == 25
    body = autograded(gradescope, one=good, two=empty)
    assert body["score"] == 0
    assert "2 notebooks were handed in" in body["output"]


def test_no_notebook_and_a_broken_one_get_a_result(gradescope):
    assert "no notebook was handed in" in autograded(gradescope)["output"]
    body = autograded(gradescope, sigmoid=b"{")
    assert "not JSON" in body["output"]


def test_with_a_seed_the_zip_is_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        to = str(tmp_path / name)
        run("gradescope", "build", "sigmoid", "--to", to, "--seed", "5")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_classroom_50_gets_an_autograder_that_writes_its_result(tmp_path):
    folder, checkout = tmp_path / "bundle", tmp_path / "checkout"
    run("classroom50", "build", "sigmoid", "--to", str(folder))
    checkout.mkdir()
    (checkout / "sigmoid.ipynb").write_bytes(
        (SAMPLE / "chidi.ipynb").read_bytes()
    )
    # A module of the student's own must not be imported by the grader.
    (checkout / "json.py").write_text("raise SystemExit(3)")
    secret = tmp_path / "secret"
    secret.write_text("kept")
    (checkout / "result.json").symlink_to(secret)
    subprocess.run(
        [sys.executable, folder / "autograder.py"],
        cwd=checkout,
        check=True,
        capture_output=True,
        env={
            "PATH": "/usr/bin:/bin",
            "LUCID_EDU_PYTHON": sys.executable,
            "CLASSROOM": "c",
            "ASSIGNMENT": "hw1",
        },
    )
    body = json.loads((checkout / "result.json").read_text("utf-8"))
    assert (body["assignment"], body["score"]) == ("hw1", 23)
    assert secret.read_text() == "kept"
    workflow = yaml.safe_load((folder / "workflow.yml").read_text("utf-8"))
    steps = workflow["jobs"]["grade"]["steps"]
    assert steps[3]["run"] == "python ../autograder/autograder.py"
    assert steps[3]["env"]["ASSIGNMENT"] == "sigmoid"
