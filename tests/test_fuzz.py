"""Malformed replies and notebooks give a status, and nothing else.

LUCID_EDU_FUZZ multiplies the numbers: `make soak` sets it.
"""

from __future__ import annotations

import json
import os
import random
from typing import Any

import numpy as np
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lucid_edu.grading import frames
from lucid_edu.grading.accidents import find_accidents
from lucid_edu.grading.cases import draw_cases
from lucid_edu.grading.course import assignment
from lucid_edu.grading.feedback import judge
from lucid_edu.grading.notebook import Unreadable, read_submission
from lucid_edu.grading.render import html, plain
from lucid_edu.grading.wire import Answer, CellRun, Reply

TIMES = int(os.environ.get("LUCID_EDU_FUZZ", "1"))
TOPIC = assignment(ROOT, "sigmoid")
CASES = draw_cases(TOPIC, 3, "", only="logit")
REPLY = (
    frames.pack_cell(0, CellRun("error", "ValueError: no", 2))
    + frames.pack_answer(
        0, Answer("value", np.float32([[1, 2], [3, 4]]), "ndarray")
    )
    + frames.pack_answer(1, Answer("value", np.array(True), "bool_"))
    + frames.pack_answer(2, Answer("error", text="TypeError: x"))
    + frames.pack({"k": "done"})
)
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "source": ["# Titel"]},
            {"cell_type": "code", "id": "logit", "source": "%time\nx = 1"},
            {"cell_type": "code", "id": "a", "source": ["def f(x):\n", " 1"]},
        ],
        "metadata": {"lucid_edu": {"topic": "sigmoid", "version": "0"}},
        "nbformat": 4,
    }
).encode()
ODD = [None, True, -1, 0, 1, 2, 2**70, 0.5, float("nan"), "", "value", "<f8"]
ODD += ["|b1", "|O", "done", "answer", "cell", "ok", "\ud800\x1b[2J", [], {}]
ODD += [
    [2],
    [-1],
    [2**33],
    [1, 1, 1, 1, 1],
    [0],
    [2, 4],
    [[]],
    ["x"],
    "x" * 999,
]
KEYS = "k i status kind text mutated warnings printed dtype shape line".split()
FIELDS = "cells cell_type source metadata lucid_edu topic version id".split()
WORDS = ["code", "def (", "%%x\n", "x = 1", "!x\n?y", "\0", "import os", *ODD]
BATCH = 10
SEEDS = st.integers(0, 2**64).map(random.Random)


def fuzzed(examples: int) -> settings:
    return settings(
        max_examples=examples * TIMES // BATCH,
        deadline=None,
        database=None,
        derandomize=TIMES == 1,
        suppress_health_check=list(HealthCheck),
    )


def mutated(good: bytes, rng: random.Random) -> bytes:
    """Return `good` with pieces replaced, cut, doubled and moved."""
    data = bytearray(good)
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(good)), rng.choice((0, 1, 4, 40))
        new = (b"", rng.randbytes(rng.randint(1, 9)), bytes(data[:length]))
        data[at : at + length] = rng.choice(new)
    return bytes(data)


def odd_frames(rng: random.Random) -> bytes:
    parts = []
    for _ in range(rng.randint(1, 4)):
        head = {key: rng.choice(ODD) for key in rng.sample(KEYS, 6)}
        head |= {"k": rng.choice(("answer", "cell", "done")), "i": 0}
        parts.append(frames.pack(head, rng.randbytes(rng.choice((0, 8, 16)))))
    return b"".join(parts)


def odd_json(rng: random.Random, depth: int = 0) -> Any:
    kind = rng.randint(0, 3 if depth < 4 else 0)
    if kind == 0:
        return rng.choice(WORDS)
    inner = (odd_json(rng, depth + 1) for _ in range(rng.randint(0, 4)))
    if kind == 1:
        return list(inner)
    return {rng.choice(FIELDS): value for value in inner}


def is_plain(reply: Reply) -> bool:
    assert reply.ended in ("done", "crashed", "output_limit")
    for answer in reply.answers.values():
        json.dumps([answer.status, answer.text, answer.kind, answer.printed])
        value = answer.value
        assert value is None or value.nbytes <= 200
        assert value is None or value.dtype.kind in "fiub"
    return set(reply.answers) <= {0, 1, 2} and set(reply.cells) <= {0, 1}


@fuzzed(6_000)
@given(SEEDS)
def test_a_damaged_reply_gives_a_status(rng):
    for _ in range(BATCH):
        assert is_plain(frames.read_reply(mutated(REPLY, rng), 2, 3))


@fuzzed(4_000)
@given(SEEDS)
def test_frames_of_odd_values_give_a_status(rng):
    for _ in range(BATCH):
        assert is_plain(frames.read_reply(odd_frames(rng), 2, 3))


@fuzzed(1_500)
@given(SEEDS)
def test_a_damaged_notebook_is_read_or_refused(rng):
    for _ in range(BATCH):
        read(mutated(NOTEBOOK, rng))


@fuzzed(500)
@given(SEEDS)
def test_odd_json_is_read_or_refused(rng):
    for _ in range(BATCH):
        cell = {"cell_type": "code", "source": odd_json(rng, 2)}
        cells = [odd_json(rng, 1), cell]
        read(json.dumps({"cells": cells, "metadata": odd_json(rng)}).encode())
        read(json.dumps(odd_json(rng)).encode())


def read(data: bytes) -> None:
    try:
        found = read_submission(data)
    except Unreadable as error:
        assert "\n" not in str(error)
        return
    find_accidents(TOPIC, found.cells, found.version)
    assert all(isinstance(cell.source, str) for cell in found.cells)


SHAPES = [(), (0,), (8,), (3, 1), (2, 3), (1, 1, 1, 1), (99,)]
NUMBERS = [0, 1, -1, 0.5, np.inf, -np.inf, np.nan, 1e308, 127]
STATUSES = "error unsupported missing timeout memory skipped ended unsteady"


def odd_answer(rng: random.Random) -> Answer:
    text = rng.choice(["", "\x1b[2J", "<script>alert(1)</script>", "=1+1"])
    if rng.random() < 0.3:
        return Answer(rng.choice(STATUSES.split()), kind=text, text=text)
    kind = np.dtype(rng.choice("?bhilBHILefd"))
    number = rng.choice(NUMBERS)
    if kind.kind in "iu":
        number = 0 if not np.isfinite(number) else abs(number) % 100
    with np.errstate(all="ignore"):
        value = np.full(rng.choice(SHAPES), number).astype(kind)
    return Answer("value", value, text, text, (text,), (text,), text)


@fuzzed(300)
@given(SEEDS)
def test_no_answer_disturbs_the_judging_or_the_reports(rng):
    for _ in range(BATCH):
        given_answers = {i: odd_answer(rng) for i in range(len(CASES))}
        results = judge(TOPIC, CASES, given_answers)
        assert "\x1b" not in plain(results)
        assert "<script" not in html(results)
