"""Many submissions: memory stays flat, and loops cost their limit only."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psutil
from soak import ROOT, size, submission

from lucid_edu.grading.executors import grade_many
from lucid_edu.grading.grade import Entry
from lucid_edu.grading.sandbox import Limits

MEGABYTE = 1 << 20
# What takes its whole time: the alarm that ends a call is swallowed.
LOOP = (
    "def logit(p):\n    while True:\n        try:\n"
    "            while True: pass\n        except BaseException: pass"
)


def entries(count: int, loops: int = 0) -> Iterator[Entry]:
    for n in range(count):
        data = submission(n % 1000, **({"logit": LOOP} if n < loops else {}))
        yield Entry(f"{n}.ipynb", str(n), "sigmoid", data)


def test_memory_stays_flat_however_many_are_judged():
    count, steps = size(300, 20_000), []
    few = Limits(seconds=10.0)
    for n, _ in enumerate(
        grade_many([*entries(count)], ROOT, 1, "auto", few, 2)
    ):
        if n % (count // 10) == count // 20:
            steps.append(memory())
            print(n, [f"{size / MEGABYTE:.1f}" for size in steps[-1]])
    # The first steps warm caches: mistakes compiled, modules imported.
    grown = [now - then for then, now in zip(steps[2], steps[-1], strict=True)]
    assert max(grown) < 5 * MEGABYTE


def test_infinite_loops_cost_their_limit_and_no_more():
    count, loops = size(30, 500), size(6, 50)
    limits = Limits(seconds=float(size(1, 10)))
    judged = grade_many([*entries(count, loops)], ROOT, 1, "auto", limits, 2)
    next(judged)
    start = time.perf_counter()
    late = sum(grade.status == "timeout" for _, grade in judged)
    took = time.perf_counter() - start
    print(f"{loops} loops in {count}: {took:.1f} s")
    assert late in (loops, loops - 1)  # the first may be one of them
    assert took <= loops * limits.seconds / 2 + 5


def memory() -> list[int]:
    """Return the memory of this process and of each worker and zygote."""
    me = psutil.Process()
    found = [me.memory_info().rss]
    for child in me.children(recursive=True):
        try:
            name = " ".join(child.cmdline())
            if "spawn_main" in name or "zygote" in name:
                found.append(child.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return found
