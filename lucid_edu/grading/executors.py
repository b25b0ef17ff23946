"""Runs many submissions at once: processes, each with a sandbox of its own."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from lucid_edu.grading.course import assignment, topics
from lucid_edu.grading.feedback import unjudged
from lucid_edu.grading.grade import Entry, grade_entry
from lucid_edu.grading.results import Grade
from lucid_edu.grading.sandbox import IsolationName, Limits, Sandbox

_mine: dict[str, Sandbox] = {}


def grade_many(
    entries: Sequence[Entry],
    course: Path,
    seed: int,
    isolation: IsolationName,
    limits: Limits,
    jobs: int,
) -> Iterator[tuple[Entry, Grade]]:
    """Yield each entry with its grade as soon as it is judged.

    A worker process that dies takes nothing with it: its submissions are
    tried again, one at a time, and only the one that fails twice is
    reported as crashed.
    """
    left = {entry.path: entry for entry in entries}
    task = (course, seed, isolation, limits)
    try:
        for entry, grade in _in_pool(entries, task, jobs):
            del left[entry.path]
            yield entry, grade
        return
    except BrokenProcessPool:
        pass
    for entry in list(left.values()):
        try:
            yield next(_in_pool([entry], task, 1))
        except BrokenProcessPool:
            yield entry, _crashed(entry, course)


def _in_pool(
    entries: Sequence[Entry],
    task: tuple[Path, int, IsolationName, Limits],
    jobs: int,
) -> Iterator[tuple[Entry, Grade]]:
    course, seed, isolation, limits = task
    with ProcessPoolExecutor(
        max_workers=max(1, min(jobs, len(entries))),
        mp_context=get_context("spawn"),
        initializer=_prepare,
        initargs=(isolation, limits),
    ) as pool:
        waiting: dict[Future[Grade], Entry] = {}
        coming = iter(entries)
        try:
            while True:
                # A short queue: an interrupt then waits for few of them.
                for entry in coming:
                    job = pool.submit(_grade_one, entry, course, seed)
                    waiting[job] = entry
                    if len(waiting) >= 4 * jobs:
                        break
                if not waiting:
                    return
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield waiting.pop(future), future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _prepare(isolation: IsolationName, limits: Limits) -> None:
    # The parent decides when to stop; a worker ends what it has begun.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _mine["sandbox"] = Sandbox(isolation, limits)


def _grade_one(entry: Entry, course: Path, seed: int) -> Grade:
    return grade_entry(entry, course, _mine["sandbox"], seed)


def _crashed(entry: Entry, course: Path) -> Grade:
    known = topics(course)
    topic = entry.topic if entry.topic in known else known[0]
    assert topic is not None
    found = assignment(course, topic)
    why = "the grader's own process ended twice on this submission"
    return Grade(
        entry.path,
        entry.student,
        topic,
        "crashed",
        unjudged(found, f"Not judged: {why}."),
        (why,),
        version=found.version,
    )
