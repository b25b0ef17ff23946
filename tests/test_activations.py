"""Accuracy of the activations against mpmath, and their special values."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lucid_edu import activations as act

mpmath.mp.dps = 60
LIMITS = {np.float32: 4e-7, np.float64: 6e-16}


def inputs(dtype) -> np.ndarray:
    rng = np.random.default_rng(0)
    edge = 87 if dtype == np.float32 else 708
    parts = [
        np.linspace(-edge, edge, 151),
        rng.normal(size=100),
        rng.uniform(-20, 20, 150),
        10.0 ** rng.uniform(-30, 0, 50) * rng.choice([-1, 1], 50),
    ]
    return np.concatenate(parts).astype(dtype)


def exact(function, x) -> list:
    return [function(mpmath.mpf(float(v))) for v in x]


def relative(got, right) -> float:
    tiny = mpmath.mpf(float(np.finfo(got.dtype).tiny))
    errors = [
        abs(mpmath.mpf(float(g)) / r - 1)
        for g, r in zip(got, right, strict=True)
        if abs(r) >= tiny
    ]
    assert len(errors) > 300
    return float(max(errors))


def sigma(x):
    return 1 / (1 + mpmath.exp(-x))


def value(op, x, *more):
    return op(x, *more)[0]


def slope(op, x):
    y, vjp = op(x)
    return vjp(np.ones_like(y))[0]


@pytest.mark.parametrize("dtype", LIMITS)
@pytest.mark.parametrize(
    ("name", "ours", "right"),
    [
        ("sigmoid", lambda x: value(act.sigmoid, x), sigma),
        (
            "its slope",
            lambda x: slope(act.sigmoid, x),
            lambda x: sigma(x) * sigma(-x),
        ),
        (
            "log sigmoid",
            lambda x: value(act.log_sigmoid, x),
            lambda x: -mpmath.log1p(mpmath.exp(-x)),
        ),
        (
            "slope of log sigmoid",
            lambda x: slope(act.log_sigmoid, x),
            lambda x: sigma(-x),
        ),
        (
            "softplus",
            lambda x: value(act.softplus, x),
            lambda x: mpmath.log1p(mpmath.exp(x)),
        ),
        (
            "slope of tanh",
            lambda x: slope(act.tanh, x),
            lambda x: 1 / mpmath.cosh(x) ** 2,
        ),
        (
            "cross entropy of 0",
            lambda x: value(act.bce_with_logits, x, np.zeros_like(x)),
            lambda x: mpmath.log1p(mpmath.exp(x)),
        ),
        (
            "cross entropy of 1",
            lambda x: value(act.bce_with_logits, x, np.ones_like(x)),
            lambda x: mpmath.log1p(mpmath.exp(-x)),
        ),
    ],
)
def test_the_relative_error_is_a_few_roundings(name, ours, right, dtype):
    x = inputs(dtype)
    got = ours(x)
    assert got.dtype == dtype
    assert relative(got, exact(right, x)) <= LIMITS[dtype]


@pytest.mark.parametrize("dtype", LIMITS)
def test_the_slope_of_the_cross_entropy_does_not_cancel(dtype):
    x = inputs(dtype)
    for t in (0.0, 1.0):
        y, vjp = act.bce_with_logits(x, np.full_like(x, t))
        got = vjp(np.ones_like(y))[0]
        right = exact(sigma if t == 0 else lambda v: -sigma(-v), x)
        assert relative(got, right) <= LIMITS[dtype]


ALL = {
    "sigmoid": act.sigmoid,
    "hard_sigmoid": act.hard_sigmoid,
    "log_sigmoid": act.log_sigmoid,
    "softplus": act.softplus,
    "tanh": act.tanh,
    "relu": act.relu,
}


@pytest.mark.parametrize("dtype", LIMITS)
@pytest.mark.parametrize("name", ALL)
def test_no_warning_for_any_number_nan_and_infinity_included(name, dtype):
    big = np.finfo(dtype).max
    x = np.array([0, -0.0, 1e-30, -big, big, -np.inf, np.inf, np.nan], dtype)
    with np.errstate(all="raise", under="ignore"):
        y, vjp = ALL[name](x)
        g = vjp(np.ones_like(y))[0]
    assert np.isnan(y[-1])
    assert not np.isnan(y[:-1]).any()
    assert not np.isnan(g[:-1]).any()


@pytest.mark.parametrize("dtype", LIMITS)
def test_special_values_of_the_sigmoid(dtype):
    x = np.array([0.0, -0.0, np.inf, -np.inf, np.nan], dtype)
    y, vjp = act.sigmoid(x)
    np.testing.assert_array_equal(y, [0.5, 0.5, 1, 0, np.nan])
    g = vjp(np.ones_like(y))[0]
    np.testing.assert_array_equal(g, [0.25, 0.25, 0, 0, np.nan])


@pytest.mark.parametrize("dtype", LIMITS)
@pytest.mark.parametrize(
    ("op", "values", "slopes"),
    [
        (act.log_sigmoid, [-np.inf, -np.log(2), 0], [1, 0.5, 0]),
        (act.softplus, [0, np.log(2), np.inf], [0, 0.5, 1]),
        (act.tanh, [-1, 0, 1], [0, 1, 0]),
        (act.relu, [0, 0, np.inf], [0, 0, 1]),
        (act.hard_sigmoid, [0, 0.5, 1], [0, 0.2, 0]),
    ],
)
def test_values_and_slopes_at_minus_infinity_zero_and_infinity(
    op, values, slopes, dtype
):
    y, vjp = op(np.array([-np.inf, 0, np.inf], dtype))
    g = vjp(np.ones_like(y))[0]
    np.testing.assert_array_equal(y, np.array(values, dtype))
    np.testing.assert_array_equal(g, np.array(slopes, dtype))


def test_the_cross_entropy_at_infinite_logits_is_0_or_infinite():
    x = np.array([np.inf, np.inf, -np.inf, -np.inf, np.inf])
    t = np.array([1.0, 0.0, 0.0, 1.0, 0.5])
    with np.errstate(all="raise", under="ignore"):
        y, vjp = act.bce_with_logits(x, t)
        g = vjp(np.ones_like(y))[0]
    np.testing.assert_array_equal(y, [0, np.inf, 0, np.inf, np.inf])
    np.testing.assert_array_equal(g, [0, 1, 0, -1, 0.5])


@settings(max_examples=200, deadline=None)
@given(st.floats(width=32, allow_nan=False))
def test_the_slope_is_even_and_the_two_sides_add_up_to_one(number):
    x = np.array([number, -number], np.float32)
    with np.errstate(under="ignore"):
        y, vjp = act.sigmoid(x)
        g = vjp(np.ones_like(y))[0]
    assert g[0] == g[1]
    assert abs(float(y[0]) + float(y[1]) - 1) <= 1.2e-7


def test_the_ends_are_reached_where_the_reference_says():
    # Beyond 16.6355 (float32) and 36.7368 (float64) the value is 1; below
    # -103.97 and -745.13 it is 0, and never earlier.
    for dtype, one, zero in (
        (np.float32, 16.6356, -103.98),
        (np.float64, 36.7369, -745.14),
    ):
        ends = np.array([one, one - 0.5, zero, zero + 0.5], dtype)
        y = act.sigmoid(ends)[0]
        assert y[0] == 1 > y[1]
        assert y[2] == 0 < y[3]


def test_hard_sigmoid_at_its_kinks_is_open():
    y, vjp = act.hard_sigmoid(np.array([-2.5, 2.5, 0.0, -3.0, 3.0]))
    np.testing.assert_array_equal(y, [0, 1, 0.5, 0, 1])
    np.testing.assert_array_equal(vjp(np.ones(5))[0], [0, 0, 0.2, 0, 0])


def test_hardsigmoid_s_float64_slope_is_a_float64_sixth():
    _, vjp = act.hard_sigmoid(np.zeros(1), alpha=1 / 6)
    assert vjp(np.ones(1))[0][0] == 1 / 6


def test_relu_has_no_slope_at_0():
    y, vjp = act.relu(np.array([-1.0, 0.0, 2.0]))
    assert y.tolist() == [0, 0, 2]
    assert vjp(np.ones(3))[0].tolist() == [0, 0, 1]


def test_logits_keep_what_probabilities_have_lost():
    x, t = np.float32([20.0]), np.float32([0.0])
    loss, vjp = act.bce_with_logits(x, t)
    np.testing.assert_allclose(loss, [20.0], rtol=1e-6)
    np.testing.assert_allclose(vjp(np.ones(1, np.float32))[0], [1.0])
    p = act.sigmoid(x)[0]
    assert act.bce(p, t)[0].tolist() == [100.0]
