"""Explorable figures moved by keyboard alone print lucid_edu's numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from book.browser import served
from book.exploring import (
    DTYPES,
    build,
    javascript,
    opened,
    press,
    printed,
    run,
    show,
)
from lucid_edu import Tensor, activations
from lucid_edu.nn import functional


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("explore"))


@pytest.fixture(scope="module")
def base(html: Path) -> Iterator[str]:
    with served(html) as address:
        yield address


def sigmoid(x: float, dtype: Any = np.float64) -> tuple[Any, Any]:
    """Return the sigmoid and its slope by lucid_edu."""
    y, vjp = activations.sigmoid(np.array(x, dtype))
    return y, vjp(np.array(1, dtype))[0]


def test_the_tangent_follows_the_keys(base, browser):
    with opened(browser, base, "tangent") as (_, figure):
        for keys, x in [((), 1), (("ArrowRight",), 1.1), (("Home",), -8)]:
            press(figure, "x", *keys)
            y, slope = map(show, sigmoid(x))
            assert printed(figure) == {"x": show(x), "y": y, "slope": slope}
        label = figure.locator(".explore-live svg").get_attribute("aria-label")
        assert f"has slope {slope}" in label


def test_the_hard_sigmoid_s_error_is_that_of_lucid_edu(base, browser):
    x = np.linspace(-12, 12, 240_001)
    with opened(browser, base, "hard") as (_, figure):
        sixth = figure.get_by_role("button", name="1/6")
        moves = [
            (lambda: None, 0.2, 0.5),
            (lambda: press(figure, "alpha", "ArrowRight"), 0.21, 0.5),
            (lambda: press(figure, "beta", "ArrowLeft"), 0.21, 0.49),
            (lambda: sixth.press("Enter"), 1 / 6, 0.5),
        ]
        for move, alpha, beta in moves:
            move()
            hard, _ = activations.hard_sigmoid(x, alpha, beta)
            gap = np.abs(hard - activations.sigmoid(x)[0])
            got = printed(figure)
            assert got["alpha"] == show(alpha)
            assert got["low"] == show(-beta / alpha)
            assert float(got["worst"]) == pytest.approx(gap.max(), rel=1e-3)
            at = float(got["at"].replace("−", "-"))
            near = gap[np.argmin(np.abs(x - at))]
            assert near == pytest.approx(gap.max(), rel=1e-3)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_float_line_shows_each_format_s_own_numbers(base, browser, dtype):
    with opened(browser, base, "floats") as (_, figure):
        figure.locator("select").select_option(dtype)
        for keys in [("ArrowLeft",), ("ArrowLeft",) * 3, ("PageUp",)]:
            press(figure, "x", *keys)
            got = printed(figure)
            x = float(figure.locator("[name=x]").input_value())
            y, slope = sigmoid(x, dtype)
            assert got["x"] == show(x)
            assert got["sigmoid"] == show(y)
            assert got["oneMinus"] == show(1 - y)
            assert got["textbook"] == show(y * (1 - y))
            assert got["slope"] == show(slope)
            # The table holds every format, in columns.
            cells = figure.locator("tbody tr").nth(4).locator("td")
            want = [show(sigmoid(x, d)[1]) for d in DTYPES]
            assert cells.all_inner_texts() == want


def test_the_threshold_s_counts_fill_the_confusion_matrix(base, browser):
    with opened(browser, base, "threshold") as (_, figure):
        seen = set()
        for keys in [("Home",), ("PageUp",) * 4, ("PageUp",) * 3, ("End",)]:
            press(figure, "threshold", *keys)
            got = printed(figure)
            tp, fn, fp, tn = (int(got[k]) for k in ("tp", "fn", "fp", "tn"))
            cells = figure.locator("tbody td").all_inner_texts()
            assert [int(cell) for cell in cells] == [tp, fn, fp, tn]
            assert got["accuracy"] == show((tp + tn) / (tp + fn + fp + tn))
            assert got["recall"] == show(tp / (tp + fn))
            precision = show(tp / (tp + fp)) if tp + fp else "nan"
            assert got["precision"] == precision
            seen.add((tp, fp))
        assert len(seen) == 4 and (12, 12) in seen and (0, 0) in seen


def test_the_graph_steps_to_the_gradients_of_backward_and_back(base, browser):
    with opened(browser, base, "graph") as (_, figure):
        press(figure, "w", "ArrowRight", "ArrowRight")
        press(figure, "b", "ArrowLeft")
        names = "w x b t".split()
        w, x, b, t = (
            Tensor([float(figure.locator(f"[name={n}]").input_value())], True)
            for n in names
        )
        score = w * x + b
        y = functional.sigmoid(score)
        error = y - t
        for tensor in (score, y, error):
            tensor.retain_grad()
        (error * error).backward()
        step = figure.get_by_role("button", name="Step", exact=True)
        got = {}
        for _ in range(13):  # two too many, which do nothing
            step.press("Enter")
            got |= printed(figure)
        assert got["score"] == show(score.item())
        assert got["loss"] == show((error * error).item())
        for name, tensor in zip("wxbty", (w, x, b, t, y), strict=True):
            assert got[f"g_{name}"] == show(tensor.grad.item())
        assert got["g_score"] == show(score.grad.item())
        assert step.get_attribute("aria-disabled") == "true"
        undo = figure.get_by_role("button", name="Undo")
        undo.press("Enter")
        assert "10 of 11" in figure.locator("output").inner_text()


def test_the_stack_s_gradient_is_that_of_backward(base, browser):
    with opened(browser, base, "stack") as (_, figure):
        figure.get_by_role("button", name="all 4").press("Enter")
        press(figure, "n", "ArrowRight", "ArrowRight")
        press(figure, "k", "ArrowRight")
        press(figure, "weight", "ArrowLeft", "ArrowLeft")
        weights = [4.0, 3.8, *[4.0] * 6]
        x = Tensor([0.5], requires_grad=True)
        value = x
        for w in weights:
            value = functional.sigmoid(value * w)
        value.backward()
        assert printed(figure) == {
            "n": "8",
            "k": "2",
            "weight": show(3.8),
            "last": show(value.item()),
            "grad": show(x.grad.item()),
        }


def test_a_narrower_format_brings_x_back_into_its_range(base, browser):
    with opened(browser, base, "floats") as (_, figure):
        figure.locator("select").select_option("float64")
        press(figure, "x", "End")
        assert printed(figure)["x"] == "800"
        figure.locator("select").select_option("float16")
        assert printed(figure)["x"] == "20"
        assert figure.locator(".explore-value").inner_text() == "20"


@pytest.mark.parametrize(
    "number, text",
    [
        (0.196611933, "0.1966"),
        (1.0, "1"),
        (-2.5, "−2.500"),
        (1 - 2**-24, "1 − 5.960e−8"),
        (2**-24 - 1, "−1 + 5.960e−8"),
        (3.775e-11, "3.775e−11"),
        (123456.0, "1.235e5"),
        (0.99996, "1 − 4.000e−5"),
        (0.0, "0"),
    ],
)
def test_numbers_are_shown_with_four_digits_and_one_is_only_one(number, text):
    assert show(number) == text
    with javascript() as engine:
        assert run(engine, "n.show(x)", x=number) == text
