"""Every kernel against the operation it stands for."""

from __future__ import annotations

import gc
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import lucid_edu as le
from lucid_edu import activations as act
from lucid_edu import ops
from lucid_edu.kernels import KERNELS, memory

SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-45, -88.5, 104.0, 3.0, -2.5]
ELEMENTWISE = {
    "sigmoid": (act.sigmoid, {}),
    "hard sigmoid": (act.hard_sigmoid, {}),
    "steep hard sigmoid": (act.hard_sigmoid, {"alpha": 3.0, "beta": 0.1}),
    "relu": (act.relu, {}),
}
DTYPES = st.sampled_from([np.float16, np.float32, np.float64])


def numbers(dtype):
    width = np.dtype(dtype).itemsize * 8
    return st.one_of(
        st.sampled_from(SPECIAL).map(lambda x: float(dtype(x))),
        st.floats(-120, 120, width=width),
    )


@st.composite
def arrays(draw):
    dtype = draw(DTYPES)
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=0))
    return draw(hnp.arrays(dtype, shape, elements=numbers(dtype)))


def both(op, options, x, g):
    """Return value and gradient by the kernel and by the operation."""
    kernel = KERNELS[op]
    value, saved = kernel.forward((object(),), x, **options)
    (grad,) = kernel.backward(g, saved, (object(),))
    with np.errstate(all="ignore"):
        wanted, vjp = op(x, **options)
        (wanted_grad,) = vjp(g)
    return (value, grad), (wanted, wanted_grad)


def same(one, two):
    for a, b in zip(one, two, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", ELEMENTWISE)
@given(x=arrays())
def test_a_kernel_gives_the_operation_s_numbers_bit_by_bit(name, x):
    op, options = ELEMENTWISE[name]
    g = np.cos(np.arange(x.size)).astype(x.dtype).reshape(x.shape)
    with np.errstate(all="raise", under="ignore", over="ignore"):
        same(*both(op, options, x, g))


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("size", [31, 32, 33, 1000])
def test_working_in_blocks_changes_nothing(name, size, monkeypatch):
    op, options = ELEMENTWISE[name]
    x = np.random.default_rng(0).normal(0, 4, (size, 3)).astype(np.float32)
    g = np.cos(x)
    whole = both(op, options, x, g)[0]
    monkeypatch.setattr(memory, "LARGE", 64)
    monkeypatch.setattr(memory, "BLOCK", 128)
    same(both(op, options, x, g)[0], whole)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_second_pass_gives_the_same_once_more(name):
    op, options = ELEMENTWISE[name]
    x = le.Tensor([0.5, -1.5, 2.0], requires_grad=True)
    y = le.tensor(0.0) + x.sigmoid() if op is act.sigmoid else None
    y = le.functions.apply(op, x, **options) if y is None else y
    y.backward([1.0, 2.0, 3.0])
    first = x.grad.numpy().copy()
    y.backward([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(x.grad.numpy(), 2 * first)


def test_a_view_with_gaps_and_integers_go_through_the_operation():
    x = np.arange(12.0, dtype=np.float32)[::3] - 4
    y = le.Tensor(x[::-1]).sigmoid()
    np.testing.assert_array_equal(y.numpy(), act.sigmoid(x[::-1])[0])
    assert le.Tensor([1, 2]).sigmoid().dtype == np.float64


BINARY = [ops.add, ops.subtract, ops.multiply, ops.divide, ops.matmul]


@pytest.mark.parametrize("op", BINARY, ids=lambda op: op.__name__)
@pytest.mark.parametrize("wanted", [(1, 1), (1, None), (None, 1)], ids=str)
def test_arithmetic_leaves_out_only_what_nobody_wants(op, wanted):
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, 4, 4))
    g = rng.normal(size=(4, 4))
    kernel = KERNELS[op]
    value, saved = kernel.forward(wanted, x, y)
    parts = kernel.backward(g, saved, wanted)
    clear, vjp = op(x, y)
    np.testing.assert_array_equal(value, clear)
    for want, part, clear_part in zip(wanted, parts, vjp(g), strict=True):
        if want is not None:
            np.testing.assert_array_equal(part, clear_part)


@pytest.mark.parametrize("op", [ops.sum, ops.mean], ids=lambda op: op.__name__)
@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3), (0, 3)], ids=str)
def test_reductions_agree_with_their_operations(op, shape):
    x = np.random.default_rng(2).normal(size=shape)
    value, saved = KERNELS[op].forward((1,), x)
    g = np.float64(0.7)
    (part,) = KERNELS[op].backward(g, saved, (1,))
    clear, vjp = op(x)
    np.testing.assert_allclose(value, clear, rtol=1e-15)
    np.testing.assert_allclose(part, vjp(g)[0], rtol=1e-15)
    assert part.shape == shape


