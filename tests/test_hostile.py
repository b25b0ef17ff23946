"""The hostile corpus in one class: each gets its due, nobody else notices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from conftest import need
from hostile import (
    accidents,
    forging,
    formats,
    leaking,
    patching,
    processes,
    reading,
    resources,
)
from hostile.entry import ROOT, Hostile, harm

from lucid_edu.grading.discover import discover
from lucid_edu.grading.executors import grade_many
from lucid_edu.grading.results import Grade
from lucid_edu.grading.sandbox import IsolationName, Limits

KINDS = (
    patching,
    reading,
    forging,
    processes,
    resources,
    leaking,
    formats,
    accidents,
)
CORPUS: list[Hostile] = [entry for kind in KINDS for entry in kind.ENTRIES]
HONEST = [
    harm("honest_whole", "all the work", "total = 1 + 1"),
    harm(
        "honest_naive",
        "the formula that overflows",
        "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))",
        into="sigmoid",
        score=23,
    ),
    harm("honest_part", "one answer is missing", "", into="logit"),
]
LIMITS = Limits(seconds=2.5, memory_mb=256)


@pytest.fixture(scope="module", params=["bubblewrap", "process"])
def graded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, Grade], Path]]:
    if request.param == "bubblewrap":
        need("bwrap")
    folder = tmp_path_factory.mktemp(request.param)
    yield judged(folder, [*CORPUS, *HONEST], request.param), folder


def judged(
    folder: Path, entries: list[Hostile], isolation: IsolationName
) -> dict[str, Grade]:
    for entry in entries:
        entry.write(folder)
    found = discover([folder], ROOT)
    done = grade_many(found, ROOT, 7, isolation, LIMITS, 2)
    return {Path(entry.path).stem: grade for entry, grade in done}


def as_bytes(grade: Grade) -> bytes:
    plain: dict[str, Any] = asdict(grade)
    del plain["seconds"]
    return json.dumps(plain, sort_keys=True).encode()


def test_the_corpus_is_large_and_no_name_stands_twice():
    names = {entry.name for entry in CORPUS}
    assert len(names) == len(CORPUS) >= 60
    assert all(entry.why for entry in CORPUS)


def test_each_gets_the_status_and_the_score_it_must_get(graded):
    grades, _ = graded
    got = {
        entry.name: (grades[entry.name].status, grades[entry.name].score)
        for entry in (*CORPUS, *HONEST)
    }
    due = {e.name: (e.status, e.score) for e in (*CORPUS, *HONEST)}
    assert got == due


def test_honest_grades_are_the_same_bytes_without_the_corpus(
    graded, tmp_path, request
):
    grades, _ = graded
    isolation = request.node.callspec.params["graded"]
    alone = judged(tmp_path, HONEST, isolation)
    for entry in HONEST:
        assert as_bytes(alone[entry.name]) == as_bytes(grades[entry.name])


def test_nothing_was_left_behind(graded):
    _, folder = graded
    here = [folder, *folder.parents, *map(Path, ("/tmp", "/dev/shm", "."))]
    assert not [path for place in here for path in place.glob("MARK*")]
    assert not Path("/tmp/owned").exists()
