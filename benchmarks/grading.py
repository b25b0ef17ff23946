"""How fast submissions are judged, against other ways in the same run.

    python benchmarks/grading.py [COPIES] [--otter BIN] [--nbgrader BIN] ...

All judge one notebook with five exercises.  Other graders are run where
they are: each in an environment of its own, whose folder `bin` is named by
an option, or by LUCID_EDU_OTTER, LUCID_EDU_NBGRADER and LUCID_EDU_NBVAL.

Every figure is measured in this run; read the ratios, not the seconds.
On a busy machine the columns of processor time (the grader and all its
processes together) say more than those of the wall's.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import psutil
from peers.files import write_otter
from peers.runs import PEERS, Rates, spent

from lucid_edu.grading.executors import grade_many
from lucid_edu.grading.grade import Entry
from lucid_edu.grading.sandbox import IsolationName, Limits

COURSE = Path(__file__).resolve().parent.parent
PEER_COPIES = 6
STARTS = 5


class Five:
    """A course of five exercises, and right submissions to it."""

    def __init__(self, folder: Path) -> None:
        self.course = folder / "course"
        shutil.copytree(COURSE / "solutions", self.course / "solutions")
        (self.course / "exercises").mkdir()
        topic = self.course / "solutions" / "sigmoid.py"
        with topic.open("a", encoding="utf-8") as file:
            file.write("\nEXERCISES = EXERCISES[:5]\n")
        write_otter(folder / "one", 1)
        self.good = (folder / "one" / "s0.ipynb").read_bytes()

    def copies(self, count: int) -> list[Entry]:
        """Return `count` submissions whose bytes all differ."""
        return [
            Entry(f"s{n}.ipynb", f"s{n}", "sigmoid", self.good + b" " * n)
            for n in range(count)
        ]


def fresh_interpreters(count: int) -> Rates:
    """Return how many interpreters a second start and import NumPy."""
    start, used = time.perf_counter(), spent()
    for _ in range(count):
        subprocess.run([sys.executable, "-c", "import numpy"], check=True)
    wall, cpu = time.perf_counter() - start, spent() - used
    return count / wall, count / cpu


def workers(
    five: Five, isolation: IsolationName, jobs: int, count: int
) -> Rates:
    """Return the rates of a pool, its start not counted."""
    entries = five.copies(count)
    task = (five.course, 1, isolation, Limits(), jobs)
    judged = grade_many(entries, *task)
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


def first_result(five: Five, folder: Path) -> float:
    """Return the seconds from the command to the first grade written."""
    handed_in = folder / "class"
    handed_in.mkdir(parents=True)
    for number in range(20):
        data = five.good + b" " * number
        (handed_in / f"s{number}.ipynb").write_bytes(data)
    book = folder / "out" / "gradebook.sqlite"
    command = [sys.executable, "-m", "lucid_edu.grading.cli", "grade"]
    told = ["--out", str(book.parent), "--course", str(five.course)]
    start = time.perf_counter()
    with subprocess.Popen(
        [*command, str(handed_in), *told, "--seed", "1", "--jobs", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as grader:
        while not rows(book):
            time.sleep(0.002)
        took = time.perf_counter() - start
        assert grader.wait() == 0
    return took


def rows(book: Path) -> int:
    """Return how many grades a gradebook holds that may not be there yet."""
    if not book.exists():
        return 0
    try:
        with contextlib.closing(sqlite3.connect(book)) as db:
            return int(db.execute("SELECT count(*) FROM grade").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def options() -> argparse.Namespace:
    """Return what the command line and the environment say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("copies", type=int, nargs="?", default=300)
    for name in ("otter", "nbgrader", "nbval"):
        known = os.environ.get(f"LUCID_EDU_{name.upper()}")
        parser.add_argument(f"--{name}", type=Path, default=known)
    return parser.parse_args()


def peers(told: argparse.Namespace, folder: Path) -> dict[str, Rates]:
    """Return the rates of those graders that are installed."""
    found = {}
    for row, (name, program, measure) in PEERS.items():
        place = getattr(told, name)
        place = Path(place or Path(sys.executable).parent).absolute()
        if (place / program).exists():
            found[row] = measure(place, folder / name, PEER_COPIES)
        else:
            print(f"{row}: not in {place}; name its folder with --{name}")
    return found


def main(told: argparse.Namespace) -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        five = Five(place)
        table = {"fresh interpreter with NumPy": fresh_interpreters(10)}
        table |= peers(told, place)
        for isolation in ("process", "bubblewrap"):
            for jobs in (1, 2):
                name = f"{isolation}, {jobs} worker{'s' * (jobs > 1)}"
                table[name] = workers(five, isolation, jobs, told.copies)
        starts = [
            first_result(five, place / f"start{n}") for n in range(STARTS)
        ]
    best = table["bubblewrap, 2 workers"]
    print(f"{'':32} {'per s':>8} {'ours/it':>8} {'per cpu s':>10} ", end="")
    print(f"{'ours/it':>8}")
    for name, (rate, per_cpu) in table.items():
        print(f"{name:32} {rate:8.2f} {best[0] / rate:8.1f} ", end="")
        print(f"{per_cpu:10.2f} {best[1] / per_cpu:8.1f}")
    middle = sorted(starts)[STARTS // 2]
    numpy = middle * table["fresh interpreter with NumPy"][0]
    print(f"first grade written after {middle:.2f} s: {numpy:.1f} times the")
    print("start of an interpreter with NumPy")


if __name__ == "__main__":
    main(options())
