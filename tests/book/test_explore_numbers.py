"""The numbers of the explorable figures are lucid_edu's.

The figures' own JavaScript runs here in V8, without a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from book.exploring import DTYPES, javascript, run
from lucid_edu import Tensor, activations, ops
from lucid_edu.nn import functional

EDGES = [
    *(0.0, -0.0, 1e-8, -1e-8, 1e-300, 8.3, 8.32, -9.7, 11.09, 11.1),
    *(-16.63, -17.32, -17.33, -17.4, 16.6, 16.63, 16.64, 17.0, 36.7),
    *(36.75, 37.0, 40.0, -87.3, -88.7, 88.7, 88.73, 89.0, -103.2, -103.9),
    *(-103.97, -104.0, 104.0, 708.0, 709.7, 709.8, -708.4, -744.4, -745.1),
    *(-745.2, -746.0, 750.0),
]


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    with javascript() as racer:
        yield racer


def column(engine: Any, name: str, x: np.ndarray) -> np.ndarray:
    """Return a function of `numbers.js` at the numbers `x`."""
    values = run(
        engine,
        f"xs.map(x => n.{name}(x, format))",
        xs=x.astype(np.float64).tolist(),
        format=x.dtype.name,
    )
    wide = np.array([float(v) for v in values])
    narrow = wide.astype(x.dtype)
    # Every number is one of the format.
    np.testing.assert_array_equal(narrow.astype(np.float64), wide)
    return narrow


def grid(dtype: str) -> np.ndarray:
    """Return a dense grid and the edges of every format."""
    rng = np.random.default_rng(1)
    parts = [np.linspace(-20, 20, 4001), np.linspace(-760, 760, 3041)]
    return np.concatenate([*parts, rng.normal(0, 30, 2000), EDGES]).astype(
        dtype
    )


def near(got: np.ndarray, want: np.ndarray, ulps: int, share: float) -> None:
    """Hold `got` to `want`: few differ, none by more than `ulps`."""
    assert got.dtype == want.dtype
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    assert np.mean(~same) <= share
    with np.errstate(invalid="ignore", over="ignore"):
        unit = np.spacing(np.abs(want)).astype(np.float64)
        off = np.abs(got.astype(np.float64) - want.astype(np.float64))
        assert np.all(same | (off <= ulps * unit))


def allowed(dtype: str, ulps: int = 1) -> tuple[int, float]:
    """Return what V8's exponential may change: nothing in narrow types.

    Rounded to float32 two doubles that differ by an ulp part once in 2^29.
    """
    return (ulps, 0.25) if dtype == "float64" else (0, 0.0)


def test_the_half_rounding_is_numpy_s_for_every_half_and_every_tie(engine):
    bits = np.arange(0x7C00, dtype=np.uint16)
    halves = bits.view(np.float16).astype(np.float64)
    ties = (halves[:-1] + halves[1:]) / 2
    # The last tie, 65520, is what turns infinite.
    x = np.concatenate([halves, ties, [65519.99, 65520.0, 7e4, 1e300]])
    x = np.concatenate([x, np.nextafter(ties, 0), np.nextafter(ties, 1e9)])
    for sign in (1, -1):
        with np.errstate(over="ignore"):
            want = (sign * x).astype(np.float16)
        rounded = run(
            engine, "xs.map(x => n.round(x, 'float16'))", xs=list(sign * x)
        )
        got = np.array([float(v) for v in rounded])
        np.testing.assert_array_equal(got, want.astype(np.float64))


@pytest.mark.parametrize("dtype", DTYPES)
def test_sigmoid_and_its_slope_are_lucid_edu_s(engine, dtype):
    x = grid(dtype)
    y, vjp = activations.sigmoid(x)
    near(column(engine, "sigmoid", x), y, *allowed(dtype, 2))
    (slope,) = vjp(np.ones_like(x))
    near(column(engine, "slope", x), slope, *allowed(dtype, 3))


@pytest.mark.parametrize("dtype", DTYPES)
def test_one_minus_sigma_and_the_textbook_s_slope_are_numpy_s(engine, dtype):
    x = grid(dtype)
    y, _ = activations.sigmoid(x)
    # 1 - y loses digits, so an ulp of y is worth many: held to y's unit.
    unit = 0 if dtype != "float64" else 2.3e-16
    for name, want in [
        ("oneMinusSigmoid", 1 - y),
        ("textbookSlope", y * (1 - y)),
    ]:
        got = column(engine, name, x)
        np.testing.assert_allclose(got, want, rtol=0, atol=unit)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_exponential_is_the_wide_one_rounded_once(engine, dtype):
    x = grid(dtype)
    with np.errstate(over="ignore"):
        want = np.exp(x.astype(np.float64)).astype(dtype)
        ours, _ = ops.exp(x)
    got = column(engine, "exp", x)
    near(got, want, *allowed(dtype))
    # NumPy's float32 exponential is itself off by up to 2.5 ulp.
    near(got, ours, 3, 1.0)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "slope, offset", [(0.2, 0.5), (1 / 6, 0.5), (0.5, 0.3), (0.07, 0.9)]
)
def test_the_hard_sigmoid_is_lucid_edu_s_at_every_bit(
    engine, dtype, slope, offset
):
    near_kinks = [-offset / slope, (1 - offset) / slope]
    edges = np.array([-2.5, 2.5, -3, 3, *near_kinks]).astype(dtype)
    x = np.concatenate([grid(dtype), edges, np.nextafter(edges, edges * 0)])
    y, vjp = activations.hard_sigmoid(x, slope, offset)
    for name, want in [("hardSigmoid", y), ("hardSlope", vjp(1)[0])]:
        got = run(
            engine,
            f"xs.map(x => n.{name}(x, a, b, format))",
            xs=x.astype(np.float64).tolist(),
            a=slope,
            b=offset,
            format=dtype,
        )
        np.testing.assert_array_equal(np.array(got).astype(dtype), want)


@pytest.mark.parametrize("slope", [0.05, 1 / 6, 0.2, 0.22, 0.25, 0.3, 0.5])
@pytest.mark.parametrize("offset", [0.3, 0.5, 0.6])
def test_the_worst_error_of_the_hard_sigmoid_is_that_of_a_fine_grid(
    engine, slope, offset
):
    x = np.linspace(-25, 25, 200_001)
    hard, _ = activations.hard_sigmoid(x, slope, offset)
    gap = hard - activations.sigmoid(x)[0]
    worst = run(engine, "n.worstError(a, b)", a=slope, b=offset)
    assert abs(worst["error"]) == pytest.approx(np.abs(gap).max(), abs=1e-4)
    at = np.argmin(np.abs(x - worst["x"]))
    assert gap[at] == pytest.approx(worst["error"], abs=1e-4)


def test_the_confusion_counts_are_numpy_s(engine):
    rng = np.random.default_rng(2)
    scores, labels = rng.normal(0, 2, 60), rng.integers(0, 2, 60)
    scores[:2] = 0  # exactly at the threshold 0.5, so not above it
    chance = activations.sigmoid(scores)[0]
    for threshold in [0.0, 0.05, 0.5, 0.75, 0.999, 1.0]:
        got = run(
            engine,
            "n.confusion(xs, labels, t)",
            xs=scores.tolist(),
            labels=labels.tolist(),
            t=threshold,
        )
        yes = chance > threshold
        assert got["tp"] == np.sum(yes & (labels == 1))
        assert got["fp"] == np.sum(yes & (labels == 0))
        assert got["fn"] == np.sum(~yes & (labels == 1))
        assert got["tn"] == np.sum(~yes & (labels == 0))
        assert got["accuracy"] == np.mean(yes == labels)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_neuron_s_values_and_gradients_are_backward_s(engine, dtype):
    for numbers in [(1.5, -0.8, 0.3, 1), (2, 3, -1, 0), (-4, 9, 2, 1)]:
        given = dict(zip("xwbt", numbers, strict=True))
        made = {
            name: Tensor(np.array(v, dtype), requires_grad=True)
            for name, v in given.items()
        }
        made["product"] = made["w"] * made["x"]
        made["score"] = made["product"] + made["b"]
        made["y"] = functional.sigmoid(made["score"])
        made["error"] = made["y"] - made["t"]
        made["loss"] = made["error"] * made["error"]
        for tensor in made.values():
            tensor.retain_grad()
        made["loss"].backward()
        got = run(engine, "n.neuron(at, f)", at=given, f=dtype)
        rtol = 0 if dtype == "float32" else 1e-15
        for name, tensor in made.items():
            for kind, want in [("value", tensor), ("grad", tensor.grad)]:
                np.testing.assert_allclose(
                    got[kind][name], want.numpy(), rtol=rtol, err_msg=name
                )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_stack_s_gradients_are_backward_s(engine, dtype):
    for weights in [[1.0] * 3, [4.0, -2.5, 0.5, 6.0], [0.0, 1.0], [8.0] * 12]:
        x = Tensor(np.array(0.7, dtype), requires_grad=True)
        values = [x]
        for w in weights:
            values.append(functional.sigmoid(values[-1] * w))
            values[-1].retain_grad()
        values[-1].backward()
        got = run(engine, "n.stack(0.7, ws, f)", ws=weights, f=dtype)
        rtol = 0 if dtype == "float32" else 1e-14
        np.testing.assert_allclose(
            got["values"], [v.item() for v in values], rtol=rtol
        )
        np.testing.assert_allclose(
            got["grads"], [v.grad.item() for v in values], rtol=rtol
        )


@pytest.mark.parametrize(
    "name, dtype, low, high",
    [
        ("sigmoid", "float32", -103.97, 16.64),
        ("sigmoid", "float64", -745.13, 36.74),
        ("sigmoid", "float16", -17.33, 7.62),
        ("exp", "float32", -103.97, 88.72),
        ("slope", "float32", -103.97, 103.97),
        ("textbook", "float32", -103.97, 16.64),
        ("oneMinus", "float32", -17.33, 16.64),
    ],
)
def test_the_edges_of_a_quantity_s_life_are_the_book_s(
    engine, name, dtype, low, high
):
    got = run(engine, f"n.life({name!r}, {dtype!r}, 800)")
    assert got == pytest.approx([low, high], abs=0.01)
