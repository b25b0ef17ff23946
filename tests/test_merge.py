"""A newer exercise notebook never costs a student a line."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import nbformat
from hypothesis import given, settings
from hypothesis import strategies as st

from lucid_edu.grading.merge import mark, merged

ROOT = Path(__file__).resolve().parent.parent
OLD = json.loads((ROOT / "exercises" / "sigmoid.ipynb").read_text("utf-8"))
IDS = [cell["id"] for cell in OLD["cells"]]


def source(notebook, name: str) -> str:
    (cell,) = (c for c in notebook["cells"] if c["id"] == name)
    return "".join(cell["source"])


def changed(notebook, **texts: str):
    """Return a copy with new texts for some cells, by id with _ for -."""
    made = copy.deepcopy(notebook)
    for cell in made["cells"]:
        cell["source"] = texts.get(cell["id"], cell["source"])
    return made


def newer():
    """Return a later release: another prompt, an exercise more, one less."""
    made = copy.deepcopy(OLD)
    made["metadata"]["lucid_edu"]["version"] = "f" * 12
    kept = [c for c in made["cells"] if not c["id"].startswith("tanh_from")]
    for name in ("extra-prompt", "extra", "extra-target", "extra-check"):
        cell = copy.deepcopy(kept[3])
        cell |= {"id": name, "source": f"# {name}"}
        cell["metadata"] = {"lucid_edu": {"mark": mark(f"# {name}")}}
        kept.append(cell)
    for cell in kept:
        if cell["id"] == "logit-prompt":
            cell["source"] = "A better prompt."
            cell["metadata"] = {"lucid_edu": {"mark": mark(cell["source"])}}
    return made | {"cells": kept}


def texts(notebook) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def test_an_untouched_notebook_becomes_the_newer_one():
    assert texts(merged(OLD, newer())) == texts(newer())


def test_an_answer_stays_in_its_cell_and_the_new_prompt_stands_above_it():
    mine = changed(OLD, logit="def logit(p):\n    return 1")
    result = merged(mine, newer())
    assert source(result, "logit") == "def logit(p):\n    return 1"
    assert source(result, "logit-prompt") == "A better prompt."
    assert result["metadata"]["lucid_edu"]["version"] == "f" * 12


def test_an_answer_to_an_exercise_that_is_gone_is_kept():
    mine = changed(OLD, tanh_from_sigmoid="def tanh_from_sigmoid(x): return 2")
    result = merged(mine, newer())
    assert "def tanh_from_sigmoid(x): return 2" in texts(result)
    assert not any("-prompt" in i for i in ids(result) if "tanh" in i)


def test_a_changed_prompt_is_kept_below_the_new_one():
    mine = changed(OLD, **{"logit-prompt": "My notes."})
    order = texts(merged(mine, newer()))
    assert order.index("My notes.") == order.index("A better prompt.") + 1


def test_a_cell_of_ones_own_stays_behind_the_cell_it_followed():
    mine = copy.deepcopy(OLD)
    mine["cells"].insert(
        IDS.index("gate") + 1,
        {"cell_type": "code", "id": "z", "metadata": {}, "source": "try_it()"},
    )
    order = texts(merged(mine, newer()))
    gate = source(OLD, "gate")
    assert order.index("try_it()") == order.index(gate) + 1


def test_an_answer_written_twice_is_kept_twice():
    mine = changed(OLD, gate="def gate(z, c, s): return 1")
    again = copy.deepcopy(mine["cells"][IDS.index("gate")])
    mine["cells"].append(again | {"source": "def gate(z, c, s): return 2"})
    found = texts(merged(mine, newer()))
    assert "def gate(z, c, s): return 1" in found
    assert "def gate(z, c, s): return 2" in found


def ids(notebook) -> list[str]:
    return [cell["id"] for cell in notebook["cells"]]


WRITTEN = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(
    edits=st.dictionaries(st.sampled_from(IDS), WRITTEN, max_size=6),
    own=st.lists(st.tuples(st.integers(0, len(IDS)), WRITTEN), max_size=4),
    order=st.randoms(use_true_random=False),
)
def test_whatever_was_written_is_there_after_a_merge(edits, own, order):
    mine = changed(OLD, **edits)
    if order.random() < 0.3:
        order.shuffle(mine["cells"])
    for place, text in own:
        cell = {"cell_type": "markdown", "metadata": {}, "source": text}
        mine["cells"].insert(place, cell | {"id": order.choice(["a", "b"])})
    result = merged(mine, newer())
    nbformat.validate(nbformat.from_dict(result))
    assert len(set(ids(result))) == len(ids(result))
    found = texts(result)
    for text in [*edits.values(), *(text for _, text in own)]:
        assert not text.strip() or text in found
    # A second merge finds nothing to do.
    assert sorted(texts(merged(result, newer()))) == sorted(found)
