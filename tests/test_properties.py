"""Laws of every operation and module, along random directions."""

from __future__ import annotations

import itertools
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lucid_edu as le
from lucid_edu import Tensor, activations, nn, ops

SHAPES = [(), (0,), (1,), (4,), (2, 3), (0, 3), (2, 1, 3)]
shapes = st.sampled_from(SHAPES)
seeds = st.integers(0, 10**6)
few = settings(max_examples=25, deadline=None)
KINKS = (0.0, 0.5, 1.0, 2.5, 3.0)

OPS = {
    "add": (ops.add, 2),
    "subtract": (ops.subtract, 2),
    "multiply": (ops.multiply, 2),
    "divide": (ops.divide, 2),
    "negative": (ops.negative, 1),
    "exp": (ops.exp, 1),
    "log": (ops.log, 1),
    "sqrt": (ops.sqrt, 1),
    "absolute": (ops.absolute, 1),
    "maximum": (ops.maximum, 2),
    "minimum": (ops.minimum, 2),
    "power": (ops.power, 2),
    "sum": (ops.sum, 1),
    "mean": (ops.mean, 1),
    "sigmoid": (activations.sigmoid, 1),
    "hard sigmoid": (activations.hard_sigmoid, 1),
    "log sigmoid": (activations.log_sigmoid, 1),
    "softplus": (activations.softplus, 1),
    "tanh": (activations.tanh, 1),
    "relu": (activations.relu, 1),
    "bce": (activations.bce, 2),
    "bce with logits": (activations.bce_with_logits, 2),
    "mean bce with logits": (activations.mean_bce_with_logits, 2),
}
MODULES = {
    "linear": lambda: nn.Linear(3, 2, dtype="float64"),
    "linear without bias": lambda: nn.Linear(3, 2, False, "float64"),
    "sigmoid": nn.Sigmoid,
    "hard sigmoid": nn.HardSigmoid,
    "hardsigmoid": nn.Hardsigmoid,
    "log sigmoid": nn.LogSigmoid,
    "softplus": nn.Softplus,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "identity": nn.Identity,
    "sequential": lambda: nn.Sequential(
        nn.Linear(3, 4, dtype="float64"),
        nn.Sigmoid(),
        nn.Linear(4, 1, dtype="float64"),
    ),
}
LOSSES = [nn.MSELoss, nn.BCEWithLogitsLoss, nn.BCELoss]


def values(shape, rng, positive=True):
    """Numbers in (0.1, 0.9) or their negatives, clear of every kink."""
    x = rng.uniform(0.1, 0.45, shape)
    return x if positive else x * rng.choice([-1, 1], shape)


def spread(x):
    """Return an equal array whose elements do not lie side by side."""
    wide = np.zeros((*x.shape, 3), x.dtype)
    wide[..., 1] = x
    return wide[..., 1]


@pytest.mark.parametrize("name", OPS)
@few
@given(shape=shapes, seed=seeds, wide=st.booleans())
def test_a_gradient_agrees_along_a_random_direction(name, shape, seed, wide):
    op, count = OPS[name]
    if name.startswith("mean") and 0 in shape:
        return
    rng = np.random.default_rng(seed)
    xs = [values(shape, rng) + place for place in range(count)]
    if "bce" in name:
        xs = [values(shape, rng), values(shape, rng)]
    directions = [rng.normal(size=shape) for _ in xs]
    if wide:
        xs = [spread(x) for x in xs]
    value, vjp = op(*xs)
    g = rng.normal(size=np.shape(value))
    ours = sum(np.sum(d * v) for d, v in zip(vjp(g), directions, strict=False))
    h = 1e-6
    up = op(*(x + h * d for x, d in zip(xs, directions, strict=True)))[0]
    down = op(*(x - h * d for x, d in zip(xs, directions, strict=True)))[0]
    measured = np.sum(g * (up - down)) / (2 * h)
    np.testing.assert_allclose(ours, measured, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", OPS)
@few
@given(shape=shapes, seed=seeds, kind=st.sampled_from(["f4", "f8"]))
def test_a_vjp_is_linear(name, shape, seed, kind):
    op, count = OPS[name]
    if name.startswith("mean") and 0 in shape:
        return
    rng = np.random.default_rng(seed)
    xs = [values(shape, rng).astype(kind) for _ in range(count)]
    value, vjp = op(*xs)
    g, h = rng.normal(size=(2, *np.shape(value))).astype(kind)
    together = vjp((2 * g - 3 * h).astype(kind))
    for one, two, both in zip(vjp(g), vjp(h), together, strict=True):
        np.testing.assert_allclose(
            both,
            2 * np.asarray(one) - 3 * np.asarray(two),
            rtol=1e-4 if kind == "f4" else 1e-12,
            atol=1e-4 if kind == "f4" else 1e-12,
        )


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("shape", [(3,), (1, 3), (4, 3), (2, 2, 3), (0, 3)])
def test_every_module_has_the_gradient_of_input_and_parameters(name, shape):
    le.manual_seed(7)
    module = MODULES[name]()
    names = [n for n, _ in module.named_parameters()]
    x = values(shape, np.random.default_rng(1), positive=False)
    arrays = [p.data for p in module.parameters()]

    def run(x, *parameters):
        owners = dict(module.named_modules())
        for full, tensor in zip(names, parameters, strict=True):
            path, _, own = full.rpartition(".")
            object.__setattr__(owners[path], own, tensor)
        return module(x)

    assert le.gradcheck(run, [x, *arrays])


@pytest.mark.parametrize("loss", LOSSES, ids=lambda c: c.__name__)
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3)], ids=str)
def test_every_loss_has_its_gradient(loss, reduction, shape):
    rng = np.random.default_rng(3)
    x, t = values(shape, rng), values(shape, rng)
    assert le.gradcheck(loss(reduction=reduction), [x, t])


@few
@given(seed=seeds)
def test_the_order_of_accumulation_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    start = rng.normal(size=3)
    weights = rng.normal(size=4)
    grads = []
    for order in itertools.permutations(range(4)):
        x = Tensor(start, requires_grad=True)
        parts = [(x * weights[i]).sigmoid() for i in range(4)]
        reduce(lambda a, b: a + b, [parts[i] for i in order]).sum().backward()
        grads.append(x.grad.numpy())
    for grad in grads[1:]:
        np.testing.assert_allclose(grad, grads[0], rtol=1e-13)


@few
@given(seed=seeds, kind=st.sampled_from(["f4", "f8"]))
def test_a_view_and_its_copy_have_the_same_gradients(seed, kind):
    rng = np.random.default_rng(seed)
    view = rng.normal(size=(3, 4)).astype(kind).T[::2]
    grads = []
    for data in (view, np.ascontiguousarray(view)):
        x = Tensor(data, requires_grad=True)
        ((x @ x.T).sigmoid() * x.sum()).sum().backward()
        grads.append(x.grad.numpy())
    np.testing.assert_allclose(*grads, rtol=1e-5 if kind == "f4" else 1e-13)
