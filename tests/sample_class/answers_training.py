"""What the sample class answers in the topic training."""

from __future__ import annotations

RIGHT: dict[str, str] = {
    "accuracy": """\
def accuracy(p, t, threshold=0.5):
    wrong = (p > threshold) != (np.ravel(t) == 1)
    return 1 - wrong.mean()
""",
    "standardize": """\
def standardize(train, test):
    mean, spread = np.mean(train, axis=0), np.std(train, axis=0)
    spread = np.where(spread == 0, np.ones_like(spread), spread)
    return tuple((table - mean) / spread for table in (train, test))
""",
    "init_linear": """\
def init_linear(fan_in, fan_out, rng):
    low, high = -(fan_in**-0.5), fan_in**-0.5
    w = rng.uniform(low, high, size=(fan_out, fan_in))
    return w, rng.uniform(low, high, size=fan_out)
""",
    "linear": """\
def linear(x, w, b):
    return np.einsum("...i,oi->...o", x, w) + b
""",
    "bce_loss": """\
def bce_loss(p, t):
    with np.errstate(divide="ignore"):
        yes = np.log(p).clip(-100)
        no = np.log(1 - p).clip(-100)
    return -(t * yes + (1 - t) * no).mean()
""",
    "confusion": """\
def confusion(p, t, threshold=0.5):
    kind = 2 * (t == 0) + (p <= threshold)
    return np.bincount(kind, minlength=4)
""",
    "cheapest_cut": """\
def cheapest_cut(p, t, cuts, cost):
    def price(cut):
        return cost * np.sum(t[p <= cut] == 1) + np.sum(t[p > cut] == 0)

    return min(cuts, key=price)
""",
    "adam_step": """\
def adam_step(p, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    size = np.sqrt(v / (1 - beta2**t)) + eps
    return p - lr / (1 - beta1**t) * m / size, m, v
""",
    "roc_auc": """\
def roc_auc(p, t):
    sick, healthy = p[t == 1][:, None], p[t == 0]
    return np.mean((sick > healthy) + 0.5 * (sick == healthy))
""",
    "reliability": """\
def reliability(p, t, edges):
    rows = []
    for low, high in zip(edges[:-1], edges[1:]):
        here = (low < p) & (p <= high)
        if here.any():
            rows.append([here.sum(), p[here].mean(), t[here].mean()])
        else:
            rows.append([0, np.nan, np.nan])
    return np.array(rows, float)
""",
    "train": """\
def train(x, t, lr=1.0, steps=300):
    # Newton's steps: they know the scale of every column by themselves.
    rows = np.column_stack([x, np.ones(len(x))])
    w = np.zeros(rows.shape[1])
    for _ in range(20):
        p = sigmoid(rows @ w)
        bend = rows.T @ (rows * (p * (1 - p))[:, None])
        w = w - np.linalg.solve(bend, rows.T @ (p - t))
    return w
""",
    "calibrate": """\
def calibrate(x, t):
    low, high = 0.1, 10.0
    for _ in range(6):
        tries = np.geomspace(low, high, 41)
        score = x / tries[:, None]
        loss = np.mean(np.logaddexp(0, score) - t * score, axis=1)
        best = tries[loss.argmin()]
        step = tries[1] / tries[0]
        low, high = best / step, best * step
    return best
""",
}

# A column against a row, logarithms of zero, a memory left uncorrected; one
# function has another name, one cell does not parse, and one is as it was.
MIXED: dict[str, str | None] = {
    "accuracy": """\
def accuracy(p, t, threshold=0.5):
    return np.mean((p > threshold) == t)
""",
    "standardize": """\
def standardize(train, test):
    a = (train - train.mean(0)) / train.std(0)
    return a, (test - test.mean(0)) / test.std(0)
""",
    "init_linear": RIGHT["init_linear"],
    "linear": "def linear(x, w, b)\n    return x @ w.T + b\n",
    "bce_loss": """\
def bce_loss(p, t):
    return np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p))
""",
    "confusion": RIGHT["confusion"].replace("confusion", "confused"),
    "cheapest_cut": RIGHT["cheapest_cut"],
    "adam_step": """\
def adam_step(p, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return p - lr * m / (np.sqrt(v) + eps), m, v
""",
    "roc_auc": """\
def roc_auc(p, t):
    return np.mean(p[t == 1][:, None] > p[t == 0])
""",
    "train": """\
def train(x, t, lr=1.0, steps=300):
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = (sigmoid(x @ w + b) - t) / len(t)
        w = w - lr * (x.T @ error)
        b = b - lr * error.sum()
    return np.append(w, b)
""",
    "calibrate": RIGHT["calibrate"].replace("0.1, 10.0", "1.0, 10.0"),
}
