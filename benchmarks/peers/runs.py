"""Runs other graders on copies of one right submission, each as it is meant.

A grader lives in an environment of its own, given by its folder `bin`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from peers.files import write_nbgrader, write_nbval, write_otter

Rates = tuple[float, float]


class PeerError(Exception):
    """Another grader did not give a right submission all its marks."""


def otter(bin_folder: Path, folder: Path, count: int) -> Rates:
    """Return the rates of `otter run`, two at a time."""
    write_otter(folder, count)
    make = ["otter", "generate", "-t", "tests", "-o", "autograder.zip"]
    _run([*make, "--no-requirements", "--no-environment"], bin_folder, folder)

    def one(number: int) -> None:
        out = folder / f"out{number}"
        out.mkdir()
        run = ["otter", "run", "-a", "autograder.zip", "--no-logo", "-o"]
        _run([*run, str(out), f"s{number}.ipynb"], bin_folder, folder)

    def all_of_them() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, range(count)))

    rates = _timed(all_of_them, count)
    for number in range(count):
        text = (folder / f"out{number}" / "results.json").read_text()
        tests = json.loads(text)["tests"]
        scores = [test.get("score", 0) for test in tests]
        if sum(scores) != 10:
            raise PeerError(f"otter gave {scores}")
    return rates


def nbgrader(bin_folder: Path, folder: Path, count: int) -> Rates:
    """Return the rates of `nbgrader autograde`, one command for all."""
    write_nbgrader(folder, count)
    _run(["nbgrader", "generate_assignment", "five"], bin_folder, folder)
    grade = ["nbgrader", "autograde", "five"]
    rates = _timed(lambda: _run(grade, bin_folder, folder), count)
    _run(["nbgrader", "export"], bin_folder, folder)
    rows = (folder / "grades.csv").read_text().splitlines()
    place = rows[0].split(",").index("score")
    scores = [float(row.split(",")[place]) for row in rows[1:]]
    if scores != [10.0] * count:
        raise PeerError(f"nbgrader gave {scores}")
    return rates


def nbval(bin_folder: Path, folder: Path, count: int) -> Rates:
    """Return the rates of `pytest --nbval`, one command for all."""
    write_nbval(folder, count)
    run = ["pytest", "--nbval", "-q", "-p", "no:cacheprovider", str(folder)]
    return _timed(lambda: _run(run, bin_folder, folder), count)


PEERS = {
    "otter run, 2 at a time": ("otter", "otter", otter),
    "nbgrader autograde, one command": ("nbgrader", "nbgrader", nbgrader),
    "pytest --nbval, one command": ("nbval", "pytest", nbval),
}
"""What a row is called; its name, its program, and what measures it."""


def _timed(work: Callable[[], None], count: int) -> Rates:
    start, used = time.perf_counter(), spent()
    work()
    wall, cpu = time.perf_counter() - start, spent() - used
    return count / wall, count / cpu


def spent() -> float:
    """Return the processor seconds of all processes that have ended."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def _run(command: list[str], bin_folder: Path, folder: Path) -> None:
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    place = {"HOME": str(folder), "PATH": path}
    done = subprocess.run(
        [str(bin_folder / command[0]), *command[1:]],
        cwd=folder,
        env=os.environ | place,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = (done.stdout + done.stderr).strip().splitlines()[-3:]
        raise PeerError(f"{' '.join(command[:2])}: {' '.join(tail)}")
