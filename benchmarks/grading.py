"""How fast submissions are judged, against a fresh interpreter for each.

    python benchmarks/grading.py [COPIES]

Every figure is measured in this run; read the ratios, not the seconds.
On a busy machine the last column, submissions for each second of processor
time (grader, workers and children together), says more than the first.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import psutil

from lucid_edu.grading.executors import grade_many
from lucid_edu.grading.grade import Entry
from lucid_edu.grading.sandbox import IsolationName, Limits

Rates = tuple[float, float]

COURSE = Path(__file__).resolve().parent.parent
GOOD = (COURSE / "tests" / "sample_class" / "ada.ipynb").read_bytes()


def copies(count: int) -> list[Entry]:
    """Return `count` submissions whose bytes all differ."""
    return [
        Entry(f"s{n}.ipynb", f"s{n}", "sigmoid", GOOD + b" " * n)
        for n in range(count)
    ]


def fresh_interpreters(count: int) -> float:
    """Return how many interpreters a second start and import NumPy."""
    start = time.perf_counter()
    for _ in range(count):
        subprocess.run([sys.executable, "-c", "import numpy"], check=True)
    return count / (time.perf_counter() - start)


def workers(isolation: IsolationName, jobs: int, count: int) -> Rates:
    """Return the rates of a pool, its start not counted."""
    judged = grade_many(copies(count), COURSE, 1, isolation, Limits(), jobs)
    # The last ones are left out: the workers end, and take their times along.
    tail = 4 * jobs
    for _ in range(tail):
        next(judged)
    start, used, done = time.perf_counter(), processor_seconds(), 0
    for _, grade in islice(judged, count - 3 * tail):
        assert grade.score == grade.max_score
        done += 1
    wall, cpu = time.perf_counter() - start, processor_seconds() - used
    judged.close()
    return done / wall, done / cpu


def processor_seconds() -> float:
    """Return what this process and all below it have used."""
    me = psutil.Process()
    used = sum(me.cpu_times()[:2])
    for child in me.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            used += sum(child.cpu_times()[:4])
    return used


def main(count: int) -> None:
    """Print the table."""
    bound = fresh_interpreters(10)
    rows = [("fresh interpreter with NumPy, one at a time", (bound, 0.0))]
    for isolation in ("process", "bubblewrap"):
        for jobs in (1, 2):
            name = f"{isolation}, {jobs} worker{'s' * (jobs > 1)}"
            rows.append((name, workers(isolation, jobs, count)))
    print(f"{'way':46} {'per second':>10} {'ratio':>6} {'per cpu s':>10}")
    for name, (rate, per_cpu) in rows:
        said = f"{per_cpu:10.1f}" if per_cpu else ""
        print(f"{name:46} {rate:10.1f} {rate / bound:6.1f} {said}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
