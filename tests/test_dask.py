"""A class judged on a real Dask cluster: the same grades, whoever dies."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CLASS = ROOT / "tests" / "sample_class"
GRADE = [sys.executable, "-m", "lucid_edu.grading.cli", "grade"]


class Cluster:
    """A scheduler and its workers, each a process, on the loopback only."""

    def __init__(self, folder: Path) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--scheduler-file", str(file))
        self.address = _address(file)

    def worker(self) -> subprocess.Popen[bytes]:
        options = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0")
        return self._start("worker", self.address, *options)

    def close(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait()

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        local = ("--host", "127.0.0.1", "--no-dashboard")
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *command, *local],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(process)
        return process


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    found = [p for p in sorted(CLASS.glob("*.ipynb")) if p.stem[0] in "abcdef"]
    for n in range(30):
        one = found[n % len(found)]
        # A space more each time: every copy has inputs of its own.
        data = one.read_bytes() + b" " * n
        (folder / f"{n:02}_{one.name}").write_bytes(data)
    return folder


def start(folder: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*GRADE, str(folder), "--out", str(out), "--seed", "7", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str], out: Path) -> Any:
    said, errors = process.communicate(timeout=120)
    assert process.returncode == 0, said + errors
    body = json.loads((out / "grades.json").read_text("utf-8"))
    del body["timing"]
    return body


def test_a_cluster_gives_the_same_grades_though_a_worker_is_killed(
    cluster, submissions, tmp_path
):
    lost, kept = cluster.worker(), cluster.worker()
    options = ("--executor", "dask", "--scheduler", cluster.address)
    there = start(submissions, tmp_path / "there", *options)
    book = tmp_path / "there" / "gradebook.sqlite"
    while judged(book) < 5:
        assert there.poll() is None, there.communicate()
        time.sleep(0.02)
    assert judged(book) < 25
    lost.kill()
    found = finish(there, tmp_path / "there")
    assert kept.poll() is None
    assert len(found["submissions"]) == judged(book) == 30
    here = start(submissions, tmp_path / "here", "--jobs", "2")
    assert found == finish(here, tmp_path / "here")


def test_a_scheduler_that_does_not_answer_is_one_sentence(
    submissions, tmp_path
):
    options = ("--executor", "dask", "--scheduler", "tcp://127.0.0.1:1")
    process = start(submissions, tmp_path, *options)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in errors
    assert "Traceback" not in errors


def test_the_executor_and_the_scheduler_go_together(submissions, tmp_path):
    process = start(submissions, tmp_path, "--executor", "dask")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "--executor dask and --scheduler" in errors


def judged(book: Path) -> int:
    if not book.exists():
        return 0
    with closing(sqlite3.connect(book)) as db:
        try:
            return int(db.execute("SELECT count(*) FROM grade").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def _address(file: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            return str(json.loads(file.read_text("utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.1)
    raise AssertionError("the scheduler did not start")
