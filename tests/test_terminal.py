"""start, watch, progress, hint, doctor: the exercises in a terminal."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from sample_class.make import RIGHT, notebook

from lucid_edu.grading.cli import main

ROOT = Path(__file__).resolve().parent.parent
BASE = json.loads((ROOT / "exercises" / "sigmoid.ipynb").read_text("utf-8"))


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.output


def save(path: Path, **answers: str) -> None:
    text = json.dumps(notebook(answers, BASE))
    path.with_suffix(".new").write_text(text, "utf-8")
    os.replace(path.with_suffix(".new"), path)


def test_start_lays_out_the_notebooks_and_keeps_work_the_next_time(tmp_path):
    folder = tmp_path / "work"
    assert "laid out" in run("start", "sigmoid", "--to", folder, "--no-lab")
    path = folder / "sigmoid.ipynb"
    mine = json.loads(path.read_text("utf-8"))
    for cell in mine["cells"]:
        if cell["id"] == "gate":
            cell["source"] = "def gate(z, candidate, state): return 7"
    mine["metadata"]["lucid_edu"]["version"] = "0" * 12
    path.write_text(json.dumps(mine), "utf-8")
    output = run("start", "sigmoid", "--to", folder, "--no-lab")
    assert "newer exercises merged in, your work kept" in output
    assert "return 7" in path.read_text("utf-8")
    output = run("start", "sigmoid", "--to", folder, "--no-lab")
    assert "up to date" in output


def test_start_leaves_alone_what_it_cannot_read(tmp_path):
    path = tmp_path / "sigmoid.ipynb"
    path.write_text("my only copy", "utf-8")
    output = run("start", "sigmoid", "--to", tmp_path, "--no-lab", code=2)
    assert "is no notebook" in output
    assert path.read_text("utf-8") == "my only copy"


def test_start_names_the_topics_there_are(tmp_path):
    output = run("start", "sigmoit", "--to", tmp_path, "--no-lab", code=2)
    assert "the topics are: sigmoid" in output


def test_check_is_remembered_and_progress_shows_it(tmp_path):
    path = tmp_path / "sigmoid.ipynb"
    save(path, sigmoid=RIGHT["sigmoid"], logit="def logit(p): return p")
    run("check", path, code=1)
    output = run("progress")
    line = next(x for x in output.splitlines() if x.startswith("sigmoid "))
    assert re.search(r"\[####\.{16}\]\s+5 of 25 points, 1 of 6 exerc", line)
    assert "next: sigmoid_grad" in output


def test_hint_reveals_one_more_each_time():
    assert run("hint", "gate").count("Hint") == 1
    assert run("hint", "gate").count("Hint") == 2
    assert "the exercises are: sigmoid" in run("hint", "nothing", code=2)


def test_doctor_finds_this_environment_whole():
    output = run("doctor")
    assert "MEND" not in output
    assert "the course in" in output
    assert "numpy" in output


def test_doctor_says_what_to_do_where_something_is_missing(tmp_path):
    (tmp_path / "empty").mkdir()
    output = run("doctor", "--course", tmp_path / "empty", code=1)
    assert "MEND the course: no folders exercises/ and solutions/" in output


@pytest.fixture
def watched(tmp_path, own_progress):
    """Start `lucid-edu watch` on an empty notebook; yield it and its lines."""
    path = tmp_path / "sigmoid.ipynb"
    save(path)
    code = "from lucid_edu.grading.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code, "watch", str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        # A shell's background job, as these tests may be, ignores it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None

    def read(stream):
        for line in stream:
            lines.put(line)

    reader = threading.Thread(target=read, args=(process.stdout,))
    reader.start()
    yield path, process, lines
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    reader.join()
    process.stdout.close()


def until(lines: queue.Queue, words: str) -> str:
    """Return the output up to the line that holds `words`."""
    seen = ""
    end = time.monotonic() + 30
    while words not in seen:
        seen += lines.get(timeout=max(0.1, end - time.monotonic()))
    return seen


def test_watch_shows_one_exercise_and_moves_on_when_it_is_solved(watched):
    path, process, lines = watched
    text = until(lines, "Stuck?")
    assert "0 of 6 exercises solved" in text
    assert "`sigmoid` is not written yet" in text
    assert "sigmoid_grad" not in text
    save(path, sigmoid="def sigmoid(x):\n    return 1 / (1 + np.exp(x))\n")
    assert "dropped the minus sign" in until(lines, "Stuck?")
    save(path, sigmoid=RIGHT["sigmoid"])
    text = until(lines, "Stuck?")
    assert "sigmoid: solved." in text
    assert "`sigmoid_grad` is not written yet" in text
    save(path, **RIGHT)
    assert "25 of 25 points" in until(lines, "Everything is solved.")
    assert process.wait(20) == 0


def test_watch_outlives_a_file_that_is_half_written(watched):
    path, _, lines = watched
    until(lines, "Stuck?")
    path.write_text('{"cells": [', "utf-8")
    assert "not JSON" in until(lines, "\n")
    save(path, sigmoid=RIGHT["sigmoid"])
    assert "sigmoid: solved." in until(lines, "Stuck?")
