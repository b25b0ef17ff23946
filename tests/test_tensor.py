"""The tensor: recording, the way back, printing, and what it refuses."""

from __future__ import annotations

import gc
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lucid_edu as le
from lucid_edu import Tensor, no_grad
from lucid_edu.graph import unbroadcast


def leaf(*values: float) -> Tensor:
    return Tensor(np.array(values), requires_grad=True)


def test_lists_become_float32_int64_or_bool_and_arrays_keep_their_dtype():
    assert Tensor([1.0, 2.0]).dtype == np.float32
    assert Tensor(1.5).dtype == np.float32
    assert Tensor([1, 2]).dtype == np.int64
    assert Tensor([True]).dtype == np.bool_
    assert Tensor(np.zeros(2)).dtype == np.float64
    assert Tensor(np.float16(1)).dtype == np.float16
    assert Tensor([1, 2], dtype=le.float32).dtype == np.float32


def test_the_data_are_copied():
    array = np.zeros(2)
    x = Tensor(array)
    array[0] = 1
    assert x.tolist() == [0.0, 0.0]


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


def test_only_leaves_and_those_that_asked_keep_a_gradient():
    x = leaf(2.0)
    kept, plain = x * 3.0, x * 5.0
    kept.retain_grad()
    out = kept * plain
    out.backward()
    assert kept.grad.tolist() == [10.0]
    assert plain.grad is None
    assert out.grad is None
    assert x.is_leaf
    assert not out.is_leaf


def test_detach_cuts_the_way_back():
    x = leaf(2.0)
    (x * x.detach()).backward()
    assert x.grad.tolist() == [2.0]
    assert not x.detach().requires_grad


def test_no_grad_records_nothing_as_block_and_as_decorator():
    x = leaf(1.0)
    with no_grad():
        assert not (x * 2.0).requires_grad
        with no_grad():
            pass
        assert not (x * 2.0).requires_grad
    assert (x * 2.0).requires_grad

    @no_grad()
    def double(t):
        return t * 2.0

    assert not double(x).requires_grad


def test_no_grad_in_one_thread_leaves_another_alone():
    x, seen = leaf(1.0), []
    with no_grad():
        thread = threading.Thread(
            target=lambda: seen.append((x * 2.0).requires_grad)
        )
        thread.start()
        thread.join()
    assert seen == [True]


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


def test_numpy_arrays_may_stand_on_the_left():
    x = leaf(1.0, 2.0)
    for out in (
        np.ones(2) + x,
        np.ones(2) - x,
        np.ones(2) * x,
        np.ones(2) / x,
        np.float64(2.0) ** x,
        np.ones((3, 2)) @ x,
    ):
        assert isinstance(out, Tensor)
        assert out.requires_grad


def test_numpy_functions_are_refused_because_they_would_lose_the_gradient():
    with pytest.raises(TypeError, match="does not support ufuncs"):
        np.exp(leaf(1.0))


def test_asarray_reads_a_tensor():
    x = Tensor([1.0, 2.0])
    assert np.asarray(x).tolist() == [1.0, 2.0]
    assert np.asarray(x, dtype=np.float64).dtype == np.float64


def test_comparisons_give_boolean_tensors():
    x = Tensor([1.0, 2.0, 3.0])
    assert (x > 2).tolist() == [False, False, True]
    assert (x >= 2.0).dtype == np.bool_
    assert (x == Tensor([1.0, 0.0, 3.0])).tolist() == [True, False, True]
    assert (~(x < 2)).tolist() == [False, True, True]
    assert (x != 1).tolist() == [False, True, True]
    assert (x < 2).tolist() == [True, False, False]


def test_item_tolist_and_numpy():
    assert type(Tensor(2.0).item()) is float
    assert type(Tensor(2).item()) is int
    assert type(Tensor([True]).item()) is bool
    assert Tensor([[1.0, 2.0]]).tolist() == [[1.0, 2.0]]
    view = leaf(1.0).numpy()  # allowed although it requires grad
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 2


