"""Runs many submissions at once: processes, each with a sandbox of its own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context, parent_process
from pathlib import Path

from lucid_edu.grading.discover import opened
from lucid_edu.grading.grade import Entry, grade_entry, without_judging
from lucid_edu.grading.results import Grade
from lucid_edu.grading.sandbox import IsolationName, Limits, Sandbox

LOST = "the grader itself failed on this submission"
_mine: dict[str, Sandbox] = {}
_Task = tuple[Path, int, IsolationName, Limits]


def grade_many(
    entries: Sequence[Entry],
    course: Path,
    seed: int,
    isolation: IsolationName,
    limits: Limits,
    jobs: int,
) -> Iterator[tuple[Entry, Grade]]:
    """Yield each entry with its grade as soon as it is judged.

    A worker process that dies takes nothing with it: what had begun is
    tried again, one at a time, and the rest goes on.  Whatever fails twice
    is reported as crashed with the note `LOST`.
    """
    left = {entry.path: entry for entry in entries}
    task = (course, seed, isolation, limits)
    while left:
        begun: dict[Future[Grade], Entry] = {}
        try:
            for entry, grade in _in_pool([*left.values()], task, jobs, begun):
                del left[entry.path]
                yield entry, grade
        except BrokenProcessPool:
            for entry in begun.values():
                del left[entry.path]
                yield _alone(entry, task)


def _alone(entry: Entry, task: _Task) -> tuple[Entry, Grade]:
    try:
        return next(_in_pool([entry], task, 1, {}))
    except BrokenProcessPool:
        return entry, without_judging(entry, task[0], "crashed", LOST)


def _in_pool(
    entries: Sequence[Entry],
    task: _Task,
    jobs: int,
    begun: dict[Future[Grade], Entry],
) -> Iterator[tuple[Entry, Grade]]:
    course, seed, isolation, limits = task
    with ProcessPoolExecutor(
        max_workers=max(1, min(jobs, len(entries))),
        mp_context=get_context("spawn"),
        initializer=_prepare,
        initargs=(isolation, limits),
    ) as pool:
        coming = iter(entries)
        try:
            while True:
                # A short queue: an interrupt then waits for few of them.
                for entry in coming:
                    job = pool.submit(_grade_one, entry, course, seed)
                    begun[job] = entry
                    if len(begun) >= 4 * jobs:
                        break
                if not begun:
                    return
                done, _ = wait(begun, return_when=FIRST_COMPLETED)
                for future in done:
                    # Before it is struck off: the result may be an error.
                    grade = future.result()
                    yield begun.pop(future), grade
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _prepare(isolation: IsolationName, limits: Limits) -> None:
    # The parent decides when to stop; a worker ends what it has begun.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _mine["sandbox"] = Sandbox(isolation, limits)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A worker whose parent was killed would wait for work for ever.
    parent = parent_process()
    if parent is None:
        return
    parent.join()
    try:
        _mine["sandbox"].close()
    finally:
        os._exit(1)


def _grade_one(entry: Entry, course: Path, seed: int) -> Grade:
    entry = opened(entry)
    try:
        return grade_entry(entry, course, _mine["sandbox"], seed)
    except Exception as error:
        # An error of ours must not cost the class its run.
        grade = without_judging(entry, course, "crashed", LOST)
        why = f"{type(error).__name__}: {error}"[:200]
        return replace(grade, notes=(*grade.notes, why))
