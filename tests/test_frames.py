"""The format between grader and child, read as hostile bytes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lucid_edu.grading import frames, requests
from lucid_edu.grading.wire import Answer, Call, Cell, CellRun, Request

GOOD = (
    frames.pack_cell(0, CellRun("error", "ValueError: no", 2))
    + frames.pack_answer(
        0, Answer("value", np.float32([[1, 2], [3, 4]]), "ndarray")
    )
    + frames.pack_answer(1, Answer("error", text="TypeError: x"))
    + frames.pack({"k": "done"})
)


def test_a_request_comes_back_equal():
    view = np.arange(8.0).reshape(2, 4)[:, ::2]
    call = Call("f(x, t)", {"x": view, "t": 0.5, "n": np.int64(3)}, "f")
    request = Request((Cell("a", "x = 'ü'"),), (call,), 1.5, 0.5)
    data = requests.pack_request(request)

    def read(size, at):
        return data[at : at + size]

    assert requests.read_cells(read) == request.cells
    got = requests.read_calls(read)
    assert (got.cell_seconds, got.call_seconds) == (1.5, 0.5)
    inputs = got.calls[0].inputs
    np.testing.assert_array_equal(inputs["x"], view)
    assert not inputs["x"].flags.c_contiguous
    assert inputs["t"] == 0.5
    assert type(inputs["t"]) is float
    assert inputs["n"].dtype == np.int64


def test_a_good_reply_is_read_whole():
    reply = frames.read_reply(GOOD, 1, 2)
    assert reply.ended == "done"
    assert reply.cells == {0: CellRun("error", "ValueError: no", 2)}
    assert reply.answers[0].value.tolist() == [[1, 2], [3, 4]]
    assert reply.answers[1].text == "TypeError: x"


def test_a_reply_that_is_cut_off_keeps_what_came_before():
    reply = frames.read_reply(GOOD[:-5], 1, 2)
    assert reply.ended == "crashed"
    assert set(reply.answers) == {0, 1}


@pytest.mark.parametrize(
    "header",
    [
        {"dtype": "|O", "shape": [1]},
        {"dtype": "<f8", "shape": [2]},
        {"dtype": "<f8", "shape": [-1]},
        {"dtype": "<f8", "shape": [2**40]},
        {"dtype": "<f8", "shape": [1, 1, 1, 1, 1]},
        {"dtype": "<f8", "shape": [True]},
        {"dtype": ["<f8"], "shape": [1]},
        {"dtype": "<f8", "shape": "1"},
        {"dtype": "<M8[s]", "shape": [1]},
    ],
)
def test_an_array_that_lies_about_itself_ends_the_reading(header):
    head = {"k": "answer", "i": 0, "status": "value", **header}
    reply = frames.read_reply(frames.pack(head, bytes(8)), 1, 1)
    assert reply.ended == "crashed"
    assert "unreadable" in reply.text
    assert reply.answers == {}


def test_indices_out_of_range_or_seen_before_are_passed_over():
    data = b"".join(
        frames.pack_answer(i, Answer("error", text=t))
        for i, t in ((7, "far"), (0, "first"), (0, "second"))
    )
    reply = frames.read_reply(data + frames.pack({"k": "done"}), 0, 1)
    assert {i: a.text for i, a in reply.answers.items()} == {0: "first"}


def test_a_header_nested_too_deep_is_refused():
    deep = b'{"a":' * 20_000
    data = frames._LENGTHS.pack(len(deep), 0) + deep
    assert frames.read_reply(data, 1, 1).ended == "crashed"


def test_an_answer_over_the_cap_is_not_sent():
    huge = np.zeros(frames.ARRAY_CAP // 8 + 1)
    data = frames.pack_answer(0, Answer("value", huge, "ndarray"))
    assert len(data) < 1000
    reply = frames.read_reply(data, 0, 1)
    assert reply.answers[0].status == "unsupported"


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_give_a_reply_and_nothing_else(data):
    assert frames.read_reply(data, 3, 3).ended in (
        "crashed",
        "done",
        "output_limit",
    )


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)),
        min_size=1,
        max_size=6,
    )
)
def test_a_damaged_reply_gives_a_reply_and_nothing_else(changes):
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    reply = frames.read_reply(bytes(data), 1, 2)
    for answer in reply.answers.values():
        assert answer.value is None or answer.value.nbytes <= len(GOOD)
