"""The five functions of the book against fifty digits, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lucid_edu as le
from lucid_edu import activations as act
from lucid_edu import nn
from lucid_edu.accuracy import exact, points, relative_error, ulp_error

LIMITS = {
    "sigmoid": 3,
    "slope of sigmoid": 5,
    "log_sigmoid": 3,
    "softplus": 3,
    "BCE with logits, t = 0": 3,
    "BCE with logits, t = 1": 3,
    "hard_sigmoid": 3,
}
DTYPES = [np.float32, np.float64]


def ours(name: str, x: np.ndarray) -> np.ndarray:
    """Return what a user gets: through tensors, loss and backward."""
    tensor = le.Tensor(x, requires_grad=True)
    if name == "slope of sigmoid":
        tensor.sigmoid().sum().backward()
        return tensor.grad.numpy()
    if name.startswith("BCE"):
        target = np.full_like(x, float(name[-1]))
        loss = nn.BCEWithLogitsLoss(reduction="none")
        return loss(tensor, target).numpy()
    return getattr(tensor, name)().numpy()


@pytest.mark.parametrize("dtype", DTYPES, ids=["float32", "float64"])
@pytest.mark.parametrize("name", LIMITS)
def test_the_error_stays_within_its_limit(name, dtype):
    x = points(dtype)
    with np.errstate(all="raise", under="ignore"):
        got = ours(name, x)
    true = exact(name, x)
    assert got.dtype == dtype
    relative = 4e-7 if dtype is np.float32 else 6e-16
    assert relative_error(got, true).max() <= relative
    # Half an ulp of the sum is lost beside the kink; it is relative there.
    assert ulp_error(got, true).max() <= LIMITS[name]


def test_the_yardstick_sees_a_naive_gradient_lose_everything():
    x = np.float32([20.0])
    y = 1 / (1 + np.exp(-x))
    true = exact("slope of sigmoid", x)
    assert ulp_error(y * (1 - y), true)[0] > 1e6
    assert relative_error(y * (1 - y), true)[0] == 1


def test_the_yardstick_calls_nan_infinitely_wrong():
    true = exact("sigmoid", np.array([1.0]))
    assert ulp_error(np.array([np.nan]), true)[0] == np.inf
    assert ulp_error(np.array([0.731058578630004879]), true)[0] <= 0.5


SPECIAL = [-np.inf, -0.0, 0.0, np.inf, np.nan]
VALUES = {
    "sigmoid": ([0, 0.5, 0.5, 1, np.nan], [0, 0.25, 0.25, 0, np.nan]),
    "log_sigmoid": (
        [-np.inf, -np.log(2), -np.log(2), 0, np.nan],
        [1, 0.5, 0.5, 0, np.nan],
    ),
    "softplus": (
        [0, np.log(2), np.log(2), np.inf, np.nan],
        [0, 0.5, 0.5, 1, np.nan],
    ),
    "hard_sigmoid": ([0, 0.5, 0.5, 1, np.nan], [0, 0.2, 0.2, 0, np.nan]),
    "tanh": ([-1, 0, 0, 1, np.nan], [0, 1, 1, 0, np.nan]),
}


@pytest.mark.parametrize("dtype", DTYPES, ids=["float32", "float64"])
@pytest.mark.parametrize("name", VALUES)
def test_special_values_are_defined(name, dtype):
    values, slopes = VALUES[name]
    x = le.Tensor(np.array(SPECIAL, dtype), requires_grad=True)
    with np.errstate(all="raise", under="ignore"):
        y = getattr(x, name)()
        y.sum().backward()
    np.testing.assert_allclose(y.numpy(), values, rtol=1e-6)
    np.testing.assert_allclose(x.grad.numpy(), slopes, rtol=1e-6)


@pytest.mark.parametrize("pos", [None, 3.0])
@pytest.mark.parametrize("reduction", ["none", "mean"])
def test_cross_entropy_at_infinite_logits_is_0_or_infinite(pos, reduction):
    for logit, target, loss, slope in (
        (np.inf, 1.0, 0.0, 0.0),
        (-np.inf, 0.0, 0.0, 0.0),
        (np.inf, 0.0, np.inf, 1.0),
        (-np.inf, 1.0, np.inf, -(pos or 1.0)),
    ):
        x = le.Tensor([logit], requires_grad=True)
        got = nn.BCEWithLogitsLoss(reduction=reduction, pos_weight=pos)(
            x, le.Tensor([target])
        )
        got.backward()
        assert got.item() == loss
        assert x.grad.item() == slope


@pytest.mark.parametrize("pos", [0.5, 3.0])
def test_a_positive_weight_agrees_with_its_formula(pos):
    rng = np.random.default_rng(5)
    x, t = rng.normal(size=7), rng.random(7)
    got, vjp = act.bce_with_logits(x, t, np.float64(pos))
    wanted = pos * t * np.logaddexp(0, -x) + (1 - t) * np.logaddexp(0, x)
    np.testing.assert_allclose(got, wanted, rtol=1e-14)
    assert le.gradcheck(
        lambda x, t: nn.functional.binary_cross_entropy_with_logits(
            x, t, pos_weight=pos, reduction="none"
        ),
        [x, t],
    )
    assert [part.shape for part in vjp(np.ones(7))] == [(7,)] * 3


numbers = st.floats(-200, 200, width=32)


@given(numbers)
def test_sigmoid_of_x_and_of_minus_x_add_up_to_one(x):
    for dtype in DTYPES:
        both = act.sigmoid(np.array([x, -x], dtype))[0]
        assert abs(both.sum() - 1) <= np.finfo(dtype).eps


@given(numbers)
def test_the_slope_of_sigmoid_is_even(x):
    for dtype in DTYPES:
        pair = le.Tensor(np.array([x, -x], dtype), requires_grad=True)
        pair.sigmoid().sum().backward()
        left, right = pair.grad.tolist()
        assert left == right


@given(numbers, st.floats(0, 1, width=32))
def test_cross_entropy_is_never_negative_and_its_slope_is_bounded(x, t):
    y, vjp = act.bce_with_logits(np.float64([x]), np.float64([t]))
    assert y[0] >= 0
    assert abs(vjp(np.ones(1))[0][0]) <= 1


@pytest.mark.parametrize("alpha", [0.2, 1 / 6])
@pytest.mark.parametrize("dtype", DTYPES, ids=["float32", "float64"])
def test_the_hard_sigmoid_is_right_beside_its_lower_kink(alpha, dtype):
    kink = dtype(-0.5 / alpha)
    x = np.nextafter(kink, dtype(0))
    y, vjp = act.hard_sigmoid(np.array([kink, x]), alpha)
    assert y[0] == 0
    wanted = float(alpha) * (float(x) - float(kink))
    assert y[1] == pytest.approx(wanted, rel=2e-7)
    slopes = vjp(np.ones(2, dtype))[0]
    assert slopes[0] == 0
    assert slopes[1] == dtype(alpha)
