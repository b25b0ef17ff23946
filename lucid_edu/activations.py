"""The operations the book is about, in forms that keep their digits.

Each returns `(value, vjp)` like the ones in `ops.py`, keeps float32 in
float32, maps nan to nan and raises no floating-point warning but underflow.
"""

from __future__ import annotations

import numpy as np

from lucid_edu import ops
from lucid_edu.ops import Array, Result


def sigmoid(x: Array) -> Result:
    r"""Logistic sigmoid, $\sigma(x) = 1 / (1 + e^{-x})$.

    With $z = e^{-|x|}$ the slope is $z / (1 + z)^2$, accurate on both sides.
    """
    z = decay(x)
    y = np.maximum(z, x >= 0) / (1 + z)
    return y, lambda g: (g * (z / (1 + z) ** 2),)


def hard_sigmoid(x: Array, alpha: float = 0.2, beta: float = 0.5) -> Result:
    r"""Piecewise-linear sigmoid, $\min(1, \max(0, \alpha x + \beta))$.

    Its slope is $\alpha$ inside and 0 outside and at the kinks.
    """
    low, high = -beta / alpha, (1 - beta) / alpha  # the kinks
    with np.errstate(over="ignore"):  # an endless value is clipped, too
        # Not alpha * x + beta, which cancels beside the lower kink.
        y = np.clip(alpha * (x - low), 0, 1)
    inside = ((low < x) & (x < high)) + 0 * y  # a nan stays one
    return y, lambda g: (g * (alpha * inside),)


def log_sigmoid(x: Array) -> Result:
    r"""Logarithm of the sigmoid, $\min(x, 0) - \log(1 + e^{-|x|})$."""
    z = decay(x)
    y = np.minimum(x, 0) - np.log1p(z)
    # The slope is sigmoid(-x).
    return y, lambda g: (g * (np.maximum(z, x <= 0) / (1 + z)),)


def softplus(x: Array) -> Result:
    r"""Smooth ReLU, $\max(x, 0) + \log(1 + e^{-|x|})$; its slope is σ."""
    z = decay(x)
    y = np.maximum(x, 0) + np.log1p(z)
    return y, lambda g: (g * (np.maximum(z, x >= 0) / (1 + z)),)


def tanh(x: Array) -> Result:
    r"""Hyperbolic tangent; its slope $1 - \tanh^2 x$, as $4z / (1 + z)^2$."""
    # Beyond 400 the slope is 0 in every float, and 2x might overflow.
    z = decay(2 * np.minimum(np.abs(x), 400))
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


def bce_with_logits(x: Array, t: Array, pos: Array | float = 1.0) -> Result:
    r"""Binary cross entropy of $\sigma(x)$, from the logit $x$ itself.

    $-p\,t \log \sigma(x) - (1 - t) \log \sigma(-x)$, where the weight $p$
    of the positive class is 1 by default.  At an infinite logit it is 0
    where the target agrees, else infinite.  The slope is written as
    $(1 - t)\,\sigma(x) - p\,t\,\sigma(-x)$, which does not cancel.
    """
    z = decay(x)
    on, off = pos * t, 1 - t
    right, left = np.maximum(x, 0), np.maximum(-x, 0)  # finite one is 0
    lost = _weighed(off, right) + _weighed(on, left)
    y = (lost + (on + off) * np.log1p(z)).astype(x.dtype, copy=False)
    up, down = np.maximum(z, x >= 0), np.maximum(z, x <= 0)

    def vjp(g: Array) -> tuple[Array, Array, Array]:
        slope = (off * up - on * down) / (1 + z)
        # d/dt = p softplus(-x) - softplus(x), which is -x where p is 1.
        rise, fall = right + np.log1p(z), left + np.log1p(z)
        along_t = -x if np.all(pos == 1) else pos * fall - rise
        return g * slope, g * along_t, g * _weighed(t, fall)

    return y, vjp


def mean_bce_with_logits(
    x: Array, t: Array, pos: Array | float = 1.0
) -> Result:
    """Return the mean of `bce_with_logits`, as one operation."""
    losses, vjp = bce_with_logits(x, t, pos)
    loss, spread = ops.mean(losses)
    return loss, lambda g: vjp(*spread(g))


def decay(x: Array) -> Array:
    r"""Return $z = e^{-|x|}$, in (0, 1] for every $x$: it cannot overflow.

    NumPy's float32 exponential is off by up to 2.5 units in the last place,
    its float64 one by less than 1; so the narrow types borrow the wide one.
    """
    z: Array = np.exp(-np.abs(x), dtype=np.promote_types(x.dtype, np.float64))
    return z.astype(x.dtype, copy=False) if x.dtype.kind == "f" else z


def _weighed(weight: Array, loss: Array) -> Array:
    """Return the product, 0 where the weight is 0 and the loss infinite."""
    with np.errstate(invalid="ignore"):
        return np.where(weight == 0, 0, weight * loss)
