"""Many submissions: memory stays flat, and loops cost their limit only."""

from __future__ import annotations

import time

import psutil
from conftest import workers
from soak import ROOT, shown, size, submission

from lucid_edu.grading.executors import grade_many
from lucid_edu.grading.grade import Entry
from lucid_edu.grading.sandbox import Limits

MEGABYTE = 1 << 20
# What takes its whole time: the alarm that ends a call is swallowed.
LOOP = (
    "def logit(p):\n    while True:\n        try:\n"
    "            while True: pass\n        except BaseException: pass"
)


def entries(count: int, loops: int = 0) -> list[Entry]:
    right = [submission(n) for n in range(50)]
    wrong = submission(logit=LOOP)
    return [
        Entry(f"{n}.ipynb", str(n), "sigmoid", wrong)
        if n < loops
        else Entry(f"{n}.ipynb", str(n), "sigmoid", right[n % 50])
        for n in range(count)
    ]


def test_memory_stays_flat_however_many_are_judged():
    count = size(300, 20_000)
    steps: list[dict[int, int]] = []
    judged = grade_many(entries(count), ROOT, 1, "auto", Limits(), 2)
    for n, _ in enumerate(shown(judged, count, "submissions")):
        if n % (count // 10) == count // 20:
            steps.append(memory())
            print(n, [f"{rss / MEGABYTE:.1f}" for rss in steps[-1].values()])
    # The first steps warm caches.
    first, last = steps[2], steps[-1]
    assert len(first) >= 3
    assert first.keys() == last.keys()
    assert max(last[pid] - first[pid] for pid in last) < 5 * MEGABYTE


def test_infinite_loops_cost_their_limit_and_no_more():
    count, loops = size(30, 500), size(6, 50)
    limits = Limits(seconds=float(size(1, 10)))
    judged = grade_many(entries(count, loops), ROOT, 1, "auto", limits, 2)
    next(judged)
    start = time.perf_counter()
    rest = shown(judged, count - 1, "submissions")
    late = sum(grade.status == "timeout" for _, grade in rest)
    took = time.perf_counter() - start
    print(f"{loops} loops in {count}: {took:.1f} s")
    assert late in (loops, loops - 1)  # the first may be one of them
    assert took <= loops * limits.seconds / 2 + 5


def memory() -> dict[int, int]:
    """Return the memory of this process and of each worker, by its id."""
    mine = (psutil.Process(), *workers())
    return {p.pid: p.memory_info().rss for p in mine}
