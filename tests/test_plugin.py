"""`pytest --submission`: one test for each check."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CLASS = Path(__file__).resolve().parent / "sample_class"


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
    return subprocess.run(
        [*command, "-rA", *options], capture_output=True, text=True
    )


def test_a_right_notebook_passes_one_test_a_check(sigmoid_topic):
    done = run("--submission", str(CLASS / "ada.ipynb"))
    checks = sum(len(e.checks) for e in sigmoid_topic.exercises)
    assert done.returncode == 0
    assert f"{checks} passed" in done.stdout


def test_a_wrong_one_fails_with_the_feedback():
    done = run("--submission", str(CLASS / "chidi.ipynb"))
    assert done.returncode == 1
    assert "1 failed" in done.stdout
    assert "sigmoid::sigmoid(x) [very large and very small" in done.stdout
    assert "This looks like: the naive formula overflows" in done.stdout
    assert "Traceback" not in done.stdout


def test_two_submissions_can_be_named_and_junit_is_written(tmp_path):
    report = tmp_path / "report.xml"
    done = run(
        "--submission",
        str(CLASS / "ada.ipynb"),
        "--submission",
        str(CLASS / "goran.ipynb"),
        f"--junit-xml={report}",
    )
    assert done.returncode == 1
    assert report.read_text("utf-8").count("<testcase") == 34


def test_an_unreadable_notebook_fails_every_check_with_the_reason():
    done = run("--submission", str(CLASS / "viktor_empty.ipynb"))
    assert done.returncode == 1
    assert "the file is empty" in done.stdout


def test_without_the_option_pytest_is_left_alone(tmp_path):
    (tmp_path / "test_one.py").write_text("def test_one(): pass")
    done = run(str(tmp_path))
    assert done.returncode == 0
    assert "1 passed" in done.stdout
