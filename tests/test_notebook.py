"""Reading what students hand in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lucid_edu.grading.notebook import Unreadable, read_submission


def nb(*sources, **metadata) -> bytes:
    cells = [
        {"cell_type": "code", "id": f"c{i}", "source": source}
        for i, source in enumerate(sources)
    ]
    return json.dumps({"cells": cells, "metadata": metadata}).encode()


def test_code_cells_are_read_in_order_and_text_is_left_out():
    data = json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "source": "# hi"},
                {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
                {"cell_type": "code", "id": "own", "source": "c = 3"},
                {"cell_type": "code", "source": "   "},
            ]
        }
    ).encode()
    cells = read_submission(data).cells
    assert [(c.id, c.source) for c in cells] == [
        ("cell-2", "a = 1\nb = 2"),
        ("own", "c = 3"),
    ]


def test_the_topic_comes_from_the_metadata():
    assert read_submission(nb("a = 1")).topic is None
    found = read_submission(nb("a = 1", lucid_edu={"topic": "sigmoid"}))
    assert found.topic == "sigmoid"


@pytest.mark.parametrize(
    "line", ["%matplotlib inline", "!pip install numpy", "?print", "print?"]
)
def test_magics_are_left_out_with_a_note_and_keep_the_line_count(line):
    found = read_submission(nb(f"a = 1\n{line}\nb = 2"))
    assert found.cells[0].source == "a = 1\npass\nb = 2"
    assert f"line 2 was left out: {line}" in found.notes[0]


def test_a_cell_magic_drops_its_cell_with_a_note():
    found = read_submission(nb("%%bash\nls", "a = 1"))
    assert [c.source for c in found.cells] == ["a = 1"]
    assert "%%bash" in found.notes[0]


def test_a_percent_sign_in_python_is_no_magic():
    source = "a = (7\n  % 2)\nb = 'x?'\nc = [1,\n  ]\n"
    assert read_submission(nb(source)).cells[0].source == source


def test_checks_and_targets_are_not_run():
    data = json.dumps(
        {
            "cells": [
                {"cell_type": "code", "id": "f-check", "source": "check(f)"},
                {"cell_type": "code", "id": "f-target", "source": "f(1)"},
                {"cell_type": "code", "id": "f", "source": "f = abs"},
            ]
        }
    ).encode()
    assert [c.id for c in read_submission(data).cells] == ["f"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b'{"cells": [', "cut off"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[1, 2]", "no notebook"),
        (b'{"worksheets": []}', "list of cells"),
        (b'{"cells": {}}', "list of cells"),
        (b"[" * 100_000, "JSON"),
        (b"9" * 10_000, "JSON"),
        (nb(*["a"] * 2001), "2001 cells"),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_reason(data, why):
    with pytest.raises(Unreadable, match=why):
        read_submission(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "id", "source", "metadata", "lucid_edu"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@settings(max_examples=300, deadline=None)
@given(json_values)
def test_any_json_is_read_or_refused(value):
    try:
        found = read_submission(json.dumps({"cells": value}).encode())
    except Unreadable:
        return
    assert all(isinstance(cell.source, str) for cell in found.cells)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        read_submission(data)
    except Unreadable as error:
        assert str(error)
