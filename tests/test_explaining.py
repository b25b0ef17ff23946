"""Anomalies, missing gradients, gradient flow, hooks, shapes that fit."""

from __future__ import annotations

import numpy as np
import pytest

import lucid_edu as le
from lucid_edu import AnomalyError, Tensor, nn

HERE = "test_explaining.py"


def leaf(*values: float) -> Tensor:
    return Tensor([float(v) for v in values], requires_grad=True)


ANOMALIES = {
    "log of 0": (
        lambda: leaf(1, 0).log(),
        ["log made -inf (1 of 2)", "out of 0", "log_sigmoid"],
    ),
    "log of a negative": (lambda: leaf(-2).log(), ["nan", "-2", "0 or more"]),
    "exp": (lambda: leaf(100).exp(), ["exp made inf out of 100", "88.73"]),
    "a divisor of 0": (lambda: leaf(1) / 0.0, ["divide made inf", "divisor"]),
    "data": (lambda: leaf(np.nan) * 2.0, ["was given nan", "your data"]),
    "sqrt backward": (
        lambda: le.sqrt(leaf(0)).sum().backward(),
        ["the gradient of sqrt is inf", "input of 0"],
    ),
    "overflow": (lambda: leaf(1e30) * 1e30, ["multiply", "too large"]),
    "power backward": (
        lambda: (leaf(0) ** 0.5).backward(),
        ["the gradient of power", "0 to a negative power"],
    ),
}


@pytest.mark.parametrize("name", ANOMALIES)
def test_the_first_anomaly_names_operation_line_input_and_cure(name):
    run, parts = ANOMALIES[name]
    with pytest.raises(AnomalyError) as raised, le.detect_anomaly():
        run()
    message = str(raised.value)
    for part in [*parts, HERE]:
        assert part in message


def test_nothing_is_raised_where_all_is_finite_or_outside_the_block():
    with le.detect_anomaly():
        nn.BCEWithLogitsLoss()(leaf(-800, 800), Tensor([0, 1])).backward()
    with np.errstate(all="ignore"):
        leaf(0).log()


def test_the_block_ends_with_its_error_and_leaves_no_trace():
    x = leaf(0)
    before = np.geterr()
    with pytest.raises(AnomalyError), le.detect_anomaly():
        x.log()
    assert np.geterr() == before
    with np.errstate(all="ignore"):
        x.log()


def test_a_grad_that_was_never_asked_for():
    assert "does not require grad" in le.explain_grad(Tensor([1.0]))
    assert "int64 has no gradient" in le.explain_grad(Tensor([1]))
    x = leaf(1.0)
    with le.no_grad():
        y = x * 2.0
    assert "no_grad" in le.explain_grad(y)


def test_a_grad_that_has_not_arrived():
    x = leaf(1.0)
    assert "backward() has not run" in le.explain_grad(x)
    assert "retain_grad()" in le.explain_grad(x * 2.0)


def test_a_grad_that_is_there_or_nan():
    x = leaf(1.0)
    (x * 3.0).backward()
    assert "largest element is 3.0" in le.explain_grad(x)
    x.grad = Tensor([np.nan])
    assert "detect_anomaly" in le.explain_grad(x)


def test_a_tensor_that_is_not_below_the_loss():
    x, other = leaf(1.0), leaf(2.0)
    loss = (x.detach() * other).sum()
    assert "was not made from this tensor" in le.explain_grad(x, loss)
    assert "no_grad" in le.explain_grad(x, Tensor([1.0]))


SATURATED = {
    "sigmoid": (lambda x: (x * 1000.0).sigmoid(), "|x| > 16.64 in float32"),
    "hard_sigmoid": (lambda x: (x * 9.0).hard_sigmoid(), "beyond the kinks"),
    "relu": (lambda x: (-x).relu(), "2 of 2 inputs are not above 0"),
    "tanh": (lambda x: (x * 200.0).tanh(), "saturated"),
    "multiply": (lambda x: x * 0.0, "factor is 0"),
}


@pytest.mark.parametrize("op", SATURATED)
def test_the_operation_that_loses_a_gradient_is_named_with_its_line(op):
    run, reason = SATURATED[op]
    x = leaf(1.0, 2.0)
    with le.record_lines():
        loss = run(x).sum()
    text = le.explain_grad(x, loss)
    assert "is 0" in text
    assert f"{op}, line" in text
    assert reason in text
    assert x.grad is None


def test_a_gradient_that_fades_without_a_culprit():
    x = y = leaf(0.5)
    for _ in range(20):
        y = y.sigmoid()
    text = le.explain_grad(x, y)
    assert "tiny" in text
    assert "no single operation" in text


