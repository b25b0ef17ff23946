"""Speed: a slow right answer is told so, and loses nothing."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from lucid_edu.grading import check
from lucid_edu.grading.course import assignment
from lucid_edu.grading.race import race

COURSE = Path(__file__).resolve().parent.parent
SLOW = re.compile(r"takes (?:[\d,]+ times as long as|more than) .*but slow\. ")

LOOPS = {
    "sigmoid": """
def sigmoid(x):
    y = np.empty_like(x)
    for i in np.ndindex(x.shape):
        z = np.exp(-abs(x[i]))
        y[i] = (1 if x[i] >= 0 else z) / (1 + z)
    return y
""",
    "hard_sigmoid": """
def hard_sigmoid(x, alpha=0.2, beta=0.5):
    y = np.empty_like(x)
    for i in np.ndindex(x.shape):
        line = alpha * (x[i] + beta / alpha)
        y[i] = line if np.isnan(line) else min(1, max(0, line))
    return y
""",
    "stable_sigmoid": """
def stable_sigmoid(x):
    y = np.empty_like(x)
    for i in np.ndindex(x.shape):
        z = np.exp(-abs(x[i]))
        y[i] = (1 if x[i] >= 0 else z) / (1 + z)
    return y
""",
    "softplus": """
def softplus(x):
    y = np.empty_like(x)
    for i in np.ndindex(x.shape):
        y[i] = max(x[i], 0) + np.log1p(np.exp(-abs(x[i])))
    return y
""",
    "logsumexp": """
def logsumexp(x, axis):
    x = np.moveaxis(x, axis, -1)
    total = np.empty(x.shape[:-1], x.dtype)
    for i in np.ndindex(total.shape):
        top = x[i].max()
        total[i] = top
        if np.isfinite(top):
            total[i] += np.log(np.sum(np.exp(x[i] - top)))
    return total[()]
""",
    "matmul_vjp": """
def matmul_vjp(a, b, g):
    at_a, at_b = np.zeros_like(a), np.zeros_like(b)
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                at_a[i, k] += g[i, j] * b[k, j]
                at_b[k, j] += a[i, k] * g[i, j]
    return at_a, at_b
""",
    "sigmoid_layer_vjp": """
def sigmoid_layer_vjp(x, w, b, g):
    at_x, at_w, at_b = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    for i in range(len(x)):
        for j in range(len(b)):
            y = 1 / (1 + np.exp(-(x[i] @ w[:, j] + b[j])))
            d = g[i, j] * y * (1 - y)
            at_x[i] += d * w[:, j]
            at_w[:, j] += d * x[i]
            at_b[j] += d
    return at_x, at_w, at_b
""",
    "roc_auc": """
def roc_auc(p, t):
    ones, zeros = p[t == 1], p[t == 0]
    apart = ones[:, None] - zeros
    return np.mean((apart > 0) + 0.5 * (apart == 0))
""",
}

WHOLE = {
    "sigmoid": """
def sigmoid(x):
    y, up = np.empty_like(x), x >= 0
    y[up] = 1 / (1 + np.exp(-x[up]))
    z = np.exp(x[~up])
    y[~up] = z / (1 + z)
    return y
""",
    "hard_sigmoid": """
def hard_sigmoid(x, alpha=0.2, beta=0.5):
    y = alpha * (x + beta / alpha)
    zero, one = np.zeros_like(x), np.ones_like(x)
    return np.select([y < 0, y > 1], [zero, one], y)
""",
    "softplus": "def softplus(x): return np.logaddexp(x.dtype.type(0), x)",
    "logsumexp": """
def logsumexp(x, axis): return np.logaddexp.reduce(x, axis=axis)
""",
    "matmul_vjp": """
def matmul_vjp(a, b, g):
    at_b = np.einsum("nk,nm->km", a, g, optimize=True)
    return np.einsum("nm,km->nk", g, b), at_b
""",
    "roc_auc": """
def roc_auc(p, t):
    ones, zeros = p[t == 1], np.sort(p[t == 0])
    below = zeros.searchsorted(ones) + zeros.searchsorted(ones, "right")
    return below.sum() / 2 / ones.size / zeros.size
""",
}


def report(name: str, text: str):
    scope: dict = {"np": np}
    exec(text, scope)
    return check(scope[name], COURSE)


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_is_told_how_slow_it_is_and_keeps_its_points(name):
    told = report(name, LOOPS[name])
    assert told.passed, repr(told)
    assert SLOW.search(repr(told)), repr(told)


@pytest.mark.parametrize("name", WHOLE)
def test_another_way_with_whole_arrays_is_not_called_slow(name):
    told = report(name, WHOLE[name])
    assert told.passed, repr(told)
    assert "as long as the reference; at its peak" in repr(told)
    assert "slow" not in repr(told)


def test_what_never_ends_on_a_large_input_is_stopped_and_passes():
    text = LOOPS["sigmoid"].replace(
        "    return y", "    while x.size > 1000: pass\n    return y"
    )
    told = report("sigmoid", text)
    assert told.passed
    assert "takes more than 0.5 seconds: right, but slow." in repr(told)


def test_printing_goes_on_after_what_was_stopped(capsys):
    topic = assignment(COURSE, "sigmoid")
    before = sys.gettrace()
    # One of these lengths is stopped just where printing is put back.
    for length in range(9_960, 9_980):
        steps = f"    for _ in range({length}): pass\n    return y"
        scope = {"np": np}
        exec(WHOLE["sigmoid"].replace("    return y", steps), scope)
        race(topic, topic["sigmoid"], scope)
        print(length)
    assert capsys.readouterr().out.split()[-1] == "9979"
    assert sys.gettrace() is before


@pytest.mark.parametrize("end", ["assert x.size < 9", "raise SystemExit"])
def test_what_fails_on_a_large_input_is_said_and_passes(end, capsys):
    start = f"    if x.size > 99:\n        print(x)\n        {end}\n"
    text = WHOLE["sigmoid"].replace("    y, up", f"{start}    y, up")
    told = report("sigmoid", text)
    assert told.passed
    assert "On 100,000 values your version fails" in repr(told)
    assert capsys.readouterr().out == ""
