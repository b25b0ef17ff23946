"""Every operation against central differences, over shapes and dtypes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import broadcastable_shapes

import lucid_edu as le
from lucid_edu import Tensor
from lucid_edu.nn import functional as F

SHAPES = st.sampled_from([(), (0,), (1,), (3,), (2, 3), (1, 4), (2, 1, 3)])
quick = settings(max_examples=25, deadline=None)


def draw(shape, seed: int, low: float = -2.0, high: float = 2.0):
    return np.random.default_rng(seed).uniform(low, high, shape)


def away(shape, seed: int):
    """Values that keep clear of the kinks at 0, 1, 2.5 and 3."""
    rng = np.random.default_rng(seed)
    return rng.choice([-1, 1], shape) * rng.uniform(0.1, 0.9, shape)


UNARY = {
    "exp": le.exp,
    "log": lambda x: le.log(x * x + 0.5),
    "sqrt": lambda x: le.sqrt(x * x + 0.5),
    "abs": le.abs,
    "negative": lambda x: -x,
    "square": lambda x: x**2,
    "cube": lambda x: x**3.0,
    "reciprocal": lambda x: 1.0 / x,
    "clip": lambda x: le.clip(x, -0.5, 0.5),
    "clip from below": lambda x: le.clip(x, -0.5, None),
    "sum": lambda x: x.sum(),
    "mean": lambda x: x.mean(),
    "flatten": lambda x: x.flatten() * 2.0,
    "squeeze": lambda x: x.squeeze() * 2.0,
    "unsqueeze": lambda x: x.unsqueeze(0) * 2.0,
    "transpose": lambda x: x.T * 2.0,
    "sigmoid": le.sigmoid,
    "hard sigmoid": le.hard_sigmoid,
    "hardsigmoid": F.hardsigmoid,
    "log sigmoid": le.log_sigmoid,
    "softplus": le.softplus,
    "relu": le.relu,
    "tanh": le.tanh,
}
BINARY = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "power": lambda x, y: (x * x + 0.1) ** y,
    "maximum": le.maximum,
    "minimum": le.minimum,
    "where": lambda x, y: le.where(x.numpy() > 0, x * 2.0, y),
    "bce with logits": lambda x, y: (
        y
        * F.binary_cross_entropy_with_logits(
            x, np.full(x.shape, 0.25, x.dtype), reduction="none"
        )
    ),
}


@pytest.mark.parametrize("name", UNARY)
@quick
@given(shape=SHAPES, seed=st.integers(0, 10**6))
def test_a_gradient_agrees_with_central_differences(name, shape, seed):
    if name == "mean" and 0 in shape:
        return
    assert le.gradcheck(UNARY[name], [away(shape, seed)])


@pytest.mark.parametrize("name", BINARY)
@quick
@given(
    shape=SHAPES,
    data=st.data(),
    seed=st.integers(0, 10**6),
)
def test_gradients_agree_when_either_side_is_broadcast(
    name, shape, data, seed
):
    other = data.draw(
        broadcastable_shapes(shape, max_dims=3, min_side=0, max_side=3)
    )
    x, y = away(shape, seed), away(other, seed + 1) + 3.0
    assert le.gradcheck(BINARY[name], [x, y])
    assert le.gradcheck(lambda b, a: BINARY[name](a, b), [y, x])


@quick
@given(
    shapes=st.sampled_from(
        [
            ((3,), (3,)),
            ((2, 3), (3,)),
            ((3,), (3, 2)),
            ((2, 3), (3, 4)),
            ((5, 2, 3), (3, 4)),
            ((5, 2, 3), (5, 3, 4)),
            ((2, 3), (5, 3, 4)),
            ((1, 2, 3), (5, 3, 4)),
            ((4, 3), (5, 1, 3, 2)),
            ((3,), (5, 3, 2)),
            ((0, 3), (3, 2)),
        ]
    ),
    seed=st.integers(0, 10**6),
)
def test_matmul_of_vectors_matrices_and_batches(shapes, seed):
    x, y = draw(shapes[0], seed), draw(shapes[1], seed + 1)
    product = Tensor(x) @ Tensor(y)
    np.testing.assert_array_equal(product.numpy(), x @ y)
    assert le.gradcheck(le.matmul, [x, y])


@pytest.mark.parametrize("rows", [(), (4,), (2, 3)])
def test_linear_sums_the_gradient_of_its_bias_over_every_row(rows):
    x, w, b = draw((*rows, 3), 0), draw((2, 3), 1), draw((2,), 2)
    assert le.gradcheck(F.linear, [x, w, b])


@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2)])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("name", ["sum", "mean", "max"])
def test_reductions_over_any_axis(name, axis, keepdims):
    x = draw((2, 3, 4), 5)
    ours = getattr(Tensor(x), name)(axis, keepdims)
    theirs = getattr(np, name)(x, axis=axis, keepdims=keepdims)
    np.testing.assert_allclose(ours.numpy(), theirs, rtol=1e-14)
    assert le.gradcheck(lambda t: getattr(t, name)(axis, keepdims), [x])


@pytest.mark.parametrize(
    "key",
    [
        1,
        -1,
        slice(None, None, 2),
        (0, slice(1, None)),
        (..., 0),
        None,
        np.array([0, 0, 1]),
        ([0, 1, 1], [2, 2, 0]),
    ],
    ids=str,
)
def test_indexing_gives_back_every_gradient_once_per_use(key):
    x = draw((2, 3), 1)
    np.testing.assert_array_equal(Tensor(x)[key].numpy(), x[key])
    assert le.gradcheck(lambda t: t[key], [x])


def test_a_boolean_mask_selects_and_gives_back():
    x = draw((3, 4), 2)
    assert le.gradcheck(lambda t: t[x > 0], [x])


def test_stack_and_concatenate():
    x, y = draw((2, 3), 0), draw((2, 3), 1)
    for axis in (0, 1):
        assert le.gradcheck(lambda a, b, n=axis: le.stack([a, b], n), [x, y])
        assert le.gradcheck(
            lambda a, b, n=axis: le.concatenate([a, b], n), [x, y[:, :3]]
        )


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_float32_stays_float32_in_value_and_gradient(name, shape):
    x = Tensor(away(shape, 3).astype(np.float32), requires_grad=True)
    y = UNARY[name](x)
    assert y.dtype == np.float32
    y.backward()
    assert x.grad.dtype == np.float32


@pytest.mark.parametrize("name", BINARY)
def test_float32_with_float32_stays_float32(name):
    x, y = (
        Tensor(away((2, 3), seed).astype(np.float32) + 2, requires_grad=True)
        for seed in (1, 2)
    )
    out = BINARY[name](x, y)
    assert out.dtype == np.float32
    out.backward()
    assert x.grad.dtype == y.grad.dtype == np.float32


def test_python_numbers_do_not_widen_and_float64_arrays_do():
    x = Tensor([1.0], requires_grad=True)
    assert (2 * x + 0.5 - True).dtype == np.float32
    wide = x * np.array([2.0])
    assert wide.dtype == np.float64
    wide.backward()
    assert x.grad.dtype == np.float32


def test_axes_may_be_counted_from_the_end_when_transposing():
    x = draw((2, 3, 4), 3)
    got = Tensor(x).transpose(-1, 0, 1)
    np.testing.assert_array_equal(got.numpy(), np.transpose(x, (-1, 0, 1)))
    assert le.gradcheck(lambda t: t.transpose(-1, 0, 1), [x])


@pytest.mark.parametrize("kind", [np.bool_, np.int64, np.float32])
def test_a_condition_may_be_zeros_and_ones(kind):
    condition = np.array([1, 0, 1], kind)
    assert le.gradcheck(
        lambda x, y: le.where(condition, x, y), [draw(3, 0), draw(3, 1)]
    )


def test_a_divisor_whose_square_underflows_keeps_its_gradient():
    x, y = (Tensor([1e-25], requires_grad=True) for _ in range(2))
    with np.errstate(all="raise"):
        (x / y).backward()
    np.testing.assert_allclose(x.grad, [1e25], rtol=1e-6)
    np.testing.assert_allclose(y.grad, [-1e25], rtol=1e-6)


def test_equal_maxima_share_the_gradient_and_nan_takes_it():
    x = Tensor([2.0, 1.0, 2.0], requires_grad=True)
    x.max().backward()
    assert x.grad.tolist() == [0.5, 0.0, 0.5]
    y = Tensor([2.0, np.nan], requires_grad=True)
    with np.errstate(all="raise"):
        top = y.max()
        top.backward()
    assert np.isnan(top.item())
    assert y.grad.tolist() == [0.0, 1.0]
