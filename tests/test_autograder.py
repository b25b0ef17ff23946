"""Gradescope's format, and autograders run as their platforms do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from test_reports import check, evil_grade, grade

from lucid_edu.grading.cli import main
from lucid_edu.grading.reports.classroom50 import classroom50_json
from lucid_edu.grading.reports.gradescope import results_json
from lucid_edu.grading.results import ExerciseResult

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests" / "sample_class"
TEXT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
SHOWN = {"enum": ["visible", "after_due_date", "after_published", "hidden"]}
# Of Gradescope's published specification, written as a schema.
GRADESCOPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score"],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": TEXT,
        "test_output_format": TEXT,
        "test_name_format": TEXT,
        "visibility": SHOWN,
        "stdout_visibility": SHOWN,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": TEXT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": TEXT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": SHOWN,
                    "extra_data": {"type": "object"},
                },
            },
        },
        "leaderboard": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "value"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string"},
                    "value": {"type": ["number", "string"]},
                    "order": {"enum": ["asc", "desc"]},
                },
            },
        },
    },
}


def challenged():
    extra = ExerciseResult("race", "t", (check("passed"),), challenge=True)
    return grade(exercises=(*grade().exercises, extra))


@pytest.mark.parametrize("visibility", SHOWN["enum"])
def test_gradescope_results_follow_the_published_format(visibility):
    for one in (challenged(), evil_grade()):
        body = json.loads(results_json(one, visibility, leaderboard=True))
        jsonschema.validate(body, GRADESCOPE)
        assert {t["visibility"] for t in body["tests"]} == {visibility}
        assert body["score"] == one.score


def test_a_challenge_has_no_points_on_gradescope_and_classroom_50():
    tests = json.loads(results_json(challenged()))["tests"]
    assert "score" not in tests[-1]
    assert sum(t.get("score", 0) for t in tests) == challenged().score
    body = json.loads(classroom50_json(challenged()))
    assert body["score"] == sum(t["score"] for t in body["tests"])
    assert body["max-score"] == sum(t["max-score"] for t in body["tests"])


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, [*arguments])
    assert done.exit_code == code, done.output
    return done.output


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
