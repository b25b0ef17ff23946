"""How fast submissions are judged, against a fresh interpreter for each.

    python benchmarks/grading.py [COPIES]

Every figure is measured in this run; read the ratios, not the seconds.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from lucid_edu.grading.executors import grade_many
from lucid_edu.grading.grade import Entry, grade_entry
from lucid_edu.grading.sandbox import IsolationName, Limits, Sandbox

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


def one_worker(isolation: IsolationName, count: int) -> float:
    """Return submissions a second through one warm sandbox."""
    with Sandbox(isolation) as sandbox:
        grade_entry(copies(1)[0], COURSE, sandbox, 1)  # warm
        start = time.perf_counter()
        for entry in copies(count):
            grade = grade_entry(entry, COURSE, sandbox, 1)
            assert grade.score == grade.max_score
        return count / (time.perf_counter() - start)


def two_workers(isolation: IsolationName, count: int) -> float:
    """Return submissions a second of the pool, its start not counted."""
    judged = grade_many(copies(count), COURSE, 1, isolation, Limits(), 2)
    next(judged)
    start = time.perf_counter()
    done = sum(1 for _ in judged)
    return done / (time.perf_counter() - start)


def main(count: int) -> None:
    """Print the table."""
    bound = fresh_interpreters(10)
    rows = [("fresh interpreter with NumPy, one at a time", bound)]
    for isolation in ("process", "bubblewrap"):
        rows.append((f"{isolation}, 1 worker", one_worker(isolation, count)))
        rows.append((f"{isolation}, 2 workers", two_workers(isolation, count)))
    print(f"{'way':46} {'per second':>10} {'ratio':>6}")
    for name, rate in rows:
        print(f"{name:46} {rate:10.1f} {rate / bound:6.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
