"""The operations the book is about, in forms that keep their digits.

Each returns `(value, vjp)` like the ones in `ops.py`, keeps float32 in
float32, maps nan to nan and raises no floating-point warning but underflow.
"""

from __future__ import annotations

import numpy as np

from lucid_edu.ops import Array, Result


def sigmoid(x: Array) -> Result:
    r"""Logistic sigmoid, $\sigma(x) = 1 / (1 + e^{-x})$.

    With $z = e^{-|x|}$ the slope is $z / (1 + z)^2$, accurate on both sides.
    """
    z = np.exp(-np.abs(x))  # in (0, 1] for every x, so it cannot overflow
    y = np.maximum(z, x >= 0) / (1 + z)
    return y, lambda g: (g * (z / (1 + z) ** 2),)


def hard_sigmoid(x: Array, alpha: float = 0.2, beta: float = 0.5) -> Result:
    r"""Piecewise-linear sigmoid, $\min(1, \max(0, \alpha x + \beta))$.

    Its slope is $\alpha$ inside and 0 outside and at the kinks.
    """
    y = alpha * x + beta
    inside = (y > 0) & (y < 1)
    return np.clip(y, 0, 1), lambda g: (g * inside * alpha,)


def log_sigmoid(x: Array) -> Result:
    r"""Logarithm of the sigmoid, $\min(x, 0) - \log(1 + e^{-|x|})$."""
    z = np.exp(-np.abs(x))
    y = np.minimum(x, 0) - np.log1p(z)
    # The slope is sigmoid(-x).
    return y, lambda g: (g * (np.maximum(z, x <= 0) / (1 + z)),)


def softplus(x: Array) -> Result:
    r"""Smooth ReLU, $\max(x, 0) + \log(1 + e^{-|x|})$; its slope is σ."""
    z = np.exp(-np.abs(x))
    y = np.maximum(x, 0) + np.log1p(z)
    return y, lambda g: (g * (np.maximum(z, x >= 0) / (1 + z)),)


def tanh(x: Array) -> Result:
    r"""Hyperbolic tangent; its slope $1 - \tanh^2 x$, as $4z / (1 + z)^2$."""
    # Beyond 400 the slope is 0 in every float, and 2x might overflow.
    z = np.exp(-2 * np.minimum(np.abs(x), 400))
    return np.tanh(x), lambda g: (g * (4 * z / (1 + z) ** 2),)


def relu(x: Array) -> Result:
    r"""Rectified linear unit, $\max(x, 0)$; the slope at 0 is 0."""
    return np.maximum(x, 0), lambda g: (g * (x > 0),)


def bce(p: Array, t: Array) -> Result:
    r"""Binary cross entropy, $-t \log p - (1 - t) \log(1 - p)$.

    As in PyTorch, a logarithm is at least -100 and the slope's denominator
    $p (1 - p)$ at least 1e-12, so both stay finite at 0 and 1.
    """
    with np.errstate(divide="ignore"):
        log_p = np.maximum(np.log(p), -100)
        log_q = np.maximum(np.log1p(-p), -100)

    def vjp(g: Array) -> tuple[Array, Array]:
        slope = (p - t) / np.maximum(p * (1 - p), 1e-12)
        return g * slope, g * (log_q - log_p)

    return -(t * log_p + (1 - t) * log_q), vjp


def bce_with_logits(x: Array, t: Array) -> Result:
    r"""Binary cross entropy of $\sigma(x)$, from the logit $x$ itself.

    $\max(x, 0) - x t + \log(1 + e^{-|x|})$; at an infinite logit it is 0
    where the target agrees, else infinite.  The slope $\sigma(x) - t$ is
    written as $(1 - t)\,\sigma(x) - t\,\sigma(-x)$, which does not cancel.
    """
    z = np.exp(-np.abs(x))
    endless = np.isinf(x)
    finite = np.where(endless, x.dtype.type(0), x)
    y = np.maximum(finite, 0) - finite * t + np.log1p(z)
    wrong = np.where(t == (x > 0), x.dtype.type(0), x.dtype.type(np.inf))
    up, down = np.maximum(z, x >= 0), np.maximum(z, x <= 0)
    slope = ((1 - t) * up - t * down) / (1 + z)
    return np.where(endless, wrong, y), lambda g: (g * slope, -g * x)
