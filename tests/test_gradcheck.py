"""The gradient check itself: what it accepts and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

import lucid_edu as le
from lucid_edu import Tensor
from lucid_edu.tensor import apply


def test_a_right_rule_passes_also_from_integers_and_float32():
    assert le.gradcheck(lambda x, y: x * y, [[1, 2], np.float32([3, 4])])


def test_an_input_without_influence_has_gradient_zero():
    assert le.gradcheck(lambda x, y: x * 2.0, [[1.0], [5.0]])


def test_the_worst_element_of_a_wrong_rule_is_named_with_both_numbers():
    def wrong(x):
        return le.where(x.numpy() > 0, x, Tensor(x.numpy()) * 3.0)

    with pytest.raises(
        le.GradientMismatch,
        match=r"input 0 at \(1,\) is 0, and central differences give 6\.12",
    ):
        le.gradcheck(wrong, [np.array([1.0, -1.0])])


def test_a_rule_that_forgets_one_input_is_refused():
    with pytest.raises(le.GradientMismatch, match="input 1 "):
        le.gradcheck(lambda x, y: x * y.detach(), [[2.0], [3.0]])


def test_a_rule_that_forgets_broadcasting_is_refused():
    def row_mean(x, y):  # spreads the gradient evenly, as ones would hide
        return x + y.detach() + (y.sum() - y.sum().detach()) / 2.0

    with pytest.raises(le.GradientMismatch):
        le.gradcheck(row_mean, [np.ones((3, 2)), np.ones(2)])


def test_a_gradient_of_nan_is_refused_and_named():
    def rule(x):
        return x * 1.0, lambda g: (g * np.array([1.0, np.nan]),)

    with pytest.raises(le.GradientMismatch, match=r"input 0 at \(1,\) is nan"):
        le.gradcheck(lambda x: apply(rule, x), [np.ones(2)])


def test_a_value_of_nan_is_refused():
    with pytest.raises(le.GradientMismatch, match="differences give nan"):
        le.gradcheck(lambda x: x * float("nan"), [np.ones(2)])
