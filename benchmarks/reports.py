"""How long the reports of a large class take, by format.

    python benchmarks/reports.py [SUBMISSIONS]

The class is the sample class, graded once and repeated under other names.
Many small files are as fast as the disk that holds `_build/`.
On a busy machine the processor seconds say more than the wall's.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from lucid_edu.grading.discover import discover
from lucid_edu.grading.executors import grade_many
from lucid_edu.grading.isolation import describe_isolation
from lucid_edu.grading.reports.outputs import FORMATS, write_reports
from lucid_edu.grading.reports.summary import GradedClass
from lucid_edu.grading.results import Grade
from lucid_edu.grading.sandbox import Limits
from lucid_edu.grading.versions import versions

COURSE = Path(__file__).resolve().parent.parent
LIMITS = Limits(seconds=1.0)


def large_class(count: int) -> GradedClass:
    """Return `count` grades: those of the sample class under new names."""
    entries = discover([COURSE / "tests" / "sample_class"], COURSE)
    judged = grade_many(entries, COURSE, 1, "process", LIMITS, 2)
    few = [grade for _, grade in judged]
    grades = tuple(sorted(_renamed(few, count), key=lambda grade: grade.path))
    found = describe_isolation("process", filtered=True)
    return GradedClass(grades, 1, found, LIMITS, versions(COURSE), 1.0)


def _renamed(few: list[Grade], count: int) -> Iterator[Grade]:
    for number, grade in enumerate(islice(cycle(few), count)):
        student = f"{grade.student}{number}"
        path = f"{student}/{grade.topic}.ipynb"
        yield replace(grade, path=path, student=student)


def main(count: int) -> None:
    """Print the table."""
    graded = large_class(count)
    place = COURSE / "_build"
    place.mkdir(exist_ok=True)
    print(f"{count} submissions  {'wall s':>8} {'cpu s':>8} {'MB':>8}")
    wall = cpu = 0.0
    for name in FORMATS:
        with tempfile.TemporaryDirectory(dir=place) as folder:
            start, used = time.perf_counter(), time.process_time()
            write_reports(graded, Path(folder), [name])
            took = time.perf_counter() - start
            spent = time.process_time() - used
            files = (f for f in Path(folder).rglob("*") if f.is_file())
            size = sum(file.stat().st_size for file in files) / 1e6
        print(f"{name:18} {took:8.1f} {spent:8.1f} {size:8.1f}")
        wall, cpu = wall + took, cpu + spent
    print(f"{'all':18} {wall:8.1f} {cpu:8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
