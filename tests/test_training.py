"""Optimizers, and a training run against PyTorch's recorded losses."""

from __future__ import annotations

import numpy as np
import pytest
from test_nn import Net

from lucid_edu import Tensor, nn, optim

# The fixed case: weights and data from sines and cosines, Adam, ten epochs;
# the losses are PyTorch's, which plain NumPy repeats to 1e-16.
LOSSES = [
    0.7026857199965364,
    0.7872130694436564,
    0.7164408082277565,
    0.7036980588793108,
    0.6808812908228343,
    0.6852527395305295,
    0.6927189033676562,
    0.6801044480124063,
    0.6643009896833559,
    0.6640747824409298,
]
# Sum and Euclidean length of each parameter's first gradient, in float64.
FIRST_GRADIENTS = [
    (0.4802149301879418, 0.10367811361332369),
    (0.015122291233491843, 0.021769838359775286),
    (1.7643654023812543, 0.3968712635064513),
    (0.021040627236744956, 0.034502376892016004),
]


def fixed_case(dtype: str):
    model = Net()
    state = {
        "fc1.weight": np.sin(np.arange(1, 8193)).reshape(128, 64) / 8,
        "fc1.bias": np.cos(np.arange(1, 129)) / 8,
        "fc2.weight": np.sin(np.arange(1, 257)).reshape(2, 128) / 128**0.5,
        "fc2.bias": np.cos(np.arange(1, 3)) / 128**0.5,
    }
    for name, parameter in model.named_parameters():
        parameter.data = state[name].astype(dtype)
    x = Tensor(
        (0.5 + 0.5 * np.sin(np.arange(1, 2049))).reshape(32, 64), dtype=dtype
    )
    t = Tensor((np.sin(np.arange(1, 65)) > 0).reshape(32, 2), dtype=dtype)
    return model, x, t


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-6)]
)
@pytest.mark.parametrize("logits", [False, True])
def test_ten_epochs_of_adam_repeat_pytorch_s_losses(dtype, tolerance, logits):
    model, x, t = fixed_case(dtype)
    loss = nn.BCEWithLogitsLoss() if logits else nn.BCELoss()
    adam = optim.Adam(model.parameters(), lr=0.01)
    losses = []
    for _ in range(10):
        out = model(x)
        value = loss(out if logits else out.sigmoid(), t)
        adam.zero_grad()
        value.backward()
        adam.step()
        losses.append(value.item())
    np.testing.assert_allclose(losses, LOSSES, rtol=0, atol=tolerance)
    assert all(p.dtype == dtype for p in model.parameters())


@pytest.mark.parametrize("logits", [False, True])
def test_the_first_gradients_are_pytorch_s(logits):
    model, x, t = fixed_case("float64")
    loss = nn.BCEWithLogitsLoss() if logits else nn.BCELoss()
    out = model(x)
    loss(out if logits else out.sigmoid(), t).backward()
    for parameter, (total, length) in zip(
        model.parameters(), FIRST_GRADIENTS, strict=True
    ):
        g = parameter.grad.numpy()
        assert g.sum() == pytest.approx(total, rel=1e-12)
        assert np.sqrt((g * g).sum()) == pytest.approx(length, rel=1e-12)


def test_sgd_with_momentum_and_weight_decay_by_hand():
    x = Tensor(np.array([1.0]), requires_grad=True)
    sgd = optim.SGD([x], lr=0.1, momentum=0.9, weight_decay=0.5)
    value, velocity = 1.0, 0.0
    for _ in range(4):
        sgd.zero_grad()
        (x * x).backward()
        sgd.step()
        velocity = 0.9 * velocity + 2 * value + 0.5 * value
        value -= 0.1 * velocity
        assert x.item() == pytest.approx(value, rel=1e-14)


def test_adam_s_first_step_is_the_learning_rate():
    x = Tensor(np.array([5.0, -3.0]), requires_grad=True)
    adam = optim.Adam([x], lr=0.01)
    (x * x).backward()
    adam.step()
    np.testing.assert_allclose(x.numpy(), [4.99, -2.99], rtol=1e-9)


def test_a_step_leaves_a_recorded_graph_intact():
    x = Tensor(np.array([3.0]), requires_grad=True)
    y = x * x
    sgd = optim.SGD([x], lr=1.0)
    y.backward()
    sgd.step()
    x.zero_grad()
    y.backward()
    assert x.grad.tolist() == [6.0]


def test_adam_in_float16_survives_gradients_whose_squares_overflow():
    w = Tensor(np.zeros(1, np.float16), requires_grad=True)
    adam = optim.Adam([w], lr=0.5)
    for _ in range(50):
        adam.zero_grad()
        (w * 300).sum().backward()
        adam.step()
    assert w.dtype == np.float16
    assert w.item() == pytest.approx(-25, rel=0.01)


def test_a_parameter_without_a_gradient_stays():
    x = Tensor(np.array([3.0]), requires_grad=True)
    optim.Adam([x]).step()
    assert x.tolist() == [3.0]


def test_an_optimizer_without_a_rule_says_so():
    x = Tensor([1.0], requires_grad=True)
    (x * x).backward()
    with pytest.raises(NotImplementedError, match="Optimizer needs update"):
        optim.Optimizer([x], lr=0.1).step()


def test_a_step_starts_from_the_parameters_as_they_are():
    # Between steps the optimizer holds them end to end; what somebody
    # changes in place, or puts in their place, counts all the same.
    x, y = (Tensor([1.0, 2.0], requires_grad=True) for _ in "xy")
    sgd = optim.SGD([x, y], lr=0.5)
    for change in (lambda: None, changed_in_place(x), replaced(y)):
        change()
        before = [x.numpy().copy(), y.numpy().copy()]
        sgd.zero_grad()
        (x + y).sum().backward()
        sgd.step()
        for tensor, was in zip((x, y), before, strict=True):
            np.testing.assert_array_equal(tensor.numpy(), was - 0.5)


def changed_in_place(tensor):
    return lambda: tensor.data.fill(7)


def replaced(tensor):
    return lambda: setattr(tensor, "data", np.float32([3, 4]))
