"""Runs many submissions at once: processes, each with a sandbox of its own."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from multiprocessing import forkserver, get_context, parent_process
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

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


def warm_up() -> BaseContext:
    """Begin to start what workers are made from; return how they are made.

    On Linux that is a process which imports this module, once, and forks:
    a worker is there at once.  Called early, it starts beside the caller.
    """
    if not sys.platform.startswith("linux"):
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    forkserver.ensure_running()
    return context


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
        mp_context=warm_up(),
        initializer=_prepare,
        initargs=(isolation, limits),
    ) as pool:
        yield from stream(
            pool, _grade_one, (course, seed), entries, 4 * jobs, begun
        )


def stream(
    pool: Executor,
    work: Callable[..., Grade],
    task: tuple[Any, ...],
    entries: Iterable[Entry],
    ahead: int,
    begun: dict[Future[Grade], Entry],
) -> Iterator[tuple[Entry, Grade]]:
    """Yield each entry with what `work` makes of it, `ahead` at a time.

    `begun` holds what was given to the pool and has not come back.
    """
    coming = iter(entries)
    try:
        while True:
            # A short queue: an interrupt then waits for few of them.
            for entry in islice(coming, ahead - len(begun)):
                begun[pool.submit(work, entry, *task)] = entry
            if not begun:
                return
            done, _ = wait(begun, return_when=FIRST_COMPLETED)
            for future in done:
                # Before it is struck off: the result may be an error.
                grade = future.result()
                yield begun.pop(future), grade
    finally:
        for future in begun:
            future.cancel()


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
    return graded(opened(entry), course, _mine["sandbox"], seed)


def graded(entry: Entry, course: Path, sandbox: Sandbox, seed: int) -> Grade:
    """Return the grade of an entry, or `LOST` where we fail ourselves.

    An error of ours must not cost the class its run.
    """
    try:
        return grade_entry(entry, course, sandbox, seed)
    except Exception as error:
        grade = without_judging(entry, course, "crashed", LOST)
        why = f"{type(error).__name__}: {error}"[:200]
        return replace(grade, notes=(*grade.notes, why))
