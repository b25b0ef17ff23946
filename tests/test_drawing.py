"""The picture of a graph."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lucid_edu as le
from lucid_edu import Tensor, nn
from lucid_edu.layout import GAP, layered

SVG = "{http://www.w3.org/2000/svg}"


def network():
    le.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Linear(3, 1))
    with le.record_lines():
        data = Tensor([[1.0, 2.0]])
        loss = nn.BCEWithLogitsLoss()(model(data), Tensor([[1.0]]))
    return model, data, loss


def test_a_picture_is_well_formed_and_the_same_every_time():
    _, _, loss = network()
    again = network()[2]
    one, two = (le.draw(x, names={"loss": x}).svg for x in (loss, again))
    ET.fromstring(one)
    assert one == two


def test_boxes_name_operations_shapes_values_and_gradients():
    model, data, loss = network()
    svg = le.draw(loss).svg
    root = ET.fromstring(svg)
    text = [t.text for t in root.iter(f"{SVG}text")]
    assert "data (data)" in text
    assert "model.0.weight (parameter)" in text
    assert "shape (3, 2)" in text
    assert "loss = mean_bce_with_logits(…, 1.0)" in text
    assert f"value {le.printing.number_text(loss.item())}" in text
    loss.backward()
    bias = model[2].bias.grad.item()
    assert f"grad [{le.printing.number_text(np.float32(bias))}]" in text
    assert data.grad is None


def test_modules_are_framed_with_their_names():
    model, _, loss = network()
    text = [t.text for t in ET.fromstring(le.draw(loss).svg).iter()]
    assert "1: Sigmoid" in text
    assert "0: Linear" in text
    assert model is not None


def test_the_description_says_in_words_what_the_picture_shows():
    x = Tensor([1.0], requires_grad=True)
    y = (x * 2.0).sigmoid()
    found = le.draw(y)
    assert "A graph of 3 tensors." in found.description
    assert "y = sigmoid from multiply_1." in found.description
    root = ET.fromstring(found.svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}desc").text == found.description
    assert str(found) == found.description


def test_a_saved_picture_stands_alone_and_knows_the_dark(tmp_path):
    x = Tensor([1.0], requires_grad=True)
    le.draw(x * 2.0).save(tmp_path / "graph.svg")
    text = (tmp_path / "graph.svg").read_text("utf-8")
    ET.fromstring(text)
    assert "prefers-color-scheme:dark" in text


def test_no_colour_of_text_is_fixed_within_a_page():
    x = Tensor([1.0], requires_grad=True)
    root = ET.fromstring(le.draw(x * 2.0).svg)
    fills = {t.get("fill") for t in root.iter(f"{SVG}text")}
    assert fills == {"currentColor"}


def test_names_are_escaped():
    x = Tensor([1.0], requires_grad=True)
    svg = le.draw(x * 2.0, names={"<script>": x}).svg
    assert "<script>" not in svg
    ET.fromstring(svg)


def test_a_single_leaf_can_be_drawn():
    ET.fromstring(le.draw(Tensor([1.0])).svg)


def test_a_graph_too_large_to_read_is_refused_in_one_sentence():
    y = Tensor(1.0, requires_grad=True)
    for _ in range(500):
        y = y * 0.5
    with pytest.raises(ValueError, match="up to 400 tensors"):
        le.draw(y)


def graphs():
    def build(choices):
        inputs = {0: []}
        for k, picks in enumerate(choices, 1):
            inputs[k] = sorted({p % k for p in picks})
        return inputs

    picks = st.lists(st.integers(0, 99), max_size=3)
    return st.lists(picks, max_size=40).map(build)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_boxes_of_a_layer_never_overlap_and_lines_go_down(inputs):
    widths = {k: 40.0 + 7 * (k % 9) for k in inputs}
    found = layered(inputs, widths)
    for key, sources in inputs.items():
        for source in sources:
            assert found.layer[source] < found.layer[key]
    for layer in range(found.layers):
        row = [k for k in inputs if found.layer[k] == layer]
        row.sort(key=lambda k: found.x[k])
        for one, two in pairwise(row):
            room = (widths[one] + widths[two]) / 2 + GAP
            assert found.x[two] - found.x[one] >= room - 1e-6
    for k in inputs:
        assert found.x[k] - widths[k] / 2 >= -1e-6
        assert found.x[k] + widths[k] / 2 <= found.width + 1e-6
