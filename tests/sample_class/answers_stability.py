"""What the sample class answers in the topic stability."""

from __future__ import annotations

RIGHT: dict[str, str] = {
    "stable_sigmoid": """\
def stable_sigmoid(x):
    z = np.exp(np.minimum(x, -x))
    return np.where(x < 0, z, np.ones_like(z)) / (1 + z)
""",
    "stable_sigmoid_grad": """\
def stable_sigmoid_grad(x, g):
    return g * stable_sigmoid(x) * stable_sigmoid(-x)
""",
    "softplus": """\
def softplus(x):
    return np.logaddexp(0, x).astype(x.dtype)
""",
    "log_sigmoid": """\
def log_sigmoid(x):
    return -softplus(-x)
""",
    "logsumexp": """\
def logsumexp(x, axis):
    return np.logaddexp.reduce(x, axis=axis)
""",
    "softmax": """\
def softmax(x, axis):
    top = np.expand_dims(np.max(x, axis), axis)
    z = np.exp(x - top)
    return z / z.sum(axis, keepdims=True)
""",
    "bce_with_logits": """\
def bce_with_logits(x, t):
    return t * softplus(-x) + (1 - t) * softplus(x)
""",
    "bce_with_logits_grad": """\
def bce_with_logits_grad(x, t):
    p, q = stable_sigmoid(x), stable_sigmoid(-x)
    return p * (1 - t) - q * t
""",
    "ulp_error": """\
def ulp_error(y, exact):
    near = np.abs(exact.astype(y.dtype))
    ulp = np.spacing(near).astype(float)
    off = np.abs(y.astype(float) - exact) / ulp
    return np.nan_to_num(off, nan=np.inf, posinf=np.inf)
""",
    "first_saturated": """\
def first_saturated(dtype):
    # From a logarithm that is nearly right, walk to the first one.
    x = dtype(-np.log(np.finfo(dtype).eps / 2))
    while stable_sigmoid(x) < 1:
        x = np.nextafter(x, dtype(64))
    while stable_sigmoid(np.nextafter(x, dtype(0))) == 1:
        x = np.nextafter(x, dtype(0))
    return x
""",
    "step_of_difference": """\
def step_of_difference(f, slope, x, steps):
    def worst(step):
        found = (f(x + step) - f(x - step)) / (2 * step)
        return np.max(np.abs(found - slope(x)))

    return min(steps, key=worst)
""",
}

# The formulas of the textbook, a maximum of everything, a forgotten ulp; a
# cell was deleted, and the challenge was solved by another difference.
MIXED: dict[str, str | None] = {
    "stable_sigmoid": """\
def stable_sigmoid(x):
    return 1 / (1 + np.exp(-x))
""",
    "stable_sigmoid_grad": """\
def stable_sigmoid_grad(x, g):
    y = stable_sigmoid(x)
    return g * y * (1 - y)
""",
    "softplus": """\
def softplus(x):
    return np.log(1 + np.exp(x))
""",
    "log_sigmoid": RIGHT["log_sigmoid"],
    "logsumexp": """\
def logsumexp(x, axis):
    top = np.max(x)
    return top + np.log(np.sum(np.exp(x - top), axis=axis))
""",
    "softmax": """\
def softmax(x, axis):
    return np.exp(x) / np.sum(np.exp(x), axis)
""",
    "bce_with_logits": """\
def bce_with_logits(x, t):
    loss = t * softplus(-x) + (1 - t) * softplus(x)
    return loss.mean()
""",
    "bce_with_logits_grad": """\
def bce_with_logits_grad(x, t):
    return stable_sigmoid(x) - t
""",
    "ulp_error": None,
    "step_of_difference": """\
def step_of_difference(f, slope, x, steps):
    at = x[:, None]
    found = (f(at + steps) - f(at)) / steps
    worst = np.abs(found - slope(at)).max(axis=0)
    return steps[worst.argmin()]
""",
}
