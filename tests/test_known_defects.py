"""Defects found in real libraries, each one a test here.

Versions and figures are in the book's list of what the libraries do.
"""

from __future__ import annotations

import numpy as np
import pytest

import lucid_edu as le
from lucid_edu import Tensor, nn


def leaf(*values: float, dtype: str = "float64") -> Tensor:
    return Tensor(np.array(values, dtype), requires_grad=True)


def test_aliasing_gradients():
    # Where a sum hands one array to both parents and adds in place, the
    # gradient of b becomes 3.
    a, b = leaf(1.0), leaf(2.0)
    s = a + b
    (s + 2.0 * a).sum().backward()
    assert (a.grad.item(), b.grad.item()) == (3.0, 1.0)


def test_aliasing_across_two_backward_calls():
    a, b = leaf(1.0), leaf(2.0)
    (a + b).backward()
    (a * 5.0).backward()
    assert (a.grad.item(), b.grad.item()) == (6.0, 1.0)


def test_a_non_leaf_used_twice_by_one_operation():
    a = leaf(0.5)
    b = a.exp()
    (b * b).backward()
    assert a.grad.item() == pytest.approx(2 * np.exp(1.0), rel=1e-15)


def test_the_bias_gradient_of_a_batch():
    # Reshaping (N, out) to (out, N) before summing gives [13, 53].
    layer = nn.Linear(1, 2, dtype="float64")
    out = layer(Tensor(np.ones((3, 1))))
    out.backward(np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]))
    assert layer.bias.grad.tolist() == [6.0, 60.0]


@pytest.mark.parametrize("loss", [nn.BCEWithLogitsLoss, nn.MSELoss])
def test_the_scale_of_a_loss_gradient_with_several_columns(loss):
    # Dividing the loss by all elements and its gradient by rows makes the
    # gradient as many times too large as there are columns.
    x = Tensor(np.linspace(-1, 1, 6).reshape(2, 3))
    target = Tensor(np.array([[0.0, 1, 0], [1, 0, 1]]))
    assert le.gradcheck(lambda x: loss()(x, target), [x.numpy()])


def test_a_second_backward_is_not_silent():
    # One library gives 12 for the second pass, one 0 without a word.
    x = leaf(2.0)
    y = x * x
    y.backward()
    assert x.grad.item() == 4.0
    y.backward()
    assert x.grad.item() == 8.0


def test_the_float64_slope_of_the_hard_sigmoid():
    # A constant kept in float32 gives 0.16666667163.
    x = leaf(0.3)
    nn.functional.hardsigmoid(x).backward()
    assert x.grad.item() == 1 / 6


def test_the_hard_sigmoid_of_nan():
    # A nan that comes back with gradient 0 hides where it came from.
    x = leaf(np.nan, 0.0)
    y = nn.functional.hardsigmoid(x)
    y.sum().backward()
    assert np.isnan(y.numpy()[0])
    assert np.isnan(x.grad.numpy()[0])
    assert x.grad.numpy()[1] == 1 / 6


@pytest.mark.parametrize(
    ("dtype", "far", "wrong_from"),
    [("float32", -88.73, -44.37), ("float64", -709.79, -354.9)],
)
def test_the_sigmoid_gradient_made_operation_by_operation(
    dtype, far, wrong_from
):
    # exp(-x) / (1 + exp(-x))^2: 0 from the second number on, nan from the
    # first.
    x = leaf(far, wrong_from, dtype=dtype)
    x.sigmoid().sum().backward()
    z = np.exp(np.array([far, wrong_from]))
    np.testing.assert_allclose(x.grad.numpy(), z / (1 + z) ** 2, rtol=1e-4)


def test_the_sigmoid_gradient_on_the_saturated_side():
    # y (1 - y) is 0 from 16.64 on in float32.
    x = leaf(17.0, 100.0, dtype="float32")
    x.sigmoid().sum().backward()
    exact = np.exp(-17.0) / (1 + np.exp(-17.0)) ** 2
    assert x.grad.numpy()[0] == pytest.approx(exact, rel=4e-7)
    assert 0 < x.grad.numpy()[1] < 1e-43


def test_cross_entropy_of_a_confident_and_right_logit():
    # (1 - t) x - log sigmoid(x) cancels to 0 from -14.56 on in float32.
    x = leaf(-20.0, dtype="float32")
    loss = nn.BCEWithLogitsLoss()(x, Tensor([0.0]))
    assert loss.item() == pytest.approx(np.log1p(np.exp(-20.0)), rel=4e-7)


def test_cross_entropy_of_a_wrong_logit():
    # One library's own function says 4.127.
    loss = nn.BCEWithLogitsLoss()(leaf(-2.0), Tensor([1.0]))
    assert loss.item() == pytest.approx(2.1269280110429727, rel=1e-6)


def test_softplus_has_no_jump_at_twenty():
    # A switch to the identity there costs a relative 1e-10 in float64.
    x = np.array([20.001])
    exact = 20.001 + np.log1p(np.exp(-20.001))
    assert le.softplus(Tensor(x)).item() == pytest.approx(exact, rel=1e-15)


def test_mean_and_tanh_have_gradients():
    # One package returns None for both, without a word.
    x = leaf(0.5, -0.5)
    x.tanh().mean().backward()
    np.testing.assert_allclose(x.grad.numpy(), 0.5 * (1 - np.tanh(0.5) ** 2))


def test_float32_is_not_widened_by_a_python_number_or_clip():
    x = leaf(0.5, dtype="float32")
    y = (x * 2.0 + 1.0).clip(0.0, 10.0)
    y.backward()
    assert y.dtype == x.grad.dtype == np.float32


def test_float64_scalars_are_not_narrowed():
    x = leaf(1 / 3)
    assert (x * 1.0).sum().dtype == np.float64
    assert (x * 1.0).sum().item() == 1 / 3
