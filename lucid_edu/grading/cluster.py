"""Runs many submissions on the workers of a Dask cluster.

A worker needs the grader, NumPy and the course in the same versions and at
the same place; the submissions are sent to it.  Workers may come and go.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any

from lucid_edu.grading.discover import opened
from lucid_edu.grading.executors import LOST, graded, stream
from lucid_edu.grading.grade import Entry, without_judging
from lucid_edu.grading.isolation import Isolation
from lucid_edu.grading.results import Grade
from lucid_edu.grading.sandbox import (
    IsolationName,
    Limits,
    Sandbox,
    SandboxError,
)
from lucid_edu.grading.versions import versions

_SECONDS = 5
_mine: dict[tuple[str, Limits], Sandbox] = {}
_one_at_a_time = threading.Lock()


class ClusterError(Exception):
    """The cluster cannot be reached, or would not give the same grades."""


def grade_on_cluster(
    entries: Sequence[Entry],
    course: Path,
    seed: int,
    isolation: Isolation,
    limits: Limits,
    scheduler: str,
) -> Iterator[tuple[Entry, Grade]]:
    """Yield each entry with its grade as soon as it is judged.

    What a lost worker had begun is given to another.  Raises `ClusterError`
    when no scheduler answers, when it goes away, or when a worker is not
    like this machine.
    """
    distributed = _library()
    same = versions(course), isolation
    left = {entry.path: entry for entry in entries}
    try:
        client = distributed.Client(scheduler, timeout=_SECONDS)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {scheduler}; start one with "
            f"`dask scheduler`, and give its address"
        ) from error
    with client:
        pool = client.get_executor()
        while left:
            begun: dict[Future[Grade], Entry] = {}
            coming = (opened(entry) for entry in [*left.values()])
            ahead = 4 * max(1, sum(client.nthreads().values()))
            task = (course, seed, limits, same)
            try:
                for entry, grade in stream(
                    pool, _grade_remote, task, coming, ahead, begun
                ):
                    del left[entry.path]
                    yield entry, grade
            except distributed.KilledWorker:
                for entry in _failed(begun):
                    del left[entry.path]
                    yield (
                        entry,
                        without_judging(entry, course, "crashed", LOST),
                    )
            except (CancelledError, SandboxError) as error:
                raise ClusterError(_stopped(scheduler, error)) from error


def _library() -> Any:
    try:
        import distributed
    except ImportError:
        raise ClusterError(
            "--executor dask needs the library: pip install 'lucid-edu[dask]'"
        ) from None
    return distributed


def _failed(begun: dict[Future[Grade], Entry]) -> list[Entry]:
    return [
        entry
        for future, entry in begun.items()
        if future.done() and not future.cancelled() and future.exception()
    ]


def _stopped(scheduler: str, error: BaseException) -> str:
    if isinstance(error, SandboxError):
        return f"a worker of {scheduler} cannot judge: {error}"
    return (
        f"the scheduler at {scheduler} is gone; start it and its workers, "
        f"and run the same command again to go on"
    )


def _grade_remote(
    entry: Entry,
    course: Path,
    seed: int,
    limits: Limits,
    same: tuple[dict[str, str], Isolation],
) -> Grade:
    # A sandbox serves one submission at a time, whatever threads there are.
    with _one_at_a_time:
        sandbox = _sandbox(course, limits, same)
        return graded(entry, course, sandbox, seed)


def _sandbox(
    course: Path, limits: Limits, same: tuple[dict[str, str], Isolation]
) -> Sandbox:
    here, (there, isolation) = versions(course), same
    for name in there:
        if here.get(name) != there[name]:
            raise ClusterError(
                f"a worker has {name} {here.get(name, 'missing')} and this "
                f"machine {there[name]}: grades would differ; install the same"
            )
    key = isolation.name, limits
    if key not in _mine:
        wanted: IsolationName = (
            "bubblewrap" if isolation.name == "bubblewrap" else "process"
        )
        _mine[key] = Sandbox(wanted, limits)
    if _mine[key].isolation != isolation:
        raise ClusterError(
            f"a worker's isolation is weaker or stronger than "
            f"{isolation.name} on this machine: start the workers as the "
            f"same user, with the same packages"
        )
    return _mine[key]
