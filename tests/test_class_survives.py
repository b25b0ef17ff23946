"""Whatever one submission, or the grader, does: the class is graded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from sample_class.make import RIGHT, notebook

from lucid_edu.grading import executors, frames
from lucid_edu.grading.discover import discover, opened
from lucid_edu.grading.grade import Entry
from lucid_edu.grading.isolation import describe_isolation
from lucid_edu.grading.reports.outputs import file_names
from lucid_edu.grading.sandbox import _judge_end
from lucid_edu.grading.wire import Call, CellRun, Reply
from lucid_edu.grading.worker import evaluate

ROOT = Path(__file__).resolve().parent.parent
BASE = json.loads((ROOT / "exercises" / "sigmoid.ipynb").read_text("utf-8"))
GOOD = json.dumps(notebook(RIGHT, BASE)).encode()


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(GOOD)


def students(*paths: Path) -> list[str]:
    return [entry.student for entry in discover(paths, ROOT)]


def test_a_file_named_twice_is_graded_once(tmp_path):
    put(tmp_path, "ada.ipynb")
    assert students(tmp_path, tmp_path / "ada.ipynb", tmp_path) == ["ada"]


def test_two_folders_with_files_of_one_name_are_two_submissions(tmp_path):
    put(tmp_path, "a/ada.ipynb", "b/ada.ipynb")
    found = discover([tmp_path / "a", tmp_path / "b"], ROOT)
    assert len({entry.path for entry in found}) == 2


def test_a_folder_of_pictures_is_no_student(tmp_path):
    put(tmp_path, "cara/sigmoid.ipynb")
    (tmp_path / "cara" / "images").mkdir()
    (tmp_path / "cara" / "images" / "plot.png").write_bytes(b"")
    (tmp_path / "dan" / "images").mkdir(parents=True)
    assert students(tmp_path) == ["cara", "dan"]


def test_capital_endings_underscores_and_links_are_not_lost(tmp_path):
    put(tmp_path / "class", "eve.IPYNB", "_fay.ipynb")
    put(tmp_path / "elsewhere", "sigmoid.ipynb")
    (tmp_path / "class" / "gil").symlink_to(tmp_path / "elsewhere")
    found = [opened(e) for e in discover([tmp_path / "class"], ROOT)]
    got = {entry.student: entry.refused for entry in found}
    assert set(got) == {"_fay", "eve", "gil"}
    assert got["eve"] == got["_fay"] == ""
    assert "link" in got["gil"]


def test_every_student_has_a_name(tmp_path, monkeypatch):
    put(tmp_path, "sigmoid.ipynb")
    monkeypatch.chdir(tmp_path)
    assert students(Path("sigmoid.ipynb")) == [tmp_path.name]


def test_no_chosen_name_overwrites_a_classmate_s_feedback():
    aimed = file_names(["a/b.ipynb"])["a/b.ipynb"]
    for paths in (
        [f"{aimed}.ipynb", "a/b.ipynb"],
        ["a/b.ipynb", f"{aimed}.ipynb"],
        [f"{aimed.upper()}.ipynb", "a/b.ipynb", f"{aimed}_.ipynb"],
    ):
        names = {name.lower() for name in file_names(paths).values()}
        assert len(names) == len(paths)


def test_an_error_of_the_grader_costs_one_submission(monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("a defect of ours")

    monkeypatch.setattr(executors, "grade_entry", fail)
    monkeypatch.setitem(executors._mine, "sandbox", None)
    entry = Entry("a.ipynb", "a", "sigmoid", GOOD)
    grade = executors._grade_one(entry, ROOT, 1)
    assert grade.status == "crashed"
    assert grade.notes == (executors.LOST, "RuntimeError: a defect of ours")
    assert grade.max_score == 25


def test_half_a_surrogate_pair_becomes_readable_text():
    # As a child may forge it: JSON can name half a pair, a file cannot.
    run = CellRun("error", "SURROGATE")
    data = frames.pack_cell(0, run).replace(b"SURROGATE", b"a\\ud800bc")
    text = frames.read_reply(data, 1, 0).cells[0].text
    assert text == "a?bc"


def test_a_line_number_beyond_any_file_is_dropped():
    data = frames.pack_cell(0, CellRun("error", "x", 10**30))
    assert frames.read_reply(data, 1, 0).cells[0].line is None


def test_a_view_that_claims_terabytes_is_not_copied():
    def huge(x: np.ndarray) -> np.ndarray:
        return np.broadcast_to(x[0], (10**6, 10**6))

    call = Call("f(x)", {"x": np.ones(2)}, "f")
    got = evaluate(call, {"f": huge})
    assert (got.status, got.kind) == ("unsupported", "an array over 8 MB")


def test_a_signal_without_a_name_is_told_by_its_number():
    reply = _judge_end(
        Reply("done"), late=False, status=int(signal.SIGRTMIN) + 3
    )
    assert reply.ended == "crashed"
    assert reply.text == f"ended by signal {int(signal.SIGRTMIN) + 3}"


def test_with_a_filter_alone_the_remaining_gap_is_told():
    gaps = describe_isolation("process", True).gaps
    assert not any("read and write" in gap for gap in gaps)
    assert any("only the filter" in gap for gap in gaps) or (os.geteuid() == 0)


def test_a_killed_grader_leaves_no_process_behind(tmp_path):
    loop = {**RIGHT, "logit": "def logit(p):\n    while True: pass"}
    data = json.dumps(notebook(loop, BASE))
    (tmp_path / "class").mkdir()
    for n in range(8):
        (tmp_path / "class" / f"{n}.ipynb").write_text(data, "utf-8")
    mark = f"LUCID_EDU_TEST={tmp_path.name}{os.getpid()}"
    name, _, value = mark.partition("=")
    command = [sys.executable, "-m", "lucid_edu.grading.cli", "grade"]
    arguments = [str(tmp_path / "class"), "--out", str(tmp_path / "out")]
    grader = subprocess.Popen(
        [*command, *arguments, "--jobs", "2"],
        env={**os.environ, name: value},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert _within(30, lambda: len(_marked(mark)) >= 4)
    grader.kill()
    grader.wait()
    assert _within(20, lambda: not _marked(mark))


def _within(seconds: float, holds) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def _marked(mark: str) -> list[str]:
    """Return the processes whose environment holds `mark`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found
