"""What the sample class answers in the topic hard_sigmoid."""

from __future__ import annotations

RIGHT: dict[str, str] = {
    "hard_sigmoid": """\
def hard_sigmoid(x, alpha=0.2, beta=0.5):
    line = alpha * (x + beta / alpha)
    return np.minimum(np.maximum(line, 0), 1)
""",
    "hard_swish": """\
def hard_swish(x):
    gate = np.clip(x + 3, 0, 6) / 6
    return gate * x
""",
    "hard_sigmoid_grad": """\
def hard_sigmoid_grad(x, g, alpha=0.2, beta=0.5):
    outside = (x <= -beta / alpha) | (x >= (1 - beta) / alpha)
    slope = np.where(outside, 0, alpha).astype(x.dtype)
    return g * slope
""",
    "hard_swish_grad": """\
def hard_swish_grad(x, g):
    slope = np.where(x >= 3, 1, np.where(x <= -3, 0, x / 3 + 0.5))
    return (g * slope).astype(x.dtype)
""",
    "change_slope": """\
def change_slope(w, b, old, new):
    return old * w / new, old * b / new
""",
    "largest_gap": """\
def largest_gap(alpha, beta):
    low, high = -beta / alpha, (1 - beta) / alpha
    for _ in range(8):  # a grid, then a finer one around each of its kinks
        x = np.linspace(low, high, 4001)
        gap = np.abs(sigmoid(x) - hard_sigmoid(x, alpha, beta))
        at, step = x[gap.argmax()], x[1] - x[0]
        low, high = max(low, at - step), min(high, at + step)
    return gap.max()
""",
    "best_alpha": """\
def best_alpha(grid):
    return min(grid, key=lambda alpha: largest_gap(alpha, 0.5))
""",
    "quantized_hard_sigmoid": """\
def quantized_hard_sigmoid(q, scale, zero_point):
    x = (q.astype(int) - zero_point) * scale
    height = np.clip(0.2 * x + 0.5, 0, 1)
    return np.rint(height * 255).astype("uint8")
""",
    "slope_grads": """\
def slope_grads(x, g, alpha=0.2, beta=0.5):
    between = (x > -beta / alpha) & (x < (1 - beta) / alpha)
    return np.array([(g * x)[between].sum(), g[between].sum()])
""",
}

# Parameters overlooked, a part forgotten, a height cut off; the given cell is
# gone, one function stands twice in its cell, and the challenge was begun.
MIXED: dict[str, str | None] = {
    **RIGHT,
    "hard_sigmoid": """\
def hard_sigmoid(x, alpha=0.2, beta=0.5):
    return np.clip(0.2 * x + 0.5, 0, 1)
""",
    "hard_sigmoid_grad": """\
def hard_sigmoid_grad(x, g, alpha=0.2, beta=0.5):
    y = alpha * x + beta
    return np.where((y >= 0) & (y <= 1), g * alpha, 0).astype(g.dtype)
""",
    "hard_swish_grad": """\
def hard_swish_grad(x, g):
    return g * np.clip(x / 6 + 0.5, 0, 1)
""",
    "largest_gap-given": None,
    "largest_gap": """\
def largest_gap(alpha, beta):
    x = np.linspace(-20, 20, 40001)
    return np.max(np.abs(sigmoid(x) - np.clip(alpha * x + beta, 0, 1)))
""",
    "best_alpha": """\
def best_alpha(grid):
    return grid[0]


def best_alpha(grid):
    gaps = [largest_gap(alpha, 0.5) for alpha in grid]
    return grid[np.argmin(gaps)]
""",
    "quantized_hard_sigmoid": """\
def quantized_hard_sigmoid(q, scale, zero_point):
    x = scale * (q.astype(np.float64) - zero_point)
    y = np.clip(0.2 * x + 0.5, 0, 1)
    return (255 * y).astype(np.uint8)
""",
    "slope_grads": """\
def slope_grads(x, g, alpha=0.2, beta=0.5):
    return np.array([np.sum(g * x), np.sum(g)])
""",
}
