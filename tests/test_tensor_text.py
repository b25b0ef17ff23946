"""How a tensor prints, and what it refuses in one sentence."""

from __future__ import annotations

import numpy as np
import pytest

import lucid_edu as le
from lucid_edu import Tensor
from lucid_edu.nn import functional as F


def leaf(*values: float) -> Tensor:
    return Tensor(np.array(values), requires_grad=True)


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
    (
        lambda: Tensor(np.ones((2, 3, 3))) @ np.ones((4, 3, 3)),
        r"batch axes that broadcast, not \(2, 3, 3\) and \(4, 3, 3\)",
    ),
    (
        lambda: F.linear(le.ones(4, 3), le.ones(2, 3), le.ones(5)),
        r"bias of shape \(2,\).*not \(5,\)",
    ),
    (
        lambda: le.stack([le.ones(2), le.ones(3)]),
        r"stack needs arrays of one shape, not \(2,\) and \(3,\)",
    ),
    (
        lambda: le.concatenate([le.ones(2, 3), le.ones(2, 4)]),
        r"axis that is joined, not \(2, 3\) and \(2, 4\)",
    ),
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
