"""Training, step by step.

Each exercise is one function.
Write it with NumPy, run its cell, then run the check below it.
The line above the check shows what a right answer prints.

Throughout, `t` holds the targets, 1 for yes and 0 for no; `p` holds
probabilities of yes, and `x` features, one row for each case.
The exercises go the way of the chapter: prepare the data, make a layer,
measure, and then learn.
"""

import numpy as np

from lucid_edu.grading.draws import uniform
from lucid_edu.grading.exercise import Check, Exercise, Mistake, Race


def accuracy(p: np.ndarray, t: np.ndarray, threshold: float = 0.5) -> float:
    r"""How often is the model right?

    Say yes where the probability is greater than `threshold`, else no; a
    probability that equals the threshold is not greater.
    Return the share of the rows where that agrees with the target, a number
    between 0 and 1.

    `p` has the shape `(n,)`.
    `t` holds `n` zeros and ones, and has the shape `(n,)` or, like the last
    column of a table, `(n, 1)`.
    """
    # A column against a row would broadcast to n x n comparisons.
    return np.mean((p > threshold) == t.reshape(p.shape))


def standardize(
    train: np.ndarray, test: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    r"""How do you bring columns to one scale, and stay fair?

    Standardise both tables with the mean and the spread of the **training**
    rows,

    $$\frac{x - \text{mean}}{\text{spread}},$$

    column by column, and return the two new tables, `(train, test)`.
    Both have one row for each case and the same columns.
    The spread is the standard deviation with $1/n$, which is what `np.std`
    computes.
    A column whose spread is 0 on the training rows is divided by 1 instead.

    Shapes and data types stay as they are, and so do the tables given.
    """
    mean, spread = train.mean(0), train.std(0)
    spread[spread == 0] = 1
    return (train - mean) / spread, (test - mean) / spread


def init_linear(
    fan_in: int, fan_out: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    r"""Where does a layer start?

    Return the first weights and the first bias of a linear layer with
    `fan_in` inputs and `fan_out` outputs, `(w, b)`.
    As in PyTorch, every number is drawn evenly between

    $$-\frac{1}{\sqrt{\text{fan\_in}}} \quad\text{and}\quad
      \frac{1}{\sqrt{\text{fan\_in}}},$$

    those of the bias too.
    `w` has the shape `(fan_out, fan_in)`, one row for each output, and `b`
    has the shape `(fan_out,)`; both are float64.

    Draw from `rng` with `rng.uniform(low, high, shape)`: once for all of
    `w`, and then once for all of `b`.
    """
    bound = 1 / np.sqrt(fan_in)
    w = rng.uniform(-bound, bound, (fan_out, fan_in))
    b = rng.uniform(-bound, bound, fan_out)
    return w, b


def linear(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    r"""What does a linear layer compute?

    Return

    $$x\,W^\top + b.$$

    `w` has the shape `(fan_out, fan_in)`, one row for each output, and `b`
    has the shape `(fan_out,)`.
    `x` has the shape `(..., fan_in)`: one row, a batch of rows, or a batch
    of batches.
    The answer has the shape `(..., fan_out)`.
    The three arrays have one data type, float32 or float64, and the answer
    has it too.
    """
    return x @ w.T + b


def bce_loss(p: np.ndarray, t: np.ndarray) -> float:
    r"""What does a wrong probability cost?

    Return the binary cross entropy, the mean over all elements of

    $$-t \log p - (1 - t) \log (1 - p).$$

    `p` and `t` have the same shape and data type; the answer is one number
    of that type.
    Both lie between 0 and 1, ends included.
    There a logarithm is $-\infty$, so do as PyTorch does: a logarithm below
    -100 counts as -100.
    A sure answer then costs 0 where it is right, and 100 where it is wrong.
    """
    with np.errstate(divide="ignore"):  # log(0) is clamped at once
        log_p = np.maximum(np.log(p), -100)
        log_q = np.maximum(np.log1p(-p), -100)
    return np.mean(-t * log_p - (1 - t) * log_q)


def confusion(
    p: np.ndarray, t: np.ndarray, threshold: float = 0.5
) -> np.ndarray:
    r"""Right or wrong, but in which way?

    Say yes where the probability is greater than `threshold`.
    Return an array of four integers, in this order:

    - *found*: the target is 1, and the model says yes;
    - *missed*: the target is 1, and the model says no;
    - *alarms*: the target is 0, and the model says yes;
    - *peace*: the target is 0, and the model says no.

    `p` and `t` have the shape `(n,)`; `t` holds zeros and ones, which may
    be integers or floats.
    """
    said, sick = p > threshold, t == 1
    counts = [
        np.sum(said & sick),
        np.sum(~said & sick),
        np.sum(said & ~sick),
        np.sum(~said & ~sick),
    ]
    return np.array(counts)


def cheapest_cut(
    p: np.ndarray, t: np.ndarray, cuts: np.ndarray, cost: float
) -> float:
    r"""Where would you cut, if a miss is dear?

    A false alarm costs 1, and a missed case costs `cost`.
    With the threshold $c$ the rows given cost

    $$\text{cost} \cdot \text{missed} + \text{alarms},$$

    where yes is said for probabilities greater than $c$.
    Return the one of the thresholds `cuts` that costs least on these rows,
    and the first of them where several cost the same.
    You may call your own `confusion`.

    `p` and `t` have the shape `(n,)`, and `cuts` is an array in rising
    order.
    """
    total = []
    for cut in cuts:
        _, missed, alarms, _ = confusion(p, t, cut)
        total.append(cost * missed + alarms)
    return cuts[np.argmin(total)]


def adam_step(
    p: np.ndarray,
    g: np.ndarray,
    m: np.ndarray,
    v: np.ndarray,
    t: int,
    lr: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""How large is a step of Adam?

    Adam remembers two running means for every parameter: `m` of the
    gradient and `v` of its square.
    Make one step with the gradient `g`:

    $$m' = \beta_1 m + (1 - \beta_1)\, g, \qquad
      v' = \beta_2 v + (1 - \beta_2)\, g^2.$$

    Both start at 0 and are too small at first, so correct them,

    $$\hat m = \frac{m'}{1 - \beta_1^t}, \qquad
      \hat v = \frac{v'}{1 - \beta_2^t},$$

    and move the parameters by

    $$p' = p - \text{lr} \cdot \frac{\hat m}{\sqrt{\hat v} + \epsilon}.$$

    Return the new arrays $(p', m', v')$, with $m'$ and $v'$ *not*
    corrected: they are the memory for the next step.
    `t` is the number of this step, and the first is 1.
    The four arrays have one shape and one data type, float32 or float64,
    which the answers keep.
    None of the arrays given is changed.
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return p - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def roc_auc(p: np.ndarray, t: np.ndarray) -> float:
    r"""Are the sick ranked above the healthy?

    Draw one row with target 1 and one with target 0.
    The area under the ROC curve is the chance that the first has the higher
    score; where the two scores are equal, that counts as one half.
    Return it as a number between 0 and 1, exact for the rows given.

    From the ranks of all scores, 1 for the lowest, it is

    $$\frac{\text{sum of the ranks where } t = 1 - m(m+1)/2}{m\,n}$$

    with $m$ ones and $n$ zeros among the targets.
    Equal scores share the mean of the ranks that they take up.

    `p` holds the scores, which need not be probabilities, and `t` the
    targets, integers or floats; both have the same shape `(rows,)`.
    Each of the two targets occurs.
    """
    _, place, count = np.unique(p, return_inverse=True, return_counts=True)
    last = np.cumsum(count)  # the highest rank that each score takes up
    rank = (last - (count - 1) / 2)[place]
    m = np.sum(t == 1)
    n = t.size - m
    return (np.sum(rank[t == 1]) - m * (m + 1) / 2) / (m * n)


def reliability(p: np.ndarray, t: np.ndarray, edges: np.ndarray) -> np.ndarray:
    r"""Does 0.9 mean nine in ten?

    Put the rows into bins by their probability.
    Bin $i$ takes those with $\text{edges}_i < p \le \text{edges}_{i+1}$.
    Return a float64 array of the shape `(bins, 3)` with three columns:

    - how many rows the bin has;
    - what was *said*: the mean of `p` over these rows;
    - what was *found*: the share of them with target 1.

    In a bin without rows the last two are nan.

    `p` and `t` have the shape `(n,)`.
    `edges` rises and has one number more than there are bins; every `p`
    lies in one of them.
    """
    bins = len(edges) - 1
    place = np.digitize(p, edges, right=True) - 1
    rows = np.bincount(place, minlength=bins)
    said = np.bincount(place, p, bins)
    found = np.bincount(place, t, bins)
    with np.errstate(invalid="ignore"):  # 0 / 0 is the nan of an empty bin
        return np.stack([rows, said / rows, found / rows], axis=1)


def sigmoid(x):
    """Return the logistic sigmoid of every element of x."""
    z = np.exp(-np.abs(x))
    return np.maximum(z, x >= 0) / (1 + z)


def train(
    x: np.ndarray, t: np.ndarray, lr: float = 1.0, steps: int = 300
) -> np.ndarray:
    r"""Can you teach a model to decide?

    Fit a logistic regression $p = \sigma(x \cdot w + b)$ to the features
    `x`, of shape `(n, d)`, and the targets `t`, of shape `(n,)`.
    Return the `d` weights and then the bias in one array of shape
    `(d + 1,)`, float64.

    Start with zeros and go down the gradient of the mean binary cross
    entropy, `steps` times with the step size `lr`:

    $$w \leftarrow w - \text{lr} \cdot \frac1n\, x^\top (p - t), \qquad
      b \leftarrow b - \text{lr} \cdot \frac1n \sum_i (p_i - t_i).$$

    With the defaults that is enough for columns of about the same scale.
    The last check has columns that differ in scale by a thousand, where it
    is not: standardise them inside, fit, and then turn the weights and the
    bias into those that belong to `x` as it was given.

    Judged is the loss of your weights alone: it may be at most 0.00001
    above the least possible.
    So any other way that goes as low is as good.
    `sigmoid` is given.
    """
    mean, spread = x.mean(0), x.std(0)
    z = (x - mean) / spread
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = (sigmoid(z @ w + b) - t) / len(t)
        w = w - lr * (z.T @ error)
        b = b - lr * error.sum()
    w = w / spread  # z @ w is x @ (w / spread), less the means' share
    return np.append(w, b - mean @ w)


def calibrate(x: np.ndarray, t: np.ndarray) -> float:
    r"""How do you cool an overconfident model?

    A model may rank well and yet be too sure of itself, or too timid.
    Divide all its scores by one number, the *temperature* $T$, and no rank
    changes; but the probabilities $\sigma(x / T)$ become milder where
    $T > 1$ and sharper where $T < 1$.

    Return the temperature with the least mean binary cross entropy of
    $\sigma(x / T)$ on the rows given, right to one part in a thousand.
    For all rows that are asked here it lies between 0.1 and 10.

    `x` holds the scores and `t` the targets, both of shape `(n,)`, and
    `sigmoid` is given.
    You may search as you like.
    One way: with $a = 1/T$ the slope of the loss is the mean of
    $(\sigma(a x) - t)\, x$, and it only rises with $a$.
    """
    low, high = 0.1, 10.0  # of a = 1/T, which has the same bounds as T
    for _ in range(50):
        a = (low + high) / 2
        slope = np.mean((sigmoid(a * x) - t) * x)
        if slope > 0:
            high = a
        else:
            low = a
    return 1 / a


def _draw_answers(rng, n, dtype=np.int64):
    """Probabilities and targets of a fair model, with rows of both kinds."""
    t = rng.permutation(np.arange(n) % 3 == 0)
    score = rng.normal(np.where(t, 1.0, -1.2), 1.0)
    return np.round(1 / (1 + np.exp(-score)), 3), t.astype(dtype)


def _draw_accuracy(rng):
    for n, dtype in ((31, np.int64), (44, np.float64), (23, bool)):
        p, t = _draw_answers(rng, n, dtype)
        yield {"p": p, "t": t}


def _draw_thresholds(rng):
    for threshold in (0.2, 0.35, 0.7, 0.85):
        p, t = _draw_answers(rng, 40)
        # Rows between the threshold and one half, all of one kind.
        between = rng.uniform(min(threshold, 0.5), max(threshold, 0.5), 7)
        yield {
            "p": np.append(p, [*np.round(between, 6), 0.95]),
            "t": np.append(t, np.ones(8, np.int64)),
            "threshold": threshold,
        }


def _draw_ties(rng):
    for threshold, kind in ((0.5, 1), (0.25, 0), (0.75, 1)):
        p, t = _draw_answers(rng, 20)
        yield {
            "p": np.append(p, [*np.full(4, threshold), 0.95]),
            "t": np.append(t, np.full(5, kind)),
            "threshold": threshold,
        }


def _draw_columns(rng):
    for n in (12, 25, 40):
        p, t = _draw_answers(rng, n, np.float64)
        yield {"p": p, "t": t[:, None]}


def _table(rng, rows, columns, dtype=np.float64):
    spread = 10 ** rng.uniform(-1, 1, columns)
    x = rng.normal(rng.uniform(-2, 2, columns), 1.0, (rows, columns)) * spread
    return x.astype(dtype)


def _draw_tables(rng):
    for rows, other, columns in ((12, 7, 3), (6, 6, 6)):
        spread = rng.uniform(0.5, 3, columns)
        both = rng.normal(1.5, 1, (rows + other, columns)) * spread
        both[rows:] += 1.0
        yield {"train": both[:rows], "test": both[rows:]}


def _draw_forms(rng):
    for dtype in (np.float32, np.float64):
        yield {
            "train": _table(rng, 9, 4, dtype),
            "test": _table(rng, 1, 4, dtype),
        }
    yield {
        "train": _table(rng, 8, 6)[:, ::2],
        "test": _table(rng, 5, 6)[:, ::2],
    }


def _draw_constant(rng):
    for value in (3.0, 0.0):
        train, test = _table(rng, 8, 3), _table(rng, 4, 3)
        train[:, 1] = value
        yield {"train": train, "test": test}


def _draw_layers(rng):
    for fan_in, fan_out in ((3, 5), (7, 2), (4, 4)):
        yield {
            "fan_in": fan_in,
            "fan_out": fan_out,
            "seed": int(rng.integers(1, 10**6)),
        }


def _draw_rows(rng):
    for rows, fan_in, fan_out in ((4, 3, 2), (3, 5, 5), (2, 2, 2)):
        yield {
            "x": uniform(-3, 3)(rng, (rows, fan_in)),
            "w": uniform(-2, 2)(rng, (fan_out, fan_in)),
            "b": uniform(-2, 2)(rng, (fan_out,)),
        }


def _draw_any_rows(rng):
    for shape in ((3,), (2, 4, 3), (1, 3), (0, 3)):
        for dtype in (np.float64, np.float32):
            yield {
                "x": uniform(-3, 3)(rng, shape).astype(dtype),
                "w": uniform(-2, 2)(rng, (5, 3)).astype(dtype),
                "b": uniform(-2, 2)(rng, (5,)).astype(dtype),
            }


def _draw_losses(rng):
    for shape in ((7,), (2, 5)):
        yield {
            "p": uniform(0.03, 0.97)(rng, shape),
            "t": rng.integers(0, 2, shape).astype(np.float64),
        }
    yield {"p": uniform(0.03, 0.97)(rng, (6,)), "t": rng.uniform(0, 1, 6)}


def _draw_loss_forms(rng):
    for shape in ((), (4, 3), (2, 1, 4)):
        for dtype in (np.float64, np.float32):
            yield {
                "p": uniform(0.03, 0.4)(rng, shape).astype(dtype),
                "t": uniform(0.1, 0.9)(rng, shape).astype(dtype),
            }
    yield {
        "p": uniform(0.03, 0.4)(rng, (3, 8))[:, ::2],
        "t": uniform(0.1, 0.9)(rng, (3, 8))[:, ::2],
    }


def _draw_sure(rng):
    t = rng.permutation([0.0, 0.0, 1.0, 1.0, 1.0])
    yield {"p": t.copy(), "t": t}
    yield {"p": 1 - t, "t": t}
    p = uniform(0.1, 0.9)(rng, (5,))
    yield {"p": np.append(p, [0.0, 1.0, 1.0]), "t": np.append(t, [1, 1, 0])}


def _draw_kinds(rng):
    for n in (31, 50):
        p, t = _draw_answers(rng, n)
        # Two kinds of mistakes, and not equally many.
        yield {
            "p": np.append(p, [0.9, 0.8, 0.7, 0.6, 0.1]),
            "t": np.append(t, [0, 0, 0, 0, 1]),
        }


def _draw_float_kinds(rng):
    for n in (17, 24):
        p, t = _draw_answers(rng, n, np.float64)
        yield {"p": np.append(p, 0.9), "t": np.append(t, 1.0)}


_CUTS = np.array([0.02, 0.1, 0.25, 0.4, 0.55, 0.7, 0.9])


def _draw_costs(rng):
    for cost in (8, 20, 0.125):
        p, t = _draw_answers(rng, 60)
        # Cases that are hard to see, and healthy ones that look sick.
        hard = rng.uniform(0.12, 0.24, 6) if cost > 1 else np.full(6, 0.8)
        yield {
            "p": np.append(p, np.round(hard, 3)),
            "t": np.append(t, np.full(6, int(cost > 1))),
            "cuts": _CUTS,
            "cost": cost,
        }


def _draw_equal_costs(rng):
    for n in (3, 5):
        low, high = rng.uniform(0.1, 0.3), rng.uniform(0.6, 0.8)
        # The cuts between them all cost nothing, and both ends do.
        yield {
            "p": np.append(np.full(n, low), np.full(n + 1, high)),
            "t": np.repeat([0, 1], [n, n + 1]),
            "cuts": np.array([0.05, low, 0.4, 0.5, 0.55, 0.9]),
            "cost": 5,
        }


def _draw_steps(rng):
    for shape, dtype in (((6,), np.float64), ((2, 3), np.float32)):
        yield {
            "p": rng.uniform(-1, 1, shape).astype(dtype),
            "g": rng.uniform(0.2, 2, shape).astype(dtype),
            "m": rng.uniform(-1, 0.1, shape).astype(dtype),
            "v": rng.uniform(0.05, 2, shape).astype(dtype),
            "t": int(rng.integers(3, 12)),
            "lr": 0.1,
        }


def _draw_first_steps(rng):
    for shape, dtype in (((5,), np.float64), ((3, 2), np.float32)):
        sign = rng.choice([-1, 1], shape)
        yield {
            "p": rng.uniform(-0.5, 0.5, shape).astype(dtype),
            "g": (sign * rng.uniform(0.1, 5, shape)).astype(dtype),
            "m": np.zeros(shape, dtype),
            "v": np.zeros(shape, dtype),
        }


def _draw_tiny(rng):
    yield {
        "p": rng.uniform(-1, 1, 6),
        "g": rng.uniform(1e-9, 4e-8, 6),
        "m": rng.uniform(1e-9, 2e-8, 6),
        "v": rng.uniform(1e-17, 1e-16, 6),
        "t": int(rng.integers(2, 6)),
        "lr": 0.1,
    }


def _draw_ranks(rng):
    for n, dtype in ((9, np.int64), (30, np.float64), (41, np.int64)):
        t = rng.permutation(np.arange(n) % 3 == 0)
        score = rng.permutation(n) + np.where(t, n / 4, 0.1)
        yield {"p": score / 7 - 2, "t": t.astype(dtype)}


def _draw_many_ranks(rng):
    t = rng.permutation(np.arange(3000) % 3 == 0)
    yield {"p": rng.permutation(3000) / 7, "t": t.astype(np.int64)}


def _draw_tied_ranks(rng):
    for n, levels in ((12, 3), (30, 4), (40, 8)):
        t = rng.permutation(np.arange(n) % 3 == 0)
        score = rng.integers(0, levels, n) + np.where(t, 1, 0)
        yield {"p": score / 8, "t": t.astype(np.int64)}


def _draw_extreme_ranks(rng):
    # A 1 at both ends: ranked as they stand, equal scores give no extreme.
    t = np.array([1, *rng.permutation([0, 1, 0, 1, 0]), 1])
    yield {"p": t * 0.5 + 0.25, "t": t}
    yield {"p": 0.75 - t * 0.5, "t": t}
    yield {"p": np.full(7, 0.5), "t": t}


_EDGES = np.array([0.0, 0.1, 0.3, 0.5, 0.9, 1.0])


def _draw_bins(rng):
    for n in (40, 65):
        each = np.repeat(np.arange(5), n // 5)
        p = rng.uniform(_EDGES[each] + 0.011, _EDGES[each + 1] - 0.01)
        t = (rng.random(p.size) < p**2).astype(np.int64)
        yield {"p": np.round(p, 3), "t": t, "edges": _EDGES}


def _draw_on_the_edge(rng):
    for extra in (2, 4):
        edge = np.repeat(_EDGES[1:], extra)
        p = np.append(edge, rng.uniform(0.2, 0.8, 9))
        t = np.append(np.arange(edge.size) % 2, rng.integers(0, 2, 9))
        yield {"p": p, "t": t.astype(np.float64), "edges": _EDGES}


def _draw_empty_bins(rng):
    for low, high in ((0.31, 0.49), (0.91, 0.99), (0.01, 0.09)):
        yield {
            "p": np.round(rng.uniform(low, high, 7), 3),
            "t": rng.permutation([0, 0, 0, 1, 1, 1, 1]),
            "edges": _EDGES,
        }


def _draw_decisions(rng, n, d):
    """Features of about one scale, and targets that they do not settle."""
    x = rng.normal(rng.uniform(-0.8, 0.8, d), 1.0, (n, d))
    w = rng.choice([-1, 1], d) * rng.uniform(0.4, 0.9, d)
    score = x @ w + rng.uniform(0.4, 0.8)
    return x, (rng.random(n) < 1 / (1 + np.exp(-score))).astype(np.float64)


def _draw_data(rng):
    for n, d in ((100, 2), (150, 3)):
        x, t = _draw_decisions(rng, n, d)
        yield {"x": x, "t": t}


def _draw_raw_data(rng):
    for n, d in ((120, 2), (150, 3)):
        x, t = _draw_decisions(rng, n, d)
        # None is large: then unscaled steps are far too short, not chaotic.
        scale = np.array([0.5, 0.0005, 0.02])[:d]
        yield {"x": (x + rng.uniform(1, 3, d)) * scale, "t": t}


def _loss(answer, inputs):
    """Return the mean cross entropy of the weights that were found."""
    score = inputs["x"] @ answer[:-1] + answer[-1]
    return np.mean(np.logaddexp(0, score) - inputs["t"] * score)


def _scores(rng, n, temperature):
    honest = rng.normal(0.3, 2.0, n)
    t = (rng.random(n) < 1 / (1 + np.exp(-honest))).astype(np.float64)
    return {"x": np.round(honest * temperature, 4), "t": t}


def _draw_overconfident(rng):
    for _ in range(3):
        yield _scores(rng, 200, rng.uniform(1.8, 4))


def _draw_timid(rng):
    for _ in range(3):
        yield _scores(rng, 200, rng.uniform(0.25, 0.55))


EXERCISES = [
    Exercise(
        accuracy,
        see="training#logistic-regression",
        target="print(accuracy(np.array([0.2, 0.6, 0.9, 0.5]), "
        "np.array([0, 0, 1, 0])))",
        checks=(
            Check(
                "accuracy(p, t)",
                _draw_accuracy,
                about="targets of integers, floats and truth values",
                hint="A comparison gives an array of True and False, and "
                "the mean of such an array is the share of True.",
            ),
            Check(
                "accuracy(p, t, threshold)",
                _draw_thresholds,
                about="other thresholds",
                hint="Compare p with `threshold`, not with one half.",
            ),
            Check(
                "accuracy(p, t, threshold)",
                _draw_ties,
                about="probabilities that equal the threshold",
                hint="Equal is not greater: use > and not >=.",
            ),
            Check(
                "accuracy(p, t)",
                _draw_columns,
                about="targets in a column, of shape (n, 1)",
                hint="Print the shape of (p > threshold) == t. It should be "
                "that of p.",
            ),
        ),
        mistakes=(
            Mistake(
                "a column against a row",
                "p has the shape (n,) and t the shape (n, 1), so NumPy "
                "compares every row with every other: n times n answers. "
                "Nothing fails, and the mean of them is meaningless. Give "
                "both the same shape first.",
                "return np.mean((p > threshold) == t)",
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
            Mistake(
                "equal counted as greater",
                "A probability that equals the threshold is not greater "
                "than it. Use > and not >=.",
                "return np.mean((p >= threshold) == np.ravel(t))",
                see="sigmoid#from-probability-to-decision",
            ),
            Mistake(
                "the threshold was ignored",
                "One half is only the default. Compare p with the argument "
                "`threshold`; a model may be asked to be more careful.",
                "return np.mean((p > 0.5) == np.ravel(t))",
                see="training#where-to-say-malignant",
            ),
            Mistake(
                "the number of rows, not their share",
                "This counts the rows that are right. Divided by the number "
                "of all rows it is the accuracy: take the mean, not the sum.",
                "return np.sum((p > threshold) == np.ravel(t))",
            ),
            Mistake(
                "per cent",
                "The share is right, and a hundred times too large. Return "
                "a number between 0 and 1, and leave per cent to printing.",
                "return 100 * np.mean((p > threshold) == np.ravel(t))",
            ),
            Mistake(
                "probabilities against targets",
                "p == t asks whether the probability is exactly 0 or 1, "
                "which it hardly ever is. Decide first, by comparing with "
                "the threshold.",
                "return np.mean(p == np.ravel(t))",
            ),
            Mistake(
                "only the rows called yes",
                "Of those called yes, this is the share that are: the "
                "precision. The accuracy counts the rows that were rightly "
                "called no, too.",
                "return np.mean(np.ravel(t)[p > threshold])",
                see="training#where-to-say-malignant",
            ),
        ),
    ),
    Exercise(
        standardize,
        see="training#learn-on-one-part-judge-on-another",
        target="known = np.array([[1.0, 10.0], [3.0, 30.0]])\n"
        "for table in standardize(known, np.array([[2.0, 50.0]])):\n"
        "    print(table)",
        checks=(
            Check(
                "standardize(train, test)[0]",
                _draw_tables,
                about="the training rows",
                hint="A mean for each column: which axis must go?",
                rtol=1e-6,
                atol=1e-9,
            ),
            Check(
                "standardize(train, test)[1]",
                _draw_tables,
                about="the test rows, which differ from the training rows",
                hint="The test rows are strangers. Which numbers may be "
                "used to prepare them?",
                points=2,
                rtol=1e-6,
                atol=1e-9,
            ),
            Check(
                "standardize(train, test)[1]",
                _draw_forms,
                about="float32, a single test row, and columns cut out of a "
                "larger table",
                hint="Use NumPy operations that make new arrays, and name "
                "no data type.",
                rtol=1e-4,
                atol=1e-5,
            ),
            Check(
                "standardize(train, test)[1]",
                _draw_constant,
                about="a column that is constant on the training rows",
                hint="Look for a spread of 0, and divide by 1 there.",
                rtol=1e-6,
                atol=1e-9,
            ),
        ),
        mistakes=(
            Mistake(
                "the test rows by their own mean and spread",
                "Each table was standardised by itself. Then the same lump "
                "gets other numbers in the test than in training, and a "
                "single test row becomes nothing but zeros. Use the "
                "training rows' mean and spread for both.",
                """
                def scaled(x):
                    spread = x.std(0)
                    spread[spread == 0] = 1
                    return (x - x.mean(0)) / spread

                return scaled(train), scaled(test)
                """,
            ),
            Mistake(
                "mean and spread of all rows together",
                "The test rows helped to compute the mean and the spread, so "
                "the model has seen something of them before it is judged. "
                "That is a leak. Use the training rows only.",
                """
                both = np.concatenate([train, test])
                mean, spread = both.mean(0), both.std(0)
                spread[spread == 0] = 1
                return (train - mean) / spread, (test - mean) / spread
                """,
            ),
            Mistake(
                "one mean for the whole table",
                "Without an axis, mean() and std() take all columns "
                "together. The large columns stay large and the small ones "
                "small. Each column needs its own.",
                """
                mean, spread = train.mean(), train.std()
                return (train - mean) / spread, (test - mean) / spread
                """,
            ),
            Mistake(
                "the mean of a row",
                "axis=1 averages over the columns: areas with smoothnesses. "
                "The rows must go, and that is axis=0.",
                """
                def scaled(x):
                    spread = x.std(1, keepdims=True)
                    spread[spread == 0] = 1
                    return (x - x.mean(1, keepdims=True)) / spread

                return scaled(train), scaled(test)
                """,
            ),
            Mistake(
                "divided by the variance",
                "The variance is the square of the spread. Divide by its "
                "root, which np.std gives.",
                """
                mean, spread = train.mean(0), train.var(0)
                spread[spread == 0] = 1
                return (train - mean) / spread, (test - mean) / spread
                """,
            ),
            Mistake(
                "the spread with n - 1",
                "ddof=1 divides by n - 1. The exercise asks for 1/n, which "
                "np.std does by itself.",
                """
                mean, spread = train.mean(0), train.std(0, ddof=1)
                spread[spread == 0] = 1
                return (train - mean) / spread, (test - mean) / spread
                """,
            ),
            Mistake(
                "divided by zero",
                "A column that is constant on the training rows has the "
                "spread 0, and the division gives nan or infinity. Divide "
                "by 1 there.",
                """
                mean, spread = train.mean(0), train.std(0)
                return (train - mean) / spread, (test - mean) / spread
                """,
            ),
            Mistake(
                "a small number added to the spread",
                "Adding 1e-8 avoids the division by zero. But a test row "
                "that differs in that column is then divided by 1e-8, and a "
                "harmless difference becomes a hundred million. Divide by 1 "
                "where the spread is 0.",
                """
                mean, spread = train.mean(0), train.std(0) + 1e-8
                return (train - mean) / spread, (test - mean) / spread
                """,
            ),
            Mistake(
                "the tables were overwritten",
                "`train -= mean` changes the caller's table. Write "
                "`train - mean`, which makes a new one.",
                """
                mean, spread = train.mean(0), train.std(0)
                spread[spread == 0] = 1
                train -= mean
                train /= spread
                test -= mean
                test /= spread
                return train, test
                """,
            ),
        ),
    ),
    Exercise(
        init_linear,
        see="training#deeper-who-gets-a-gradient",
        target="w, b = init_linear(4, 2, np.random.default_rng(0))\n"
        "print(w.round(3))\nprint(b.round(3))",
        checks=(
            Check(
                "init_linear(fan_in, fan_out, np.random.default_rng(seed))[0]",
                _draw_layers,
                about="the weights",
                hint="What is the largest weight you may draw? And how many "
                "rows does w have?",
                points=2,
                atol=1e-12,
            ),
            Check(
                "init_linear(fan_in, fan_out, np.random.default_rng(seed))[1]",
                _draw_layers,
                about="the bias, drawn after the weights",
                hint="The bias has the same bound as the weights. Draw it "
                "from the same generator, after w.",
                atol=1e-12,
            ),
        ),
        mistakes=(
            Mistake(
                "the weights lie on their side",
                "w came out with one row for each input. It is stored with "
                "one row for each output, (fan_out, fan_in), and the layer "
                "transposes it.",
                """
                bound = 1 / np.sqrt(fan_in)
                w = rng.uniform(-bound, bound, (fan_in, fan_out))
                return w, rng.uniform(-bound, bound, fan_out)
                """,
                see="backprop#a-matrix-product-and-its-two-products",
            ),
            Mistake(
                "forgot the root",
                "The bound is 1 / fan_in here. A sum of fan_in random terms "
                "grows like the root of fan_in, so with this bound the "
                "scores shrink from layer to layer.",
                """
                bound = 1 / fan_in
                w = rng.uniform(-bound, bound, (fan_out, fan_in))
                return w, rng.uniform(-bound, bound, fan_out)
                """,
            ),
            Mistake(
                "the bound from the outputs",
                "The bound must come from the number of inputs, because "
                "that many terms are added up in each output.",
                """
                bound = 1 / np.sqrt(fan_out)
                w = rng.uniform(-bound, bound, (fan_out, fan_in))
                return w, rng.uniform(-bound, bound, fan_out)
                """,
            ),
            Mistake(
                "only positive weights",
                "The numbers lie between 0 and the bound. Draw between "
                "minus the bound and the bound, so that they are as often "
                "negative.",
                """
                bound = 1 / np.sqrt(fan_in)
                w = rng.uniform(0, bound, (fan_out, fan_in))
                return w, rng.uniform(0, bound, fan_out)
                """,
            ),
            Mistake(
                "a normal distribution",
                "rng.normal gives bell-shaped numbers without a bound. The "
                "exercise asks for even ones, which rng.uniform draws.",
                """
                bound = 1 / np.sqrt(fan_in)
                w = rng.normal(0, bound, (fan_out, fan_in))
                return w, rng.normal(0, bound, fan_out)
                """,
            ),
            Mistake(
                "all weights equal",
                "With equal weights, zeros or others, all units of a layer "
                "compute the same, get the same gradient and stay the same "
                "for ever. That is why a layer starts at random.",
                """
                bound = 1 / np.sqrt(fan_in)
                w = np.full((fan_out, fan_in), bound)
                return w, np.full(fan_out, bound)
                """,
            ),
            Mistake(
                "another recipe",
                "The bound sqrt(6 / (fan_in + fan_out)) is Glorot's. It is a "
                "good one, but the exercise asks for PyTorch's, which looks "
                "at the inputs only.",
                """
                bound = np.sqrt(6 / (fan_in + fan_out))
                w = rng.uniform(-bound, bound, (fan_out, fan_in))
                return w, rng.uniform(-bound, bound, fan_out)
                """,
            ),
            Mistake(
                "a bias of zeros",
                "Some libraries start the bias at 0, and it works. PyTorch "
                "and this exercise draw it like the weights.",
                """
                bound = 1 / np.sqrt(fan_in)
                w = rng.uniform(-bound, bound, (fan_out, fan_in))
                return w, np.zeros(fan_out)
                """,
            ),
            Mistake(
                "a generator of its own",
                "Here a new generator is made, and the one that was passed "
                "is not used. Then every layer starts with the same "
                "numbers, and the caller's seed changes nothing.",
                """
                rng = np.random.default_rng(0)
                bound = 1 / np.sqrt(fan_in)
                w = rng.uniform(-bound, bound, (fan_out, fan_in))
                return w, rng.uniform(-bound, bound, fan_out)
                """,
            ),
            Mistake(
                "the bias before the weights",
                "The numbers have the right bound, but the bias took those "
                "that the weights should get. Draw w first.",
                """
                bound = 1 / np.sqrt(fan_in)
                b = rng.uniform(-bound, bound, fan_out)
                return rng.uniform(-bound, bound, (fan_out, fan_in)), b
                """,
            ),
        ),
    ),
    Exercise(
        linear,
        see="backprop#a-matrix-product-and-its-two-products",
        target="w = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 1.0]])\n"
        "x, b = np.array([[1.0, 2.0, 3.0]]), np.array([10.0, 20.0])\n"
        "print(linear(x, w, b))",
        checks=(
            Check(
                "linear(x, w, b)",
                _draw_rows,
                about="batches of rows, w square as well as not",
                hint="Write down the shapes: (rows, fan_in) times what "
                "gives (rows, fan_out)?",
                points=2,
                atol=1e-12,
            ),
            Check(
                "linear(x, w, b)",
                _draw_any_rows,
                about="one row, a batch of batches, no row; float32 as well",
                hint="@ works on the last axis of x and leaves the ones "
                "before it alone.",
                atol=1e-5,
            ),
        ),
        mistakes=(
            Mistake(
                "forgot to transpose",
                "x @ w multiplies by the columns of w, and the outputs are "
                "its rows. Where w is not square, NumPy refuses; where it "
                "is, the numbers are silently wrong.",
                "return x @ w + b",
            ),
            Mistake(
                "the weights on the left",
                "Each row of x is a case, so x stands on the left, and its "
                "rows meet the rows of w: x @ w.T. In this order the shapes "
                "fit only by luck.",
                "return w @ x + b",
            ),
            Mistake(
                "element by element",
                "`*` multiplies element by element, and sums nothing. A "
                "score is the sum of all features times their weights, "
                "which @ computes.",
                "return x * w.T + b",
                also=("return x * w + b",),
            ),
            Mistake(
                "forgot the bias",
                "The product is right, and the bias was not added to it.",
                "return x @ w.T",
            ),
            Mistake(
                "the bias taken away",
                "The bias is added, not subtracted: a row of zeros has the "
                "score b.",
                "return x @ w.T - b",
            ),
            Mistake(
                "one bias for each row",
                "b is used as a column, so every row of the batch gets one "
                "number. It has one number for each output, and NumPy lays "
                "it along the last axis by itself.",
                "return x @ w.T + b[:, None]",
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
            Mistake(
                "all axes turned round",
                "(w @ x.T).T is right for rows in a matrix. But .T turns "
                "round all axes, so it goes wrong for a batch of batches. "
                "Transpose w instead: it always has two.",
                "return (w @ x.T).T + b",
            ),
            Mistake(
                "float64 for everyone",
                "np.zeros makes float64 unless it is told otherwise, so "
                "float32 was lost on the way. x @ w.T keeps the data type.",
                """
                out = np.zeros((*x.shape[:-1], len(b)))
                out += x @ w.T + b
                return out
                """,
            ),
        ),
    ),
    Exercise(
        bce_loss,
        see="training#logistic-regression",
        target="t = np.array([1.0, 0.0])\n"
        "print(bce_loss(np.array([0.9, 0.2]), t).round(4))\n"
        "print(bce_loss(np.array([0.0, 1.0]), t).round(4))",
        equivalent={
            "np.errstate(divide='ignore') -> np.errstate()": "a warning that "
            "is not silenced changes no value",
        },
        checks=(
            Check(
                "bce_loss(p, t)",
                _draw_losses,
                about="ordinary probabilities, and targets in between too",
                hint="Take the loss of every element first, and the mean of "
                "all of them last.",
                points=2,
            ),
            Check(
                "bce_loss(p, t)",
                _draw_loss_forms,
                about="every shape, float32 as well as float64",
                hint="np.mean without an axis takes all elements. Python "
                "numbers such as 1 keep float32.",
            ),
            Check(
                "bce_loss(p, t)",
                _draw_sure,
                about="the ends: 0 and 1, right and wrong",
                hint="np.maximum(..., -100) raises what is below -100, "
                "minus infinity too.",
                points=2,
            ),
        ),
        mistakes=(
            Mistake(
                "the sum instead of the mean",
                "The losses of all elements were added up. Divided by their "
                "number it would be the mean, and would not grow with the "
                "batch.",
                """
                with np.errstate(divide="ignore"):
                    log_p = np.maximum(np.log(p), -100)
                    log_q = np.maximum(np.log(1 - p), -100)
                return -np.sum(t * log_p + (1 - t) * log_q)
                """,
            ),
            Mistake(
                "infinity times zero",
                "At p = 0 and p = 1 one logarithm is minus infinity. Times "
                "the target 0 that is nan, not 0, and one nan spoils the "
                "mean. Raise the logarithms to -100 first.",
                "return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))",
                see="stability#the-loss-take-the-logits",
            ),
            Mistake(
                "the probability was clipped, not its logarithm",
                "Pushing p away from 0 and 1 avoids the infinity, but then "
                "a sure wrong answer costs about 16 and not 100, and a sure "
                "right one is not free. Clip the logarithms.",
                """
                p = np.clip(p, 1e-7, 1 - 1e-7)
                return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))
                """,
                see="stability#the-loss-take-the-logits",
            ),
            Mistake(
                "a small number inside the logarithm",
                "log(p + 1e-12) is finite everywhere, but a sure wrong answer "
                "costs 28 then and not 100, and a sure right one a little "
                "less than nothing. Raise the logarithm to -100 instead.",
                """
                log_p, log_q = np.log(p + 1e-12), np.log(1 - p + 1e-12)
                return -np.mean(t * log_p + (1 - t) * log_q)
                """,
                see="stability#the-loss-take-the-logits",
            ),
            Mistake(
                "forgot the minus",
                "Logarithms of probabilities are negative, so this loss is "
                "negative and falls when the model gets worse. Put the "
                "minus before it.",
                """
                with np.errstate(divide="ignore"):
                    log_p = np.maximum(np.log(p), -100)
                    log_q = np.maximum(np.log(1 - p), -100)
                return np.mean(t * log_p + (1 - t) * log_q)
                """,
            ),
            Mistake(
                "the noes were left out",
                "-t log p is 0 for every target 0, whatever the model says. "
                "A model that always says yes would be perfect. Add the "
                "second half.",
                """
                with np.errstate(divide="ignore"):
                    return -np.mean(t * np.maximum(np.log(p), -100))
                """,
            ),
            Mistake(
                "p and t swapped",
                "The logarithm must be taken of the probabilities. Of the "
                "targets it is 0 or minus infinity.",
                """
                with np.errstate(divide="ignore"):
                    log_t = np.maximum(np.log(t), -100)
                    log_u = np.maximum(np.log(1 - t), -100)
                return -np.mean(p * log_t + (1 - p) * log_u)
                """,
            ),
            Mistake(
                "a sigmoid too many",
                "p is a probability already. Another sigmoid squeezes it "
                "into the middle, between 0.5 and 0.73, and the loss can "
                "never become small.",
                """
                p = 1 / (1 + np.exp(-p))
                return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))
                """,
                see="stability#the-loss-take-the-logits",
            ),
            Mistake(
                "the logarithm to base 2",
                "np.log2 counts in bits. The loss here, and in the "
                "libraries, takes the natural logarithm, np.log.",
                """
                with np.errstate(divide="ignore"):
                    log_p = np.maximum(np.log2(p), -100)
                    log_q = np.maximum(np.log2(1 - p), -100)
                return -np.mean(t * log_p + (1 - t) * log_q)
                """,
            ),
        ),
    ),
    Exercise(
        confusion,
        see="training#where-to-say-malignant",
        target="p = np.array([0.9, 0.8, 0.3, 0.6, 0.1, 0.2])\n"
        "print(confusion(p, np.array([1, 1, 1, 0, 0, 0])))",
        equivalent={
            "np.array(counts) -> counts": "a list of the four counts is "
            "taken, too",
        },
        checks=(
            Check(
                "np.array(confusion(p, t))",
                _draw_kinds,
                about="the threshold one half",
                hint="The four numbers add up to the number of rows, and "
                "the first two to the number of ones.",
                points=2,
            ),
            Check(
                "np.array(confusion(p, t, threshold))",
                _draw_ties,
                about="other thresholds, and probabilities that equal them",
                hint="Equal is not greater: use > and not >=.",
            ),
            Check(
                "np.array(confusion(p, t))",
                _draw_float_kinds,
                about="targets that are floats",
                hint="t == 1 gives truth values, whatever type t has.",
            ),
        ),
        mistakes=(
            Mistake(
                "missed and alarms swapped",
                "A missed case is a 1 that was called no; an alarm is a 0 "
                "that was called yes. Here the second and the third number "
                "have changed places.",
                """
                said, sick = p > threshold, t == 1
                return np.array(
                    [
                        np.sum(said & sick),
                        np.sum(said & ~sick),
                        np.sum(~said & sick),
                        np.sum(~said & ~sick),
                    ]
                )
                """,
            ),
            Mistake(
                "the order of another library",
                "These are peace, alarms, missed, found: the order in which "
                "some libraries lay out the table. The exercise asks for "
                "found, missed, alarms, peace.",
                """
                said, sick = p > threshold, t == 1
                return np.array(
                    [
                        np.sum(~said & ~sick),
                        np.sum(said & ~sick),
                        np.sum(~said & sick),
                        np.sum(said & sick),
                    ]
                )
                """,
            ),
            Mistake(
                "equal counted as greater",
                "A probability that equals the threshold is not greater "
                "than it. Use > and not >=.",
                """
                said, sick = p >= threshold, t == 1
                return np.array(
                    [
                        np.sum(said & sick),
                        np.sum(~said & sick),
                        np.sum(said & ~sick),
                        np.sum(~said & ~sick),
                    ]
                )
                """,
                see="sigmoid#from-probability-to-decision",
            ),
            Mistake(
                "the threshold was ignored",
                "One half is only the default. Compare p with `threshold`.",
                """
                said, sick = p > 0.5, t == 1
                return np.array(
                    [
                        np.sum(said & sick),
                        np.sum(~said & sick),
                        np.sum(said & ~sick),
                        np.sum(~said & ~sick),
                    ]
                )
                """,
            ),
            Mistake(
                "shares instead of counts",
                "np.mean gives the share of the rows. Asked are the numbers "
                "of rows: np.sum.",
                """
                said, sick = p > threshold, t == 1
                return np.array(
                    [
                        np.mean(said & sick),
                        np.mean(~said & sick),
                        np.mean(said & ~sick),
                        np.mean(~said & ~sick),
                    ]
                )
                """,
            ),
            Mistake(
                "everyone who was called yes is found",
                "The first number counts all that were called yes, the "
                "false alarms too. Found are only those that have the "
                "target 1 as well.",
                """
                said, sick = p > threshold, t == 1
                return np.array(
                    [
                        np.sum(said),
                        np.sum(~said & sick),
                        np.sum(said & ~sick),
                        np.sum(~said),
                    ]
                )
                """,
            ),
            Mistake(
                "& on floats",
                "& joins truth values and integers, and refuses floats. "
                "Turn the targets into truth values first: t == 1.",
                """
                said = p > threshold
                return np.array(
                    [
                        np.sum(said & t),
                        np.sum(~said & t),
                        np.sum(said & (1 - t)),
                        np.sum(~said & (1 - t)),
                    ]
                )
                """,
            ),
        ),
    ),
    Exercise(
        cheapest_cut,
        see="training#what-a-mistake-costs",
        builds_on=("confusion",),
        target="p = np.array([0.05, 0.15, 0.3, 0.6, 0.2, 0.7, 0.9])\n"
        "t = np.array([0, 0, 0, 0, 1, 1, 1])\n"
        "cuts = np.array([0.1, 0.25, 0.65])\n"
        "for cost in [0.5, 20]:\n"
        "    print(cheapest_cut(p, t, cuts, cost))",
        checks=(
            Check(
                "cheapest_cut(p, t, cuts, cost)",
                _draw_costs,
                about="dear misses, and cheap ones",
                hint="Count the missed cases and the alarms for each cut, "
                "and multiply the missed ones by cost.",
                points=2,
            ),
            Check(
                "cheapest_cut(p, t, cuts, cost)",
                _draw_equal_costs,
                about="cuts that cost the same, and cuts that equal a "
                "probability",
                hint="np.argmin gives the first of equals. And is a "
                "probability that equals the cut above it?",
            ),
        ),
        mistakes=(
            Mistake(
                "the price on the alarms",
                "Here a false alarm costs `cost` and a missed case 1. It is "
                "the missed case that is dear.",
                """
                total = []
                for cut in cuts:
                    said = p > cut
                    missed = np.sum(~said & (t == 1))
                    alarms = np.sum(said & (t == 0))
                    total.append(missed + cost * alarms)
                return cuts[np.argmin(total)]
                """,
            ),
            Mistake(
                "missed and alarms counted alike",
                "This is the cut with the fewest mistakes, whatever they "
                "cost. Multiply the missed cases by `cost` before you add.",
                """
                total = [np.sum((p > cut) != (t == 1)) for cut in cuts]
                return cuts[np.argmin(total)]
                """,
            ),
            Mistake(
                "the formula instead of the count",
                "1 / (1 + cost) is the best cut if the probabilities are "
                "calibrated. The exercise asks what these rows say: try all "
                "cuts, and count.",
                "return 1 / (1 + cost)",
            ),
            Mistake(
                "the last of equals",
                "Where several cuts cost the same, this returns the last. "
                "Asked is the first: use < and not <=.",
                """
                best, least = cuts[0], np.inf
                for cut in cuts:
                    said = p > cut
                    missed = np.sum(~said & (t == 1))
                    alarms = np.sum(said & (t == 0))
                    if cost * missed + alarms <= least:
                        best, least = cut, cost * missed + alarms
                return best
                """,
            ),
            Mistake(
                "equal counted as greater",
                "Yes is said where the probability is greater than the cut. "
                "One that equals it gets a no.",
                """
                total = []
                for cut in cuts:
                    said = p >= cut
                    missed = np.sum(~said & (t == 1))
                    alarms = np.sum(said & (t == 0))
                    total.append(cost * missed + alarms)
                return cuts[np.argmin(total)]
                """,
                see="sigmoid#from-probability-to-decision",
            ),
            Mistake(
                "the place instead of the cut",
                "np.argmin says where in the list the least cost stands. "
                "The cut is what stands in `cuts` at that place.",
                """
                total = []
                for cut in cuts:
                    said = p > cut
                    missed = np.sum(~said & (t == 1))
                    alarms = np.sum(said & (t == 0))
                    total.append(cost * missed + alarms)
                return np.argmin(total)
                """,
            ),
            Mistake(
                "the cost instead of the cut",
                "This is how much the best cut costs. Return the cut itself, "
                "the one of `cuts` with that cost.",
                """
                total = []
                for cut in cuts:
                    said = p > cut
                    missed = np.sum(~said & (t == 1))
                    alarms = np.sum(said & (t == 0))
                    total.append(cost * missed + alarms)
                return min(total)
                """,
            ),
            Mistake(
                "the dearest cut",
                "np.argmax finds the largest cost. The least is wanted.",
                """
                total = []
                for cut in cuts:
                    said = p > cut
                    missed = np.sum(~said & (t == 1))
                    alarms = np.sum(said & (t == 0))
                    total.append(cost * missed + alarms)
                return cuts[np.argmax(total)]
                """,
            ),
        ),
    ),
    Exercise(
        adam_step,
        see="training#deeper-who-gets-a-gradient",
        target="zero = np.zeros(3)\n"
        "g = np.array([100.0, 1.0, -0.01])\n"
        "for part in adam_step(zero, g, zero, zero, 1):\n"
        "    print(part.round(7))",
        checks=(
            Check(
                "adam_step(p, g, m, v, 1)[0]",
                _draw_first_steps,
                about="the parameters after the first step",
                hint="At the first step the corrected m is g itself, and "
                "the corrected v is its square. So how long is the step?",
                points=2,
                rtol=1e-6,
                atol=1e-6,
            ),
            Check(
                "adam_step(p, g, m, v, t, lr)[0]",
                _draw_steps,
                about="the parameters after a later step",
                hint="Work out m and v first; the step takes the new ones, "
                "corrected.",
                points=2,
                rtol=1e-6,
                atol=1e-6,
            ),
            Check(
                "adam_step(p, g, m, v, t, lr)[1]",
                _draw_steps,
                about="the mean of the gradients",
                hint="What is remembered is not corrected.",
                atol=1e-6,
            ),
            Check(
                "adam_step(p, g, m, v, t, lr)[2]",
                _draw_steps,
                about="the mean of the squares",
                hint="It has a beta of its own, and takes g squared.",
                atol=1e-6,
            ),
            Check(
                "adam_step(p, g, m, v, t, lr)[0]",
                _draw_tiny,
                about="gradients so small that epsilon counts",
                hint="Correct v, take the root, and add epsilon last.",
            ),
        ),
        mistakes=(
            Mistake(
                "without the correction",
                "m and v start at 0, so at first they are far too small, and "
                "not by the same factor. Divide them by 1 - beta to the "
                "power t before you use them.",
                """
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g**2
                return p - lr * m / (np.sqrt(v) + eps), m, v
                """,
            ),
            Mistake(
                "one step too many",
                "The correction uses t + 1. The first step has t = 1, so t "
                "is right as it is.",
                """
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g**2
                m_hat = m / (1 - beta1 ** (t + 1))
                v_hat = v / (1 - beta2 ** (t + 1))
                return p - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
                """,
            ),
            Mistake(
                "beta times t",
                "The correction needs beta to the power t, `beta1**t`. With "
                "`beta1 * t` it is right at the first step only.",
                """
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g**2
                m_hat = m / (1 - beta1 * t)
                v_hat = v / (1 - beta2 * t)
                return p - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
                """,
            ),
            Mistake(
                "epsilon inside the root",
                "sqrt(v + eps) is about 1e-4 for tiny v, where sqrt(v) + eps "
                "is 1e-8. Parameters with small gradients would hardly "
                "move. Take the root first.",
                """
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g**2
                m_hat = m / (1 - beta1**t)
                v_hat = v / (1 - beta2**t)
                return p - lr * m_hat / np.sqrt(v_hat + eps), m, v
                """,
            ),
            Mistake(
                "epsilon before the correction",
                "Here epsilon is added to the root of the uncorrected v, "
                "and the correction is folded into the step. Then epsilon "
                "weighs more in the first steps than it should.",
                """
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g**2
                rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
                return p - rate * m / (np.sqrt(v) + eps), m, v
                """,
            ),
            Mistake(
                "forgot the root",
                "v is a mean of squares. Only its root has the size of a "
                "gradient, so that the step does not depend on how large "
                "gradients are.",
                """
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g**2
                m_hat = m / (1 - beta1**t)
                v_hat = v / (1 - beta2**t)
                return p - lr * m_hat / (v_hat + eps), m, v
                """,
            ),
            Mistake(
                "forgot the square",
                "v takes g squared. With g itself it would be a second mean "
                "of the gradients, and the root of a negative one is nan.",
                """
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g
                m_hat = m / (1 - beta1**t)
                v_hat = v / (1 - beta2**t)
                return p - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
                """,
            ),
            Mistake(
                "the memory was corrected",
                "m and v came back divided by their correction. They are "
                "the memory for the next step, and would be corrected again "
                "there. Use the corrected ones for the step only.",
                """
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g**2
                m = m / (1 - beta1**t)
                v = v / (1 - beta2**t)
                return p - lr * m / (np.sqrt(v) + eps), m, v
                """,
            ),
            Mistake(
                "the betas swapped",
                "beta1 belongs to the gradient and beta2 to its square. "
                "Their order matters: the square is remembered for much "
                "longer.",
                """
                m = beta2 * m + (1 - beta2) * g
                v = beta1 * v + (1 - beta1) * g**2
                m_hat = m / (1 - beta2**t)
                v_hat = v / (1 - beta1**t)
                return p - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
                """,
            ),
            Mistake(
                "up instead of down",
                "The gradient points to where the loss grows. Subtract the "
                "step from the parameters.",
                """
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g**2
                m_hat = m / (1 - beta1**t)
                v_hat = v / (1 - beta2**t)
                return p + lr * m_hat / (np.sqrt(v_hat) + eps), m, v
                """,
            ),
            Mistake(
                "the arrays were overwritten",
                "`m *= beta1` and `p -= ...` change the caller's arrays. "
                "Whoever keeps the old parameters, for another try or for "
                "early stopping, has lost them. Make new arrays.",
                """
                m *= beta1
                m += (1 - beta1) * g
                v *= beta2
                v += (1 - beta2) * g**2
                m_hat = m / (1 - beta1**t)
                v_hat = v / (1 - beta2**t)
                p -= lr * m_hat / (np.sqrt(v_hat) + eps)
                return p, m, v
                """,
            ),
        ),
    ),
    Exercise(
        roc_auc,
        see="training#roc-and-an-area-from-ranks",
        target="p = np.array([0.1, 0.4, 0.4, 0.8, 0.9])\n"
        "print(roc_auc(p, np.array([0, 0, 1, 0, 1])).round(4))",
        race=Race(
            _draw_many_ranks,
            "Comparing every pair takes four times as long for twice the "
            "rows; sort the scores once, and work with whole arrays.",
            slow=12.0,
        ),
        checks=(
            Check(
                "roc_auc(p, t)",
                _draw_ranks,
                about="scores that are all different",
                hint="The rank of a score is its place among all scores, "
                "from 1. np.argsort gives the order, which is not yet the "
                "ranks.",
                points=2,
            ),
            Check(
                "roc_auc(p, t)",
                _draw_tied_ranks,
                about="many equal scores",
                hint="A pair of equal scores counts one half. With ranks: "
                "equal scores share the mean of their ranks.",
                points=2,
            ),
            Check(
                "roc_auc(p, t)",
                _draw_extreme_ranks,
                about="a perfect order, a reversed one, and no order at all",
                hint="These must give 1, 0 and one half.",
            ),
        ),
        mistakes=(
            Mistake(
                "a tie counts nothing",
                "Pairs with equal scores were counted as lost. A coin would "
                "decide them, so each is worth one half.",
                """
                yes, no = p[t == 1], p[t == 0]
                return np.mean(yes[:, None] > no)
                """,
            ),
            Mistake(
                "a tie counts in full",
                "Pairs with equal scores were counted as won. A model that "
                "gives everyone the same score would be perfect. Each tie "
                "is worth one half.",
                """
                yes, no = p[t == 1], p[t == 0]
                return np.mean(yes[:, None] >= no)
                """,
            ),
            Mistake(
                "equal scores with different ranks",
                "Sorting puts equal scores in some order, and each got its "
                "own rank. Then the area depends on how the rows were "
                "arranged. Give equal scores the mean of their ranks.",
                """
                rank = np.argsort(np.argsort(p, kind="stable")) + 1
                m = np.sum(t == 1)
                n = np.sum(t == 0)
                return (rank[t == 1].sum() - m * (m + 1) / 2) / (m * n)
                """,
            ),
            Mistake(
                "the order instead of the ranks",
                "np.argsort(p) says which row comes first, which second. "
                "The rank of a row is the other way round: at which place "
                "it stands. Sort that order once more.",
                """
                rank = np.argsort(p, kind="stable") + 1
                m = np.sum(t == 1)
                n = np.sum(t == 0)
                return (rank[t == 1].sum() - m * (m + 1) / 2) / (m * n)
                """,
            ),
            Mistake(
                "ranks from 0",
                "The formula takes m(m + 1)/2 away, which is right for "
                "ranks that begin with 1. With ranks from 0 the area comes "
                "out too small by 1/n.",
                """
                _, place, count = np.unique(
                    p, return_inverse=True, return_counts=True
                )
                rank = (np.cumsum(count) - (count + 1) / 2)[place]
                m = np.sum(t == 1)
                n = np.sum(t == 0)
                return (rank[t == 1].sum() - m * (m + 1) / 2) / (m * n)
                """,
            ),
            Mistake(
                "the lowest possible sum was not taken away",
                "The ranks of m rows add up to m(m + 1)/2 even if all of "
                "them stand at the bottom. Subtract that first.",
                """
                _, place, count = np.unique(
                    p, return_inverse=True, return_counts=True
                )
                rank = (np.cumsum(count) - (count - 1) / 2)[place]
                m = np.sum(t == 1)
                n = np.sum(t == 0)
                return rank[t == 1].sum() / (m * n)
                """,
            ),
            Mistake(
                "yes and no swapped",
                "This is the chance that the row with target 0 has the "
                "higher score: one minus the area.",
                """
                yes, no = p[t == 1], p[t == 0]
                more, same = no[:, None] > yes, no[:, None] == yes
                return np.mean(more + 0.5 * same)
                """,
            ),
            Mistake(
                "targets used as places",
                "p[t] with a t of numbers does not choose the rows where t "
                "is 1: it takes p[0] and p[1] again and again. Choose with "
                "truth values, p[t == 1].",
                """
                yes, no = p[t], p[1 - t]
                more, same = yes[:, None] > no, yes[:, None] == no
                return np.mean(more + 0.5 * same)
                """,
            ),
        ),
    ),
    Exercise(
        reliability,
        see="training#does-0-9-mean-nine-in-ten",
        target="p = np.array([0.1, 0.3, 0.4, 0.9])\n"
        "t = np.array([0, 0, 1, 1])\n"
        "print(reliability(p, t, np.array([0, 0.2, 0.5, 0.8, 1])).round(3))",
        equivalent={
            "np.errstate(invalid='ignore') -> np.errstate()": "a warning "
            "that is not silenced changes no value",
            "1 -> -1": "of two axes the last is axis 1",
        },
        checks=(
            Check(
                "reliability(p, t, edges)",
                _draw_bins,
                about="rows in every bin",
                hint="For one bin: here = (p > low) & (p <= high). Then "
                "here.sum(), p[here].mean() and t[here].mean().",
                points=2,
            ),
            Check(
                "reliability(p, t, edges)",
                _draw_on_the_edge,
                about="probabilities on the edge of a bin",
                hint="The upper edge belongs to the bin, the lower one does "
                "not.",
            ),
            Check(
                "reliability(p, t, edges)",
                _draw_empty_bins,
                about="bins without rows",
                hint="Nobody was in the bin, so nothing was said and nothing "
                "found: nan, which is np.nan.",
            ),
        ),
        mistakes=(
            Mistake(
                "the lower edge instead of the upper",
                "A probability on an edge went into the bin above it. Here "
                "the upper edge belongs to a bin: p <= high, or "
                "np.digitize with right=True.",
                """
                table = []
                for low, high in zip(edges[:-1], edges[1:]):
                    here = (p >= low) & (p < high)
                    n = here.sum()
                    if n == 0:
                        table.append([0, np.nan, np.nan])
                    else:
                        table.append([n, p[here].mean(), t[here].mean()])
                return np.array(table, dtype=float)
                """,
            ),
            Mistake(
                "both edges belong to the bin",
                "A probability on an edge was counted twice, in the bin "
                "below and in the bin above. Then the rows add up to too "
                "many.",
                """
                table = []
                for low, high in zip(edges[:-1], edges[1:]):
                    here = (p >= low) & (p <= high)
                    n = here.sum()
                    if n == 0:
                        table.append([0, np.nan, np.nan])
                    else:
                        table.append([n, p[here].mean(), t[here].mean()])
                return np.array(table, dtype=float)
                """,
            ),
            Mistake(
                "zeros for an empty bin",
                "Said 0 and found 0 looks like a bin in which the model was "
                "right. Nothing is known there: write nan.",
                """
                table = []
                for low, high in zip(edges[:-1], edges[1:]):
                    here = (p > low) & (p <= high)
                    n = max(here.sum(), 1)
                    table.append(
                        [here.sum(), p[here].sum() / n, t[here].sum() / n]
                    )
                return np.array(table, dtype=float)
                """,
            ),
            Mistake(
                "the empty bins were left out",
                "A bin without rows has no line in this table, so the table "
                "has fewer lines than there are bins and one cannot tell "
                "which. Keep the line, with nan in it.",
                """
                table = []
                for low, high in zip(edges[:-1], edges[1:]):
                    here = (p > low) & (p <= high)
                    if here.any():
                        table.append(
                            [here.sum(), p[here].mean(), t[here].mean()]
                        )
                return np.array(table, dtype=float)
                """,
            ),
            Mistake(
                "the middle of the bin",
                "What was said is the mean of the probabilities in the bin. "
                "Its middle is only a guess at that, and a poor one in wide "
                "bins.",
                """
                table = []
                for low, high in zip(edges[:-1], edges[1:]):
                    here = (p > low) & (p <= high)
                    n = here.sum()
                    if n == 0:
                        table.append([0, np.nan, np.nan])
                    else:
                        table.append([n, (low + high) / 2, t[here].mean()])
                return np.array(table, dtype=float)
                """,
            ),
            Mistake(
                "how often it was right",
                "The last column is the accuracy in the bin. Found is the "
                "share of rows with target 1: of ten rows called 0.1, nine "
                "may be right, but only one is a yes.",
                """
                table = []
                for low, high in zip(edges[:-1], edges[1:]):
                    here = (p > low) & (p <= high)
                    n = here.sum()
                    if n == 0:
                        table.append([0, np.nan, np.nan])
                    else:
                        right = (p[here] > 0.5) == (t[here] == 1)
                        table.append([n, p[here].mean(), right.mean()])
                return np.array(table, dtype=float)
                """,
            ),
            Mistake(
                "said and found swapped",
                "The second column is what was said, the mean of p. The "
                "third is what was found, the share of ones.",
                """
                table = []
                for low, high in zip(edges[:-1], edges[1:]):
                    here = (p > low) & (p <= high)
                    n = here.sum()
                    if n == 0:
                        table.append([0, np.nan, np.nan])
                    else:
                        table.append([n, t[here].mean(), p[here].mean()])
                return np.array(table, dtype=float)
                """,
            ),
            Mistake(
                "divided by all rows",
                "The shares were taken of all rows, not of those in the "
                "bin. Divide by the number in the first column.",
                """
                table = []
                for low, high in zip(edges[:-1], edges[1:]):
                    here = (p > low) & (p <= high)
                    n = here.sum()
                    if n == 0:
                        table.append([0, np.nan, np.nan])
                    else:
                        all_ = len(p)
                        table.append([n, p @ here / all_, t @ here / all_])
                return np.array(table, dtype=float)
                """,
            ),
        ),
    ),
    Exercise(
        train,
        see="training#logistic-regression",
        given=(sigmoid,),
        target="x = np.array([[-2.0], [-1.0], [0.0], [1.0], [2.0]])\n"
        "t = np.array([0.0, 0.0, 1.0, 0.0, 1.0])\n"
        "print(train(x, t).round(3))",
        equivalent={
            "0.0 -> 1.0": "the loss has one lowest place, and the way there "
            "ends in it from any start near 0",
            "0.0 -> -1": "the loss has one lowest place, and the way there "
            "ends in it from any start near 0",
            "np.zeros -> np.ones": "the loss has one lowest place, and the "
            "way there ends in it from any start near 0",
            "1 -> -1": "of two axes the last is axis 1",
            "lr * (z.T @ error) -> z.T @ error": "with the default of 1 it "
            "is the same step; which way you go down is yours",
            "lr * error.sum() -> error.sum()": "as for the weights",
        },
        checks=(
            Check(
                "train(x, t)",
                _draw_data,
                about="columns of about one scale: the loss of your weights",
                hint="Print the loss every 50 steps. If it jumps, the steps "
                "are too long: is the gradient a mean, or a sum over the "
                "rows? If it creeps, they are too short.",
                points=3,
                atol=1e-5,
                measure=_loss,
            ),
            Check(
                "train(x, t)",
                _draw_raw_data,
                about="columns that differ in scale by a thousand: the loss "
                "of your weights",
                hint="Fit z = (x - mean) / spread. Then write z @ w + b as "
                "x times something, plus something.",
                points=2,
                atol=1e-5,
                measure=_loss,
            ),
        ),
        mistakes=(
            Mistake(
                "not standardised",
                "The gradient goes with the scale of a column. With one "
                "step size for all, the weight of a small column hardly "
                "moves, though it has the longest way to go. Standardise "
                "inside.",
                """
                w, b = np.zeros(x.shape[1]), 0.0
                for _ in range(steps):
                    error = (sigmoid(x @ w + b) - t) / len(t)
                    w = w - lr * (x.T @ error)
                    b = b - lr * error.sum()
                return np.append(w, b)
                """,
            ),
            Mistake(
                "the weights of the standardised columns",
                "The fit is right, but these weights belong to "
                "(x - mean) / spread. For x itself each weight is divided by "
                "its spread, and the bias loses mean @ weights.",
                """
                z = (x - x.mean(0)) / x.std(0)
                w, b = np.zeros(x.shape[1]), 0.0
                for _ in range(steps):
                    error = (sigmoid(z @ w + b) - t) / len(t)
                    w = w - lr * (z.T @ error)
                    b = b - lr * error.sum()
                return np.append(w, b)
                """,
            ),
            Mistake(
                "the bias was not turned back",
                "The weights are divided by the spreads, as they must be. "
                "But z was also shifted by the mean, and that shift, "
                "mean @ weights, has to leave the bias.",
                """
                z = (x - x.mean(0)) / x.std(0)
                w, b = np.zeros(x.shape[1]), 0.0
                for _ in range(steps):
                    error = (sigmoid(z @ w + b) - t) / len(t)
                    w = w - lr * (z.T @ error)
                    b = b - lr * error.sum()
                return np.append(w / x.std(0), b)
                """,
            ),
            Mistake(
                "divided by n twice",
                "The error was divided by the number of rows, and then its "
                "mean was taken. One division makes the mean; the second "
                "makes each step n times too short.",
                """
                mean, spread = x.mean(0), x.std(0)
                z = (x - mean) / spread
                w, b = np.zeros(x.shape[1]), 0.0
                for _ in range(steps):
                    error = (sigmoid(z @ w + b) - t) / len(t)
                    w = w - lr * (z.T @ error) / len(t)
                    b = b - lr * error.mean()
                return np.append(w / spread, b - mean @ (w / spread))
                """,
            ),
            Mistake(
                "without a bias",
                "The bias stays at 0, so a row of average features always "
                "gets one half. Move it too: its gradient is the mean of "
                "p - t.",
                """
                mean, spread = x.mean(0), x.std(0)
                z = (x - mean) / spread
                w = np.zeros(x.shape[1])
                for _ in range(steps):
                    error = (sigmoid(z @ w) - t) / len(t)
                    w = w - lr * (z.T @ error)
                return np.append(w / spread, -mean @ (w / spread))
                """,
            ),
            Mistake(
                "the slope of the sigmoid once more",
                "The error was multiplied by p (1 - p), which belongs to the "
                "squared error. In the cross entropy that factor has "
                "cancelled: its gradient is p - t.",
                """
                mean, spread = x.mean(0), x.std(0)
                z = (x - mean) / spread
                w, b = np.zeros(x.shape[1]), 0.0
                for _ in range(steps):
                    p = sigmoid(z @ w + b)
                    error = (p - t) * p * (1 - p) / len(t)
                    w = w - lr * (z.T @ error)
                    b = b - lr * error.sum()
                return np.append(w / spread, b - mean @ (w / spread))
                """,
                see="stability#the-loss-take-the-logits",
            ),
            Mistake(
                "a sigmoid too many",
                "The sigmoid was applied twice. Then the model cannot say "
                "less than one half, and the weights run away.",
                """
                mean, spread = x.mean(0), x.std(0)
                z = (x - mean) / spread
                w, b = np.zeros(x.shape[1]), 0.0
                for _ in range(steps):
                    error = (sigmoid(sigmoid(z @ w + b)) - t) / len(t)
                    w = w - lr * (z.T @ error)
                    b = b - lr * error.sum()
                return np.append(w / spread, b - mean @ (w / spread))
                """,
            ),
            Mistake(
                "without the sigmoid",
                "The score itself was compared with the target: that is a "
                "straight line through zeros and ones. A score is not a "
                "probability before the sigmoid.",
                """
                mean, spread = x.mean(0), x.std(0)
                z = (x - mean) / spread
                w, b = np.zeros(x.shape[1]), 0.0
                for _ in range(steps):
                    error = (z @ w + b - t) / len(t)
                    w = w - lr * (z.T @ error)
                    b = b - lr * error.sum()
                return np.append(w / spread, b - mean @ (w / spread))
                """,
                see="sigmoid#from-a-score-to-a-probability",
            ),
            Mistake(
                "the gradient was never set back to zero",
                "The gradients of all steps so far pile up, so the model "
                "runs past the lowest place, back, and past it again. Start "
                "each step with a fresh gradient.",
                """
                mean, spread = x.mean(0), x.std(0)
                z = (x - mean) / spread
                w, b = np.zeros(x.shape[1]), 0.0
                dw, db = np.zeros(x.shape[1]), 0.0
                for _ in range(steps):
                    error = (sigmoid(z @ w + b) - t) / len(t)
                    dw = dw + z.T @ error
                    db = db + error.sum()
                    w = w - lr * dw
                    b = b - lr * db
                return np.append(w / spread, b - mean @ (w / spread))
                """,
                see="backprop#used-twice-add",
            ),
            Mistake(
                "up instead of down",
                "t - p points the other way, so each step makes the loss "
                "larger. Subtract the gradient, with p - t in it.",
                """
                mean, spread = x.mean(0), x.std(0)
                z = (x - mean) / spread
                w, b = np.zeros(x.shape[1]), 0.0
                for _ in range(steps):
                    error = (t - sigmoid(z @ w + b)) / len(t)
                    w = w - lr * (z.T @ error)
                    b = b - lr * error.sum()
                return np.append(w / spread, b - mean @ (w / spread))
                """,
                also=(
                    """
                    w, b = np.zeros(x.shape[1]), 0.0
                    for _ in range(steps):
                        error = (t - sigmoid(x @ w + b)) / len(t)
                        w = w - lr * (x.T @ error)
                        b = b - lr * error.sum()
                    return np.append(w, b)
                    """,
                ),
            ),
            Mistake(
                "one step only",
                "The function returns after the first step. Put the return "
                "after the loop, not into it.",
                """
                mean, spread = x.mean(0), x.std(0)
                z = (x - mean) / spread
                w, b = np.zeros(x.shape[1]), 0.0
                for _ in range(steps):
                    error = (sigmoid(z @ w + b) - t) / len(t)
                    w = w - lr * (z.T @ error)
                    b = b - lr * error.sum()
                    return np.append(w / spread, b - mean @ (w / spread))
                """,
            ),
        ),
    ),
    Exercise(
        calibrate,
        see="training#does-0-9-mean-nine-in-ten",
        given=(sigmoid,),
        target="x = np.array([-8.0, -6.0, -3.0, 2.0, 4.0, 5.0, 7.0, 9.0])\n"
        "t = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0])\n"
        "print(f'{calibrate(x, t):.2f}')",
        equivalent={
            "0.1 -> -0.1": "the search ends at the same place from any "
            "bounds around it",
            "10.0 -> 11.0": "the search ends at the same place from any "
            "bounds around it",
            "50 -> 51": "one halving more is beyond the digits asked for",
            "slope > 0 -> slope >= 0": "the slope is exactly 0 at the answer "
            "alone",
            "np.mean -> np.sum": "only the sign of the slope is asked for",
        },
        checks=(
            Check(
                "calibrate(x, t)",
                _draw_overconfident,
                about="models that are too sure",
                hint="Compute the loss for a few temperatures between 1 and "
                "10. Where is it least? Then look closer there.",
                points=3,
                rtol=1e-3,
            ),
            Check(
                "calibrate(x, t)",
                _draw_timid,
                about="models that are not sure enough",
                hint="Here the best temperature is below 1. Does your search "
                "reach there?",
                points=2,
                rtol=1e-3,
            ),
        ),
        mistakes=(
            Mistake(
                "the factor instead of the temperature",
                "This is the number to multiply the scores by, 1 / T. The "
                "temperature is what they are divided by.",
                """
                low, high = 0.1, 10.0
                for _ in range(50):
                    a = (low + high) / 2
                    if np.mean((sigmoid(a * x) - t) * x) > 0:
                        high = a
                    else:
                        low = a
                return a
                """,
            ),
            Mistake(
                "only temperatures above 1",
                "The search begins at 1, so it can make a model milder but "
                "never sharper. A model can also be too timid.",
                """
                low, high = 0.1, 1.0
                for _ in range(50):
                    a = (low + high) / 2
                    if np.mean((sigmoid(a * x) - t) * x) > 0:
                        high = a
                    else:
                        low = a
                return 1 / a
                """,
            ),
            Mistake(
                "a grid too coarse",
                "The best of the temperatures 0.1, 0.2, 0.3 and so on is not "
                "the best of all. Search once more, more finely, around it.",
                """
                grid = np.arange(1, 101) / 10
                score = x / grid[:, None]
                loss = np.mean(np.logaddexp(0, score) - t * score, axis=1)
                return grid[np.argmin(loss)]
                """,
            ),
            Mistake(
                "the squared error",
                "This is the temperature with the least mean of (p - t) "
                "squared. The cross entropy punishes a sure mistake much "
                "harder, and has another minimum.",
                """
                grid = np.geomspace(0.1, 10, 1001)
                p = sigmoid(x / grid[:, None])
                return grid[np.argmin(np.mean((p - t) ** 2, axis=1))]
                """,
            ),
            Mistake(
                "one nan wins",
                "At low temperatures a probability is exactly 0 or 1, its "
                "logarithm is infinite, and infinity times 0 is nan. "
                "np.argmin takes the first nan for the least. Compute the "
                "loss from the scores.",
                """
                grid = np.geomspace(0.1, 10, 1001)
                p = sigmoid(x / grid[:, None])
                loss = -(t * np.log(p) + (1 - t) * np.log(1 - p))
                return grid[np.argmin(loss.mean(axis=1))]
                """,
                see="stability#the-loss-take-the-logits",
            ),
            Mistake(
                "a sigmoid too many",
                "The scores were turned into probabilities, and those were "
                "divided by T and sent through the sigmoid again. Divide "
                "the scores.",
                """
                s = sigmoid(x)
                low, high = 0.1, 10.0
                for _ in range(50):
                    a = (low + high) / 2
                    if np.mean((sigmoid(a * s) - t) * s) > 0:
                        high = a
                    else:
                        low = a
                return 1 / a
                """,
            ),
            Mistake(
                "the slope without its factor",
                "The mean of p - t tells whether the model says yes too "
                "often, not whether it is too sure. In the slope of the loss "
                "each row counts with its score.",
                """
                low, high = 0.1, 10.0
                for _ in range(50):
                    a = (low + high) / 2
                    if np.mean(sigmoid(a * x) - t) > 0:
                        high = a
                    else:
                        low = a
                return 1 / a
                """,
            ),
        ),
    ),
]
