"""The backward pass, told step by step."""

from __future__ import annotations

import numpy as np
import pytest

import lucid_edu as le
from lucid_edu import Tensor, nn


@pytest.fixture
def neuron():
    with le.record_lines():
        x = Tensor([0.5, -1.0])
        w = Tensor([2.0, 1.0], requires_grad=True)
        b = Tensor(0.1, requires_grad=True)
        z = (w * x).sum() + b
        y = z.sigmoid()
        loss = (y - 1.0) ** 2 + w.sum() * 0.1
    return {"x": x, "w": w, "b": b, "z": z, "y": y, "loss": loss}


def told(neuron):
    return le.trace(neuron["loss"], names=neuron)


def test_the_leaves_get_what_backward_gives_them(neuron):
    found = told(neuron)
    assert neuron["w"].grad is None
    neuron["loss"].backward()
    for name in "wb":
        wanted = neuron[name].grad.numpy()
        np.testing.assert_array_equal(found.leaves[name], wanted)


def test_every_step_names_operation_line_inputs_and_values(neuron):
    (step,) = [s for s in told(neuron) if s.op == "sigmoid"]
    assert step.name == "y"
    assert step.line.text == "y = z.sigmoid()"
    assert step.line.file == __file__
    assert [name for name, _ in step.inputs] == ["z"]
    assert step.value == neuron["y"].data
    y = neuron["y"].item()
    assert step.gradient == pytest.approx(2 * (y - 1), rel=1e-6)
    assert step.sent[0].to == "z"
    assert step.sent[0].local == pytest.approx(y * (1 - y), rel=1e-6)
    product = step.gradient * step.sent[0].local
    assert step.sent[0].gradient == pytest.approx(product, rel=1e-6)


def test_steps_come_from_young_to_old_and_are_numbered(neuron):
    found = told(neuron)
    assert [step.number for step in found] == list(range(1, len(found) + 1))
    assert found[0].name == "loss"
    assert found[-1].op == "multiply"


def test_what_was_there_before_is_added_up(neuron):
    to_w = [s for step in told(neuron) for s in step.sent if s.to == "w"]
    assert len(to_w) == 2
    whole = to_w[0].gradient + to_w[1].gradient
    np.testing.assert_allclose(to_w[1].whole, whole)


def test_numbers_and_data_without_a_gradient_are_told_too(neuron):
    (step,) = [s for s in told(neuron) if s.op == "power"]
    assert [name for name, _ in step.inputs][1] == ""
    assert step.inputs[1][1] == 2.0
    multiplied = [s for s in told(neuron) if s.op == "multiply"]
    assert "x" in [name for name, _ in multiplied[-1].inputs]


def test_a_rule_in_words_where_no_number_says_it():
    le.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 3), nn.Sigmoid())
    out = model(Tensor([[1.0, 2.0]])).sum()
    found = le.trace(out, names=model)
    (step,) = [s for s in found if s.op == "linear"]
    assert [s.to for s in step.sent] == ["0.weight", "0.bias"]
    assert [s.local for s in step.sent] == [None, None]
    assert step.sent[0].rule == "g.T @ x"


def test_tensors_are_called_as_in_the_code_that_asks():
    weight = Tensor([1.0], requires_grad=True)
    result = weight * 3.0
    found = le.trace(result)
    assert found[0].name == "result"
    assert list(found.leaves) == ["weight"]


def test_the_text_and_the_table_say_the_same(neuron):
    found = told(neuron)
    text, table = str(found), found._repr_html_()
    for part in ("y = sigmoid(z = 0.1)", "y = z.sigmoid()", "0.2494"):
        assert part in text
        assert part in table
    assert text == repr(found)
    assert table.count("<tr>") == len(found) + 1
    assert '<th scope="row">1</th>' in table


def test_names_from_the_user_are_escaped_in_the_table():
    x = Tensor([1.0], requires_grad=True)
    table = le.trace(x * 2.0, names={"<b>": x})._repr_html_()
    assert "<b>" not in table
    assert "&lt;b&gt;" in table


def test_without_recording_lines_are_left_out(monkeypatch):
    monkeypatch.setattr(le.lines.Switch, "on", False)
    x = Tensor([1.0], requires_grad=True)
    (step,) = le.trace(x * 2.0)
    assert step.line is None
    assert "line" not in str(le.trace(x * 2.0))


def test_a_trace_can_be_told_again_and_backward_still_works():
    x = Tensor([0.3, 2.0], requires_grad=True)
    y = x.sigmoid().sum()
    assert str(le.trace(y)) == str(le.trace(y))
    y.backward()
    z = np.exp(-np.array([0.3, 2.0]))
    np.testing.assert_allclose(x.grad.numpy(), z / (1 + z) ** 2, rtol=1e-6)


def test_a_loss_without_gradient_is_refused_in_one_sentence():
    with pytest.raises(RuntimeError, match="requires_grad=True"):
        le.trace(Tensor([1.0]))


def test_a_gradient_of_another_shape_is_refused_in_one_sentence():
    y = Tensor([1.0, 2.0], requires_grad=True) * 2.0
    with pytest.raises(ValueError, match=r"shape \(2,\), not \(1,\)"):
        le.trace(y, gradient=[1.0])


def test_hooks_do_not_hear_a_rehearsal():
    x = Tensor([1.0], requires_grad=True)
    heard = []
    x.register_hook(heard.append)
    le.trace(x * 2.0)
    assert heard == []


@pytest.mark.parametrize("block", [le.detect_anomaly, le.record_lines])
def test_a_decorated_function_that_calls_itself_ends_as_it_began(block):
    before = le.lines.Switch.on, le.anomaly.Anomaly.on, np.geterr()

    @block()
    def countdown(n):
        return countdown(n - 1) if n else le.lines.Switch.on

    assert countdown(3)
    assert (le.lines.Switch.on, le.anomaly.Anomaly.on) == before[:2]
    assert np.geterr() == before[2]
