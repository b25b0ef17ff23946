"""The tensor: recording, the way back, printing, and what it refuses."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import lucid_edu as le
from lucid_edu import Tensor, no_grad


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


def test_two_threads_may_be_inside_one_decorated_function():
    inside, leave, left = (threading.Event() for _ in range(3))

    @no_grad()
    def run(block):
        block()

    def first():
        run(lambda: (inside.set(), leave.wait(10)))
        left.set()  # not reached if leaving the block raises

    def let_the_other_leave_first():
        leave.set()
        thread.join(10)

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(10)
    run(let_the_other_leave_first)
    assert left.is_set()


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
    assert x.reshape(np.int64(4)).shape == le.zeros(np.int64(4)).shape
    assert le.zeros(0, 2, 3).flatten(1).shape == (0, 6)
    assert x.reshape((1, 4)).squeeze().shape == (4,)
    assert bool(Tensor(1.0))
    assert float(Tensor([2.5])) == 2.5


def test_a_tensor_is_not_none():
    assert (Tensor([1.0]) == None) is False  # noqa: E711
    assert (Tensor([1.0]) != None) is True  # noqa: E711