def test_length_iteration_and_shape():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert (len(x), x.shape, x.ndim) == (2, (2, 2), 2)
    assert [row.tolist() for row in x] == [[1.0, 2.0], [3.0, 4.0]]
    assert x.T.tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert x.reshape(4).shape == x.reshape(-1).shape == (4,)
    assert x.reshape((1, 4)).squeeze().shape == (4,)
    assert bool(Tensor(1.0))
    assert float(Tensor([2.5])) == 2.5


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ([0.26894, 0.5], "Tensor([0.2689, 0.5])"),
        ([1.0, -2.0], "Tensor([1.0, -2.0])"),
        ([3.78e-44, 0.25, 0.0], "Tensor([3.8e-44, 0.25, 0.0])"),
        ([1e12], "Tensor([1.0e+12])"),
        ([np.inf, np.nan], "Tensor([inf, nan])"),
        (1.5, "Tensor(1.5)"),
        ([1, 2], "Tensor([1, 2])"),
        ([True], "Tensor([True])"),
        (np.array([0.5]), "Tensor([0.5], dtype=float64)"),
        ([], "Tensor([])"),
    ],
)
def test_printing_shows_four_decimals_and_never_hides_a_tiny_number(
    data, text
):
    with np.printoptions(precision=2, suppress=True):
        assert repr(Tensor(data)) == text


def test_printing_shows_the_gradient_of_a_leaf():
    x = Tensor([2.0], requires_grad=True)
    assert repr(x) == "Tensor([2.0], grad=None)"
    (x * x).backward()
    assert repr(x) == "Tensor([2.0], grad=Tensor([4.0]))"


REFUSED = [
    (lambda: Tensor([[1.0, 2.0], [3.0]]), "rows of one length.*2, 1"),
    (lambda: Tensor("abc"), "numbers or booleans, not str"),
    (lambda: Tensor([None]), "numbers or booleans"),
    (
        lambda: Tensor([1, 2], requires_grad=True),
        "floating-point tensor, not int64",
    ),
    (lambda: Tensor([1]).requires_grad_(), "floating-point tensor"),
    (lambda: Tensor([1.0]).backward(), "requires_grad=True"),
    (lambda: Tensor([1.0]).retain_grad(), "no gradient to keep"),
    (
        lambda: (leaf(1.0, 2.0) * 1.0).backward([1.0]),
        r"gradient= of shape \(2,\), not \(1,\)",
    ),
    (lambda: Tensor([1.0, 2.0]).item(), r"one element, not shape \(2,\)"),
    (
        lambda: Tensor(np.ones((2, 3))) @ np.ones((4, 2)),
        r"\(2, 3\) and \(4, 2\) have 3 and 4",
    ),
    (
        lambda: Tensor(np.ones((2, 3))) + np.ones((2, 4)),
        r"\(2, 3\) and \(2, 4\) disagree in axis -1 \(3 against 4\)",
    ),
    (lambda: Tensor(2.0) @ Tensor([1.0]), "at least one axis"),
    (lambda: Tensor(np.ones(6)).reshape(4), "reshape: "),
    (lambda: list(Tensor(1.0)), "no axis to iterate"),
    (lambda: le.hard_sigmoid(leaf(1.0), alpha=0), "alpha above 0, not 0"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_bad_input_gets_one_sentence(call, message):
    with pytest.raises((ValueError, TypeError, RuntimeError), match=message):
        call()


def test_random_tensors_repeat_with_a_seed():
    draws = []
    for _ in range(2):
        le.manual_seed(7)
        draws.append(
            (
                le.rand(2, 3).tolist(),
                le.randn((4,)).tolist(),
                le.randint(0, 9, (5,)).tolist(),
            )
        )
    assert draws[0] == draws[1]
    assert le.rand(2).dtype == np.float32
    assert le.randint(0, 2, (3,), dtype=le.float32).dtype == np.float32


def test_filled_and_spaced_tensors():
    assert le.zeros(2, 3).shape == le.ones((2, 3)).shape == (2, 3)
    assert le.full((2,), 7.0).tolist() == [7.0, 7.0]
    assert le.arange(3).tolist() == [0, 1, 2]
    assert le.arange(0.0, 1.0, 0.5).dtype == np.float32
    assert le.linspace(0, 1, 3).tolist() == [0.0, 0.5, 1.0]
    assert le.zeros_like(Tensor(np.ones(2))).dtype == np.float64
    assert le.ones(1, requires_grad=True).requires_grad


def test_importing_the_package_brings_numpy_and_nothing_else():
    import subprocess
    import sys

    code = (
        "import sys, lucid_edu as torch; torch.optim.Adam; torch.nn.Linear; "
        "print([m for m in ('matplotlib', 'click', 'jinja2', 'nbformat', "
        "'scipy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
