"""The way back: gradients, accumulation, sharing, depth."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lucid_edu import Tensor
from lucid_edu.graph import unbroadcast
from lucid_edu.tensor import apply


def leaf(*values: float) -> Tensor:
    return Tensor(np.array(values), requires_grad=True)


def test_backward_of_a_scalar_several_values_and_a_given_gradient():
    x = leaf(1.0, 2.0)
    (x * x).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]
    x.zero_grad()
    (x * x).backward()  # starts with ones
    assert x.grad.tolist() == [2.0, 4.0]
    x.zero_grad()
    (x * x).backward([10.0, 0.5])
    assert x.grad.tolist() == [20.0, 2.0]


def test_a_second_backward_on_one_graph_adds_the_same_again():
    x = leaf(1.0, 2.0)
    h = x * x
    y = (h * h).sum()
    y.backward()
    once = x.grad.numpy().copy()
    y.backward()
    np.testing.assert_array_equal(x.grad, 2 * once)


def test_two_graphs_accumulate_in_one_leaf():
    x = leaf(3.0)
    (2 * x).backward()
    (x * x).backward()
    assert x.grad.tolist() == [8.0]


def test_gradients_do_not_alias():
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)
    s = a + b
    (s + 2 * a).sum().backward()
    assert a.grad.tolist() == [3.0, 3.0]
    assert b.grad.tolist() == [1.0, 1.0]
    (5 * a).sum().backward()
    assert b.grad.tolist() == [1.0, 1.0]


def test_the_given_gradient_is_not_shared_with_the_leaf():
    x, seed = leaf(1.0), np.array([2.0])
    (x * 1.0).backward(seed)
    seed[0] = 99
    y = x + 0.0
    y.backward(seed)
    assert x.grad.tolist() == [101.0]
    assert seed.tolist() == [99.0]


def test_a_value_used_twice_by_one_operation_is_visited_once():
    x = leaf(0.5)
    b = x.exp()
    (b * b).backward()
    np.testing.assert_allclose(x.grad, 2 * np.exp([1.0]))


def test_a_ladder_of_reused_values_takes_linear_time():
    x = leaf(1.0)
    y = x
    for _ in range(60):  # 2**60 paths
        y = y + y
    y.backward()
    assert x.grad.tolist() == [2.0**60]


def test_a_diamond_adds_up_both_ways():
    x = leaf(2.0)
    a, b = x * 3.0, x * x
    (a * b).backward()
    assert x.grad.tolist() == [36.0]  # (3 x^3)' = 9 x^2


def test_broadcast_gradients_with_an_uneven_upstream_gradient():
    bias = leaf(0.0, 0.0)
    x = Tensor(np.zeros((3, 2)))
    upstream = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    (x + bias).backward(upstream)
    assert bias.grad.tolist() == [6.0, 60.0]


@given(st.data())
def test_unbroadcast_is_the_adjoint_of_broadcasting(data):
    shape = data.draw(st.sampled_from([(), (1,), (3,), (2, 1), (1, 3)]))
    big = data.draw(st.sampled_from([(2, 3), (4, 2, 3)]))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    x, g = rng.normal(size=shape), rng.normal(size=big)
    left = np.sum(np.broadcast_to(x, big) * g)
    right = np.sum(x * unbroadcast(g, shape))
    np.testing.assert_allclose(left, right, rtol=1e-12)


def test_a_hundred_thousand_operations_deep():
    x = leaf(1.0)
    y = x
    for _ in range(100_000):
        y = y + 1e-5
    y.backward()
    assert x.grad.tolist() == [1.0]
    del y
    gc.collect()


def test_a_graph_is_freed_without_the_garbage_collector():
    import weakref

    gc.disable()
    try:
        x = leaf(1.0)
        y = (x * x).exp()
        gone = weakref.ref(y)
        y.backward()
        del y
        assert gone() is None
    finally:
        gc.enable()


def test_a_rule_receives_the_gradient_in_the_data_type_of_its_value():
    seen = []

    def same(x):
        return x, lambda g: (seen.append(g.dtype), g)[1:]

    narrow = apply(same, Tensor([1.0], requires_grad=True))
    (narrow * np.array([2.0])).backward()
    assert seen == [np.float32]


def test_changing_a_gradient_does_not_reach_a_second_pass():
    x = Tensor([0.0, 1.0], requires_grad=True)
    y = x.sigmoid()
    y.sum().backward()
    x.grad.data *= 100
    x.grad = None
    y.sum().backward()
    assert x.grad.tolist()[0] == 0.25


def test_a_rule_that_writes_into_what_arrives_is_refused():
    # The gradient of a sum is one number seen many times: a write into one
    # element would reach all.
    def careless(x):
        def vjp(g):
            g *= 2
            return (g,)

        return x * 2, vjp

    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(ValueError, match="read-only"):
        apply(careless, x).sum().backward()