def test_linear_agrees_with_its_operation():
    rng = np.random.default_rng(4)
    x, w, b = (rng.normal(size=s) for s in ((5, 3), (2, 3), (2,)))
    g = rng.normal(size=(5, 2))
    kernel = KERNELS[ops.linear]
    value, saved = kernel.forward((1, 1, 1), x, w, b)
    clear, vjp = ops.linear(x, w, b)
    np.testing.assert_allclose(value, clear, rtol=1e-15)
    parts = kernel.backward(g, saved, (1, 1, 1))
    for part, wanted in zip(parts, vjp(g), strict=True):
        np.testing.assert_allclose(part, wanted, rtol=1e-14)


@given(
    data=st.data(),
    dtype=st.sampled_from([np.float32, np.float64]),
    soft=st.booleans(),
)
def test_the_mean_cross_entropy_agrees_with_its_operation(data, dtype, soft):
    size = data.draw(st.integers(1, 20))
    x = data.draw(hnp.arrays(dtype, size, elements=numbers(dtype)))
    x[np.isnan(x)] = 1
    targets = st.floats(0, 1, width=16) if soft else st.sampled_from([0, 1])
    t = data.draw(hnp.arrays(dtype, size, elements=targets))
    op = act.mean_bce_with_logits
    value, saved = KERNELS[op].forward((1, None), x, t)
    got = KERNELS[op].backward(dtype(0.5), saved, (1, None))[0]
    with np.errstate(all="ignore"):
        clear, vjp = op(x, t)
        wanted = vjp(dtype(0.5))[0]
    tight = 8 * np.finfo(dtype).eps
    np.testing.assert_allclose(value, clear, rtol=tight)
    tiny = float(np.finfo(dtype).tiny)
    np.testing.assert_allclose(got, wanted, rtol=tight, atol=tiny)


@given(
    data=st.data(),
    dtype=st.sampled_from([np.float32, np.float64]),
    g=st.sampled_from([1.0, 0.0, -0.5, None]),
)
def test_the_cross_entropy_gives_its_operation_s_numbers(data, dtype, g):
    size = data.draw(st.integers(1, 20))
    some = st.floats(0, 1, width=16)
    p, t = (data.draw(hnp.arrays(dtype, size, elements=some)) for _ in "pt")
    p[: size // 3] = np.round(p[: size // 3])
    g = np.cos(p) if g is None else memory.constant(dtype(g), p.shape)
    value, saved = KERNELS[act.bce].forward((1, None), p, t)
    got = KERNELS[act.bce].backward(g, saved, (1, None))[0]
    clear, vjp = act.bce(p, t)
    same((value, got), (clear, vjp(g)[0]))


def test_one_value_spread_out_keeps_its_sign_and_its_type():
    for value in (np.float32(0.0), np.float32(-0.0), np.float64(2), np.nan):
        spread = memory.constant(value, (3,))
        assert spread.dtype == np.asarray(value).dtype
        np.testing.assert_array_equal(spread, np.full(3, value))
        assert np.signbit(spread).all() == np.signbit(value)
        assert not spread.flags.writeable
    one = memory.constant(np.float64(1), (3,))
    assert memory.constant(np.float32(1), (3,)).dtype != one.dtype


def test_memory_in_use_is_never_given_out_again():
    like = np.empty(memory.LARGE // 4, np.float32)
    held = [memory.empty(like) for _ in range(memory.KEPT + 3)]
    for one, two in itertools.combinations(held, 2):
        assert not np.shares_memory(one, two)


def test_memory_that_nobody_holds_is_used_again():
    like = np.empty(memory.LARGE // 4 + 1, np.float32)
    first = memory.empty(like)
    place = first.ctypes.data
    del first
    gc.collect()
    assert memory.empty(like).ctypes.data == place


def test_a_part_of_a_large_result_keeps_the_whole_from_being_reused():
    x = le.Tensor(np.zeros(memory.LARGE // 4, np.float32))
    kept = x.sigmoid().numpy()[:3]
    le.Tensor(np.full(memory.LARGE // 4, 9, np.float32)).sigmoid()
    assert kept.tolist() == [0.5, 0.5, 0.5]


def test_no_two_gradients_share_memory():
    a, b = (le.Tensor([1.0, 2.0], requires_grad=True) for _ in "ab")
    (a + b).sum().backward()
    a.grad.data[0] = 99
    assert b.grad.tolist() == [1.0, 1.0]
    c = le.Tensor([1.0, 2.0], requires_grad=True)
    c.sum().backward()
    c.grad.data[0] = 99
    assert c.grad.tolist() == [99.0, 1.0]