def test_gradient_flow_counts_norms_and_saturation():
    le.manual_seed(1)
    model = nn.Sequential(
        nn.Linear(2, 4), nn.Sigmoid(), nn.Linear(4, 2), nn.ReLU()
    )
    x = Tensor([[100.0, 100.0], [0.1, 0.1]])
    with le.gradient_flow(model) as flow:
        model(x).sum().backward()
    rows = {row.name: row for row in flow.rows}
    assert list(rows) == ["0", "1", "2", "3"]
    grads = [p.grad.numpy() for p in model[0].parameters()]
    norm = np.sqrt(sum(np.sum(g.astype(float) ** 2) for g in grads))
    assert rows["0"].grad_norm == pytest.approx(norm, rel=1e-6)
    y = model[1](model[0](x)).numpy()
    flat = np.mean((y >= 1 - 6e-8) | (y <= 1.2e-7))
    assert rows["1"].saturated == pytest.approx(flat)
    assert 0 < flat < 1
    dead = np.mean(model(x).numpy() <= 0)
    assert rows["3"].saturated == pytest.approx(dead)
    assert rows["1"].grad_norm is None


def test_gradient_flow_takes_its_hooks_away_and_prints_a_table():
    model = nn.Sequential(nn.Linear(1, 1), nn.HardSigmoid())
    with le.gradient_flow(model) as flow:
        model(Tensor([[0.5]])).sum().backward()
    model(Tensor([[100.0]]))
    assert flow.rows[1].saturated == 0
    assert "Linear" in str(flow)
    assert "0.0%" in str(flow)


def test_gradient_flow_draws_itself():
    import matplotlib.pyplot as plt

    model = nn.Sequential(nn.Linear(1, 2), nn.Sigmoid(), nn.Linear(2, 1))
    with le.gradient_flow(model) as flow:
        model(Tensor([[0.5]])).sum().backward()
    figure, axes = plt.subplots()
    assert flow.plot(axes) is axes
    assert [t.get_text() for t in axes.get_xticklabels()][1] == "1\nSigmoid"
    plt.close(figure)


def test_a_tensor_hook_sees_and_may_change_the_gradient():
    x = leaf(1.0, 2.0)
    y = x * 3.0
    seen = []
    handle = y.register_hook(lambda g: seen.append(g.tolist()))
    y.register_hook(lambda g: g * 10.0)
    y.sum().backward()
    assert seen == [[1.0, 1.0]]
    assert x.grad.tolist() == [30.0, 30.0]
    handle.remove()
    handle.remove()
    y.sum().backward()
    assert len(seen) == 1


def test_a_hook_on_a_leaf_sees_the_sum_of_all_uses():
    x = leaf(1.0)
    seen = []
    x.register_hook(lambda g: seen.append(g.item()))
    (x * 2.0 + x * 3.0).backward()
    assert seen == [5.0]
    with pytest.raises(RuntimeError, match="requires grad"):
        Tensor([1.0]).register_hook(print)


def test_forward_hooks_see_and_may_change_what_goes_in_and_out():
    layer = nn.Sigmoid()
    seen = []
    with layer.register_forward_hook(
        lambda module, inputs, out: seen.append((module, inputs[0], out))
    ):
        y = layer(x := Tensor([0.0]))
    assert seen[0][0] is layer
    assert seen[0][1] is x
    assert seen[0][2] is y
    with layer.register_forward_pre_hook(lambda m, inputs: inputs[0] + 100.0):
        assert layer(x).item() == 1.0
    with layer.register_forward_hook(lambda m, inputs, out: out * 2.0):
        assert layer(x).item() == 1.0
    assert layer(x).item() == 0.5


def t(*shape: int) -> Tensor:
    return Tensor(np.ones(shape))


SHAPES = {
    "a transposed right": (lambda: t(2, 3) @ t(4, 3), "right.T would fit"),
    "two ways to add": (lambda: t(4, 2) + t(4), "disagree in axis -1"),
    "two ways": (lambda: t(2, 3) @ t(2, 3), "have 3 and 2"),
    "a column": (lambda: t(3, 4, 2) + t(4), "right.unsqueeze(1) would fit"),
    "a transposed sum": (lambda: t(4, 2) + t(2, 3), "disagree in axis -1"),
    "nothing fits": (lambda: t(2, 3) @ t(5, 7), "have 3 and 5"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape_errors_name_both_shapes_and_the_one_change_that_fits(name):
    run, part = SHAPES[name]
    with pytest.raises(ValueError) as raised:
        run()
    message = str(raised.value)
    assert part in message
    if "would fit" not in part:
        assert "would fit" not in message


def test_a_hook_that_returns_another_shape_is_told_so():
    x = leaf(1.0, 2.0)
    x.register_hook(lambda g: [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"shape \(2,\), not \(3,\)"):
        (x * 2.0).sum().backward()
