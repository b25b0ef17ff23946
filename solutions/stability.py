"""Stability, digit by digit.

Each exercise is one function.
Write it with NumPy, run its cell, then run the check below it.
The line above the check shows what a right answer prints.
Some checks allow no floating-point warning, and some no error that is large
beside a tiny answer; the text of the exercise says so.
"""

import numpy as np

from lucid_edu.grading.draws import either, shapes, uniform, vectors
from lucid_edu.grading.exercise import Check, Exercise, Mistake, Race


def stable_sigmoid(x: np.ndarray) -> np.ndarray:
    r"""Can a sigmoid do without a warning?

    Return $\sigma(x) = 1 / (1 + e^{-x})$ for every element of `x`, whatever
    the number, and let NumPy find nothing to warn of.

    `x` may have any shape, and may be float32 or float64; the answer has
    the same shape and the same data type, and `x` stays as it was.
    At $-\infty$ the answer is 0, at $+\infty$ it is 1, and a nan stays nan.
    Scores of −95 in float32 and −730 in float64 still have a sigmoid that
    is not 0.
    Switching the warnings off does not bring those digits back.
    """
    z = np.exp(-np.abs(x))  # in (0, 1] for every x, so it cannot overflow
    return np.maximum(z, x >= 0) / (1 + z)


def stable_sigmoid_grad(x: np.ndarray, g: np.ndarray) -> np.ndarray:
    r"""Does the slope keep its digits on both sides?

    Return $g \cdot \sigma'(x)$, where `g` is the gradient that comes in and
    $\sigma'(x) = \sigma(x)\,(1 - \sigma(x))$ on paper.

    `x` and `g` have the same shape and data type, and so has the answer;
    both stay as they were.
    The slope is even, it is 1/4 at 0 and 0 at $\pm\infty$.
    For a score of 30 or −30 every digit of it can be had, and for one of
    800 or −800 there must be neither a nan nor a warning.
    """
    z = np.exp(-np.abs(x))
    return g * (z / (1 + z) ** 2)  # even in x, and nothing is subtracted


def softplus(x: np.ndarray) -> np.ndarray:
    r"""What is the logarithm of a sum that does not fit?

    Return, for every element of `x`,

    $$\operatorname{softplus}(x) = \log(1 + e^{x}).$$

    Shape and data type are those of `x`, any shape, float32 or float64.
    On the left the answer is tiny, about $e^x$, and has to be right in its
    own digits.
    On the right it is nearly `x`, also where $e^x$ is too large for a
    float; NumPy must not warn.
    The softplus of $-\infty$ is 0 and that of $+\infty$ is $+\infty$.
    """
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def log_sigmoid(x: np.ndarray) -> np.ndarray:
    r"""Does a logarithm survive where its probability does not?

    Return $\log \sigma(x)$ for every element of `x`, in the same shape and
    data type, float32 or float64.

    At −800 the answer is −800, although the sigmoid itself has
    underflowed to 0; at 30 it is about $-10^{-13}$, although the sigmoid
    is nearly rounded to 1.
    The answer at $-\infty$ is $-\infty$.
    NumPy must not warn, and you may call the functions you wrote above.
    """
    return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))


def logsumexp(x: np.ndarray, axis: int) -> np.ndarray:
    r"""How do many large numbers become one?

    Return

    $$\log \sum_i e^{x_i},$$

    where the sum goes along one axis.
    `x` has one axis or more, none of them empty; `axis` is the number of
    one of them, and may be negative as in NumPy.
    The answer has the shape of `x` without that axis, and the data type of
    `x`, float32 or float64.

    The entries may be ±1000, and one line of `x` may be large where the
    next is small.
    Some may be $-\infty$; such an entry adds $e^{-\infty} = 0$ to its sum.
    Where all are $-\infty$ the answer is $-\infty$.
    None is $+\infty$ or nan.
    NumPy must not warn.
    """
    top = np.max(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)  # -inf - -inf would be nan
    total = np.sum(np.exp(x - top), axis=axis)
    with np.errstate(divide="ignore"):  # log(0) is the -inf we want
        return np.squeeze(top, axis) + np.log(total)


def softmax(x: np.ndarray, axis: int) -> np.ndarray:
    r"""Which share does each score get?

    Return, along one axis of `x`,

    $$p_i = \frac{e^{x_i}}{\sum_j e^{x_j}}.$$

    The answer has the shape of `x`, and the data type of `x`, float32 or
    float64; along `axis` it sums to 1.
    `axis` may be negative as in NumPy, and `x` stays as it was.

    The entries may be ±1000, and one line of `x` may be large where the
    next is small.
    An entry of $-\infty$ gets the share 0; each line has at least one entry
    that is not, and none is $+\infty$ or nan.
    NumPy must not warn.
    """
    share = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return share / np.sum(share, axis=axis, keepdims=True)


def bce_with_logits(x: np.ndarray, t: np.ndarray) -> np.ndarray:
    r"""What does a score cost?

    Return the binary cross entropy of each logit in `x` for its target in
    `t`,

    $$\ell(x, t) = -t \log \sigma(x) - (1 - t) \log \sigma(-x).$$

    One loss for each element: neither a mean nor a sum.
    `x` and `t` have the same shape and data type, and so has the answer.
    A target is any number from 0 to 1, and a logit any finite number:
    −800 with the target 1 costs 800.
    A small loss, such as that of −30 with the target 0, has to be right in
    its own digits; NumPy must not warn.
    """
    # Where the answer is tiny, max(x, 0) - x t is exactly 0.
    return np.maximum(x, 0) - x * t + np.log1p(np.exp(-np.abs(x)))


def bce_with_logits_grad(x: np.ndarray, t: np.ndarray) -> np.ndarray:
    r"""In which direction does a loss push?

    Return the derivative of each loss $\ell(x, t)$ of `bce_with_logits` by
    its own logit.
    No mean is taken, so there is no division by the number of elements.

    `x` and `t` have the same shape and data type, and so has the answer.
    A target is any number from 0 to 1, a logit any finite number.
    On paper the derivative is $\sigma(x) - t$.
    The last check has logits of 25 to 35 with the target 1, and asks for
    all their digits: there $1 - \sigma(x)$ has lost most of them, and
    $\sigma(-x)$ none.
    You may call your own `stable_sigmoid`.
    """
    # sigma(x) - t, but with both targets 0 and 1 nothing is subtracted.
    return (1 - t) * stable_sigmoid(x) - t * stable_sigmoid(-x)


def ulp_error(y: np.ndarray, exact: np.ndarray) -> np.ndarray:
    r"""How many last places is an answer off?

    Return, for each element,

    $$\frac{|y - \text{exact}|}{\text{ulp}},$$

    where the ulp is the gap between a number and the next larger one
    in the data type of `y`.
    The number is the size of the exact value, $|\text{exact}|$, rounded to
    that data type; `np.spacing` knows the gaps.

    `y` is float16, float32 or float64; `exact` is float64, has the same
    shape, is finite and not too large for the type of `y`.
    The difference is taken in float64, so `exact` itself is not rounded
    there, and half an ulp counts as 0.5.
    The answer is float64 and never negative.
    The exact value may be 0, where the gap is the smallest subnormal.
    Where `y` is nan or infinite, the error is $+\infty$.
    """
    ulp = np.spacing(np.abs(exact).astype(y.dtype)).astype(np.float64)
    error = np.abs(y.astype(np.float64) - exact) / ulp
    return np.where(np.isnan(error), np.inf, error)


def first_saturated(dtype: type) -> np.floating:
    r"""From which score on is a float certain?

    `dtype` is `np.float16`, `np.float32` or `np.float64`.
    Return the smallest float $x$ of that type whose computed sigmoid is
    exactly 1, as a number of that type.

    Computed means: with the formula of `stable_sigmoid`, which for
    $x \ge 0$ is $1 / (1 + z)$ with $z = e^{-x}$, each step rounded to
    `dtype`; you may call your own.
    Smallest means: for the float just below, `np.nextafter(x, dtype(0))`,
    the computed sigmoid is still less than 1.
    So the answer is right in every digit or wrong.
    There are about $10^{19}$ floats of 64 bits; you cannot try them all,
    and need not: the sigmoid of 0 is less than 1 and that of 64 is not.
    """
    low, high = dtype(0), dtype(64)
    while np.nextafter(low, high) < high:
        middle = (low + high) / 2
        if stable_sigmoid(middle) < 1:
            low = middle
        else:
            high = middle
    return high


def step_of_difference(
    f,
    slope,
    x: np.ndarray,
    steps: np.ndarray,
) -> np.floating:
    r"""Which step for a difference?

    `f` is a function of an array, `slope` is its true derivative, `x` holds
    places and `steps` holds steps $\epsilon > 0$, in no order.
    Both arrays are float32 or both float64, with one axis.

    For each step take the central difference at all places,

    $$\frac{f(x + \epsilon) - f(x - \epsilon)}{2 \epsilon},$$

    in the data type of `x`, and its largest distance from the true slope.
    Return the step for which that is least: a number of the type of
    `steps`, and one of them.
    The steps lie far apart, so no two are about equally good.
    """
    at, eps = x[:, None], steps  # a row for each place, a column a step
    found = (f(at + eps) - f(at - eps)) / (2 * eps)
    worst = np.max(np.abs(found - slope(at)), axis=0)
    return steps[np.argmin(worst)]


_ANY = uniform(-6, 6)
_AWAY = either(uniform(-4, -0.2), uniform(0.2, 4))
# What a slow but right answer is told.
_LOOP = (
    "A loop takes the values one by one in Python; the same formula on the "
    "whole array leaves that to NumPy."
)
_ROWS = (
    "A loop takes the rows one by one in Python; with axis= NumPy takes all "
    "of them at once."
)
_NEAR = uniform(-3, 3)


def _hard(rng, shape):
    return rng.integers(0, 2, shape).astype(np.float64)


_TARGET = either(_hard, uniform(0.1, 0.9))


def _signed(rng, low, high, size=8):
    """As many numbers left of 0 as right of it, in no order."""
    sizes = np.round(rng.uniform(low, high, size), 3)
    return rng.permutation(sizes * np.resize([1, -1], size))


def _draw_many_rows(rng):
    yield {"x": _ANY(rng, (20_000, 5)), "axis": 1}


def _draw_underflow(rng):
    yield {"x": _signed(rng, 710, 730)}
    yield {"x": _signed(rng, 89, 95).astype(np.float32)}
    yield {"x": _signed(rng, 34, 60)}


def _draw_edges(rng):
    for dtype in (np.float64, np.float32):
        edges = np.array([-np.inf, -0.0, np.nan, 0.0, np.inf, 1.0], dtype)
        yield {"x": rng.permutation(edges)}


def _draw_slopes(rng):
    for dtype in (np.float64, np.float32):
        ends = np.array([-np.inf, -800, -80, -0.0, 0, 80, 800, np.inf], dtype)
        g = rng.choice([-1, 1], 8) * rng.uniform(1, 3, 8).round(3)
        yield {"x": rng.permutation(ends), "g": g.astype(dtype)}


def _draw_tails(rng):
    for _ in range(2):
        g = rng.uniform(1, 3, 8).round(3)
        yield {"x": _signed(rng, 27, 36), "g": g}


def _draw_left(rng):
    for dtype in (np.float64, np.float32):
        # log(1 + z) gives a few digits in the first four, and then none.
        left = [rng.uniform(-36, -32, 4), rng.uniform(-60, -40, 4)]
        x = rng.permutation(np.concatenate(left)).round(3)
        yield {"x": x.astype(dtype)}


def _draw_far(rng):
    for dtype, low in ((np.float64, 750), (np.float32, 110)):
        ends = np.array([-np.inf, np.inf])
        x = np.concatenate([_signed(rng, low, low + 100), ends])
        yield {"x": rng.permutation(x).astype(dtype)}


def _draw_both_ends(rng):
    for dtype, low in ((np.float64, 750), (np.float32, 110)):
        left = -rng.uniform(low, low + 100, 3)
        x = np.concatenate([left, rng.uniform(25, 35, 5), [-np.inf]])
        yield {"x": rng.permutation(x.round(3)).astype(dtype)}


def _draw_lines(rng):
    for shape, axis in (((3, 5), 0), ((3, 5), 1), ((4, 2), -1)):
        yield {"x": _NEAR(rng, shape), "axis": axis}


def _draw_blocks(rng):
    for dtype in (np.float64, np.float32):
        for axis in (0, 1, -1):
            yield {"x": _NEAR(rng, (2, 3, 4)).astype(dtype), "axis": axis}
        yield {"x": _NEAR(rng, (5,)).astype(dtype), "axis": 0}
    yield {"x": _NEAR(rng, (3, 8))[:, ::2], "axis": 1}


def _heights(rng, dtype, size):
    """Lines at heights that do not fit into one exponential."""
    by = rng.permutation([-size, 0, size])[:, None]
    return (by + _NEAR(rng, (3, 4))).astype(dtype)


def _draw_heights(rng):
    yield {"x": _heights(rng, np.float64, 1000), "axis": 1}
    yield {"x": _heights(rng, np.float32, 200), "axis": -1}
    yield {"x": _heights(rng, np.float64, 1000).T, "axis": 0}


def _draw_masked(rng):
    for turned in (False, True):
        x = _heights(rng, np.float64, 1000)
        x[np.arange(3), rng.integers(0, 4, 3)] = -np.inf
        yield {"x": x.T if turned else x, "axis": 0 if turned else 1}


def _draw_empty_sums(rng):
    for case in _draw_masked(rng):
        x, axis = case["x"], case["axis"]
        nothing = np.full_like(np.take(x, [0], 1 - axis), -np.inf)
        yield {"x": np.concatenate([nothing, x], 1 - axis), "axis": axis}


def _draw_batches(rng):
    for case in shapes(x=_NEAR, t=_TARGET)(rng):
        if case["x"].size:  # the mean of nothing warns, beside the point
            yield case


def _draw_sure_and_right(rng):
    for _ in range(2):
        t = rng.permutation(np.resize([0.0, 0.0, 1.0], 16))
        x = rng.uniform(25, 34, 16).round(3)
        yield {"x": np.where(t == 1, x, -x), "t": t}


def _draw_sure(rng):
    for dtype, low in ((np.float64, 750), (np.float32, 110)):
        t = rng.permutation(np.resize([0.0, 1.0], 6))
        sizes = rng.uniform(low, low + 200, 6).round(3)
        # All are right but for one of each target, which is wrong.
        x = np.where(t == 1, sizes, -sizes)
        x[[t.argmin(), t.argmax()]] *= -1
        yield {"x": x.astype(dtype), "t": t.astype(dtype)}


def _draw_sure_grads(rng):
    yield from _draw_sure_and_right(rng)
    yield from _draw_sure(rng)


def _moved(rng, exact, dtype):
    """The exact values, rounded to `dtype`, then moved by a few floats."""
    y = exact.astype(dtype)
    by = rng.integers(1, 4, y.shape) * rng.choice([-1, 1], y.shape)
    return np.asarray(y + by * np.spacing(np.abs(y)), dtype)


def _sizes(rng, shape, low, high):
    values = 10 ** rng.uniform(low, high, shape)
    return np.asarray(values * rng.choice([-1, 1], shape))


def _draw_singles(rng):
    for _ in range(2):
        exact = _sizes(rng, (8,), -3, 3)
        exact[:2] = [-abs(exact[0]), abs(exact[1])]
        yield {"y": _moved(rng, exact, np.float32), "exact": exact}


def _draw_kinds(rng):
    for dtype in (np.float64, np.float32, np.float16):
        for shape in ((), (0,), (2, 3), (4, 6)):
            exact = _sizes(rng, shape, -2, 2)
            if shape == (4, 6):
                exact = exact[:, ::2]
            yield {"y": _moved(rng, exact, dtype), "exact": exact}


def _draw_boundaries(rng):
    for dtype in (np.float32, np.float16):
        eps = float(np.finfo(dtype).eps)
        powers = 2.0 ** rng.integers(-4, 5, 6)
        off = rng.uniform(1.2, 2.8, 6) * np.resize([1, -1], 6)
        exact = powers * (1 + off * eps)
        y = powers * (1 - off.round() * eps)  # on the other side
        yield {"y": y.astype(dtype), "exact": exact}
        least = float(np.finfo(dtype).smallest_subnormal)
        counts = rng.integers(5, 200, 4)
        exact = np.append(least * (counts + rng.uniform(0.1, 0.4, 4)), 0.0)
        y = np.append(least * (counts + 2), 3 * least)
        yield {"y": y.astype(dtype), "exact": exact}


def _draw_lost(rng):
    exact = _sizes(rng, (8,), -3, 3)
    exact[3:5] = [-abs(exact[3]), abs(exact[4])]
    y = _moved(rng, exact, np.float32)
    y[:3] = [np.nan, np.inf, -np.inf]
    order = rng.permutation(8)
    yield {"y": y[order], "exact": exact[order]}


def _draw_steps(powers, dtype):
    """Steps so far apart that the least error has no rival."""

    def draw(rng):
        for _ in range(2):
            x = rng.uniform(0.2, 1.2, 8).round(3).astype(dtype)
            steps = (2.0 ** -rng.permutation(powers)).astype(dtype)
            yield {"x": x, "steps": steps}

    return draw


EXERCISES = [
    Exercise(
        stable_sigmoid,
        see="stability#one-exponential-for-both",
        target="x = np.array([-800.0, -2.0, 0.0, 2.0, 800.0])\n"
        "print(stable_sigmoid(x).round(4))",
        curve=(-8.0, 8.0),
        equivalent={
            "x >= 0 -> x > 0": "at 0 the exponential is 1, and both halves "
            "of the formula give 1/2",
        },
        race=Race(vectors(100_000, x=_ANY), _LOOP),
        checks=(
            Check(
                "stable_sigmoid(x)",
                vectors(8, x=_ANY),
                about="ordinary scores",
                hint="Try x = 0, 2 and -2: the answers are 0.5, 0.8808 and "
                "0.1192. Is one half of the curve wrong?",
            ),
            Check(
                "stable_sigmoid(x)",
                shapes(x=_ANY),
                about="every shape, float32 as well as float64",
                hint="Work on the whole array at once, without if or loop; "
                "then its shape is kept. A new array has the data type of x "
                "only if you ask for it: np.empty_like(x).",
            ),
            Check(
                "stable_sigmoid(x)",
                _draw_underflow,
                about="scores with tiny answers, without a warning",
                hint="Which exponent is never positive, whatever x is? "
                "Write both halves of the sigmoid with its exponential, "
                "and let nothing else be computed.",
                points=2,
                rtol=1e-3,
                silent=True,
            ),
            Check(
                "stable_sigmoid(x)",
                _draw_edges,
                about="zeros, infinities and nan",
                hint="Let nan and the infinities run through the formula: "
                "e to the power of -inf is 0, and no clip is needed.",
            ),
        ),
        mistakes=(
            Mistake(
                "the naive formula",
                "For small scores e^-x overflows, and NumPy warns. Nearly "
                "every value survives, but the very smallest are turned "
                "into 0.",
                "return 1 / (1 + np.exp(-x))",
                see="stability#what-breaks-and-what-does-not",
            ),
            Mistake(
                "the warning was switched off",
                "The overflow still happens, only nobody is told. The "
                "smallest answers are 0 as before; a formula that does not "
                "overflow keeps them.",
                """
                with np.errstate(all="ignore"):
                    return 1 / (1 + np.exp(-x))
                """,
                see="stability#what-breaks-and-what-does-not",
            ),
            Mistake(
                "where computes both branches",
                "The values are right. But np.where is not an if: both "
                "branches are computed for every score, and the one that "
                "is not chosen overflows.",
                """
                return np.where(
                    x >= 0,
                    1 / (1 + np.exp(-x)),
                    np.exp(x) / (1 + np.exp(x)),
                )
                """,
                see="stability#two-branches",
            ),
            Mistake(
                "the score was clipped",
                "Clipping silences the warning and changes the answer: all "
                "scores below the limit get one and the same probability, "
                "even minus infinity.",
                "return 1 / (1 + np.exp(-np.clip(x, -88, 88)))",
                also=tuple(
                    f"return 1 / (1 + np.exp(-np.clip(x, -{c}, {c})))"
                    for c in (20, 30, 50, 100, 500, 700, 709)
                ),
            ),
            Mistake(
                "through tanh",
                "(1 + tanh(x / 2)) / 2 is the sigmoid on paper. For scores "
                "below -15 it subtracts two numbers that are nearly equal, "
                "and its digits are gone.",
                "return (1 + np.tanh(x / 2)) / 2",
                see="stability#the-slope-again",
            ),
            Mistake(
                "the right half used twice",
                "1 / (1 + e^-|x|) is the sigmoid of |x|. It is right for "
                "positive scores only; for negative ones the numerator is "
                "another one.",
                "return 1 / (1 + np.exp(-np.abs(x)))",
            ),
            Mistake(
                "float64 for everyone",
                "np.zeros(x.shape) is a float64 array, and what you write "
                "into it becomes float64. np.empty_like(x) has the type of "
                "x.",
                """
                y = np.zeros(x.shape)
                right = x >= 0
                y[right] = 1 / (1 + np.exp(-x[right]))
                z = np.exp(x[~right])
                y[~right] = z / (1 + z)
                return y
                """,
                see="stability#floats-in-one-page",
            ),
            Mistake(
                "an if for a whole array",
                "`if` needs one yes or no, and `x >= 0` has one for every "
                "score. Let each element find its own half, with operations "
                "on the whole array.",
                """
                if x >= 0:
                    return 1 / (1 + np.exp(-x))
                return np.exp(x) / (1 + np.exp(x))
                """,
                see="stability#two-branches",
            ),
            Mistake(
                "nan was painted over",
                "inf / inf gives a nan for large scores, and it was "
                "replaced by 1 afterwards. A score that is nan, because "
                "something went wrong before, is now a 1 as well, and "
                "nobody will notice.",
                """
                with np.errstate(all="ignore"):
                    y = np.exp(x) / (1 + np.exp(x))
                return np.nan_to_num(y, nan=1.0)
                """,
                see="stability#two-branches",
            ),
        ),
    ),
    Exercise(
        stable_sigmoid_grad,
        see="stability#the-slope-again",
        builds_on=("stable_sigmoid",),
        target="x = np.array([-30.0, -1.0, 0.0, 1.0, 30.0])\n"
        "slope = stable_sigmoid_grad(x, np.ones(5))\n"
        'print([f"{s:.3e}" for s in slope])',
        checks=(
            Check(
                "stable_sigmoid_grad(x, g)",
                vectors(8, x=_AWAY, g=uniform(-3, 3)),
                about="ordinary scores, a different gradient for each",
                hint="The slope is even: the same at x and at -x. The "
                "gradient that comes in is multiplied by it.",
            ),
            Check(
                "stable_sigmoid_grad(x, g)",
                shapes(x=_AWAY, g=uniform(-3, 3)),
                about="every shape, float32 as well as float64",
                hint="Use operations on whole arrays that make new ones, "
                "and change neither x nor g.",
            ),
            Check(
                "stable_sigmoid_grad(x, g)",
                _draw_tails,
                about="scores around 30 and -30, in all their digits",
                hint="1 - y has few digits left where y is nearly 1. "
                "What is 1 - y as a fraction, with z = np.exp(-np.abs(x))?",
                rtol=1e-7,
            ),
            Check(
                "stable_sigmoid_grad(x, g)",
                _draw_slopes,
                about="zero, hundreds and infinities, without a warning",
                hint="At 0 the slope is 1/4. Use an exponential that cannot "
                "overflow, whose square cannot either.",
                points=2,
                silent=True,
            ),
        ),
        mistakes=(
            Mistake(
                "forgot the incoming gradient",
                "This is the slope alone. The chain rule multiplies it by "
                "g, the gradient that comes in from the rest of the "
                "computation.",
                "z = np.exp(-np.abs(x))\nreturn z / (1 + z) ** 2",
                see="sigmoid#the-derivative",
            ),
            Mistake(
                "y (1 - y) cancels",
                "On paper this is the slope. On the right y is rounded to "
                "almost 1, and the subtraction leaves only what the "
                "rounding left. On the left nothing is lost.",
                "y = stable_sigmoid(x)\nreturn g * y * (1 - y)",
            ),
            Mistake(
                "the square overflows",
                "e^-x / (1 + e^-x)^2 is right on paper. For small scores "
                "e^-x, or already its square, is infinite: the slope "
                "becomes 0 too early, and then nan.",
                "e = np.exp(-x)\nreturn g * e / (1 + e) ** 2",
                see="stability#what-breaks-and-what-does-not",
            ),
            Mistake(
                "the kink of |x| came along",
                "This goes back through |x| step by step, and at 0 the "
                "slope of |x| is taken to be 0. The sigmoid has no kink: "
                "its slope at 0 is 1/4.",
                """
                z = np.exp(-np.abs(x))
                dz = -np.sign(x) * z
                return g * np.where(x >= 0, -dz, dz) / (1 + z) ** 2
                """,
                see="stability#one-exponential-for-both",
            ),
            Mistake(
                "negative on the left",
                "This gives the left side a negative slope, and the sigmoid "
                "rises everywhere. The derivative of the left branch, "
                "z / (1 + z), was not taken on its own.",
                """
                z = np.exp(-np.abs(x))
                return g * np.where(x >= 0, z, -z) / (1 + z) ** 2
                """,
                see="stability#one-exponential-for-both",
            ),
            Mistake(
                "the square in the wrong place",
                "The denominator is the square of the sum, (1 + z)^2, and "
                "not one plus a square. Put the brackets around the sum.",
                "z = np.exp(-np.abs(x))\nreturn g * z / (1 + z**2)",
                see="sigmoid#the-derivative",
            ),
            Mistake(
                "the incoming gradient was overwritten",
                "`g *= ...` changes the caller's array, and the caller "
                "still needs it. `g * ...` makes a new one.",
                """
                z = np.exp(-np.abs(x))
                g *= z / (1 + z) ** 2
                return g
                """,
            ),
        ),
    ),
    Exercise(
        softplus,
        see="stability#the-log-sum-exp-trick",
        target="x = np.array([-40.0, -1.0, 0.0, 1.0, 1000.0])\n"
        'print([f"{y:.4g}" for y in softplus(x)])',
        curve=(-6.0, 6.0),
        race=Race(vectors(100_000, x=_ANY), _LOOP),
        checks=(
            Check(
                "softplus(x)",
                vectors(8, x=_ANY),
                about="ordinary numbers",
                hint="The softplus of 0 is log 2; far to the right it is "
                "nearly x, far to the left nearly 0.",
            ),
            Check(
                "softplus(x)",
                shapes(x=_NEAR),
                about="every shape, float32 as well as float64",
                hint="The number 0 keeps float32, and an array of zeros "
                "does not.",
            ),
            Check(
                "softplus(x)",
                _draw_left,
                about="the far left, where the answer is tiny",
                hint="1 + z is rounded to 1 where z is tiny. Which function "
                "of NumPy takes the logarithm and never forms that sum?",
                points=2,
            ),
            Check(
                "softplus(x)",
                _draw_far,
                about="hundreds and infinities, without a warning",
                hint="Pull the larger of 0 and x out of the sum, so that "
                "what remains in the exponent is at most 0.",
                points=2,
                silent=True,
            ),
        ),
        mistakes=(
            Mistake(
                "e^x overflows",
                "Up to about 700 this is right, in float32 up to 88. Then "
                "e^x is infinite, and so is its logarithm, although the "
                "answer is nearly x.",
                "return np.log1p(np.exp(x))",
            ),
            Mistake(
                "log1p forgotten",
                "Where z is tiny, 1 + z is rounded to 1 and its logarithm "
                "to 0: the answer has lost its digits before log sees it. "
                "np.log1p(z) never forms the sum.",
                """
                z = np.exp(-np.abs(x))
                return np.maximum(x, 0) + np.log(1 + z)
                """,
            ),
            Mistake(
                "where computes both branches",
                "The values are right. But np.log1p(np.exp(x)) is computed "
                "for large x, too, and overflows before np.where throws it "
                "away. Make the exponent safe first.",
                "return np.where(x > 20, x, np.log1p(np.exp(x)))",
                see="stability#two-branches",
            ),
            Mistake(
                "the exponent was clipped",
                "Clipping stops the overflow and the function with it: "
                "from 30 on the answer is 30, and below -30 it no longer "
                "falls.",
                "return np.log1p(np.exp(np.clip(x, -30, 30)))",
            ),
            Mistake(
                "only the kink",
                "max(x, 0) is the ReLU. The softplus rounds its corner off; "
                "the part that is missing is largest at 0, where it is "
                "log 2.",
                "return np.maximum(x, 0)",
            ),
            Mistake(
                "the larger part was not added back",
                "log(1 + e^-|x|) is what remains after the larger of 0 and "
                "x was pulled out of the sum. It has to be added again.",
                "return np.log1p(np.exp(-np.abs(x)))",
            ),
            Mistake(
                "the softplus of -x",
                "This falls where the softplus rises: the sign of x got "
                "lost on the way. For x = 5 the answer is about 5.",
                "return np.maximum(-x, 0) + np.log1p(np.exp(-np.abs(x)))",
            ),
            Mistake(
                "float64 for everyone",
                "np.zeros(x.shape) is float64, and one float64 array makes "
                "float64 of the whole expression. The plain number 0 does "
                "not.",
                "return np.logaddexp(np.zeros(x.shape), x)",
                see="stability#floats-in-one-page",
            ),
        ),
    ),
    Exercise(
        log_sigmoid,
        see="stability#the-log-sum-exp-trick",
        builds_on=("stable_sigmoid", "softplus"),
        target="x = np.array([-800.0, -1.0, 0.0, 1.0, 30.0])\n"
        'print([f"{y:.4g}" for y in log_sigmoid(x)])',
        curve=(-6.0, 6.0),
        checks=(
            Check(
                "log_sigmoid(x)",
                vectors(8, x=_ANY),
                about="ordinary scores",
                hint="The logarithm of a probability is never positive: at "
                "0 it is -log 2, and far to the left it is nearly x.",
            ),
            Check(
                "log_sigmoid(x)",
                shapes(x=_NEAR),
                about="every shape, float32 as well as float64",
                hint="Use NumPy operations on whole arrays and name no data "
                "type.",
            ),
            Check(
                "log_sigmoid(x)",
                _draw_both_ends,
                about="the hundreds on the left, tiny answers on the right, "
                "no warning",
                hint="Do not take the logarithm of a finished sigmoid. "
                "Write log(1 / (1 + e^-x)) as one formula, and look how the "
                "softplus was rescued.",
                points=3,
                silent=True,
            ),
        ),
        mistakes=(
            Mistake(
                "the logarithm of a finished sigmoid",
                "The sigmoid is stable, and still too late: on the left it "
                "has underflowed to 0, on the right it was rounded to 1. No "
                "care afterwards brings the digits back.",
                "return np.log(stable_sigmoid(x))",
            ),
            Mistake(
                "a small number against log(0)",
                "Adding 1e-7 keeps log away from 0, but then no answer lies "
                "below -16, and every other one is shifted a little. Another "
                "number only moves the limit. Take logarithm and sigmoid in "
                "one formula instead.",
                "return np.log(stable_sigmoid(x) + 1e-7)",
                see="stability#the-loss-take-the-logits",
                also=tuple(
                    f"return np.log(stable_sigmoid(x) + 1e-{digits})"
                    for digits in (6, 8, 9, 10, 12, 15, 16)
                ),
            ),
            Mistake(
                "the probability was clipped",
                "Clipping keeps log away from 0, but then all scores far "
                "enough to the left, for 1e-7 below -16, have the same "
                "answer and no slope. The true answer there is nearly x.",
                """
                y = np.clip(stable_sigmoid(x), 1e-7, 1 - 1e-7)
                return np.log(y)
                """,
                see="stability#the-loss-take-the-logits",
                also=tuple(
                    f"""
                    y = np.clip(stable_sigmoid(x), 1e-{d}, 1 - 1e-{d})
                    return np.log(y)
                    """
                    for d in (6, 8, 9, 10, 12, 15)
                ),
            ),
            Mistake(
                "e^-x overflows",
                "-log1p(e^-x) keeps its digits on the right. On the left "
                "e^-x is infinite, and with it an answer that should be "
                "nearly x.",
                "return -np.log1p(np.exp(-x))",
            ),
            Mistake(
                "where computes both branches",
                "The values are right. But the branch for positive scores "
                "is computed for the negative ones as well, and overflows "
                "there before np.where throws it away.",
                """
                return np.where(
                    x < 0,
                    x - np.log1p(np.exp(x)),
                    -np.log1p(np.exp(-x)),
                )
                """,
                see="stability#two-branches",
            ),
            Mistake(
                "log1p forgotten",
                "On the right z is tiny, 1 + z is rounded to 1, and the "
                "logarithm of 1 is 0. np.log1p(z) never forms the sum.",
                """
                z = np.exp(-np.abs(x))
                return np.minimum(x, 0) - np.log(1 + z)
                """,
            ),
            Mistake(
                "x minus softplus cancels",
                "x - log(1 + e^x) is right on paper. On the right both are "
                "nearly x, and their difference has lost its digits. "
                "Turn the sign inside the softplus, not outside.",
                "return x - softplus(x)",
                see="stability#the-slope-again",
            ),
            Mistake(
                "the larger for the smaller",
                "Far to the left the answer is nearly x, far to the right "
                "it is nearly 0: that is the smaller of x and 0. Here the "
                "larger was taken.",
                "return np.maximum(x, 0) - np.log1p(np.exp(-np.abs(x)))",
            ),
            Mistake(
                "the other answer",
                "-softplus(x) is the logarithm of 1 - sigmoid(x), which "
                "belongs to the answer no. For yes the score keeps its "
                "sign in the sigmoid, so it turns in the softplus.",
                "return -softplus(x)",
            ),
            Mistake(
                "the cost instead of the logarithm",
                "This is -log of the sigmoid, what a loss adds up. The "
                "logarithm of a number below 1 is negative.",
                "return softplus(-x)",
            ),
        ),
    ),
    Exercise(
        logsumexp,
        see="stability#the-log-sum-exp-trick",
        target="x = np.array([[1000.0, 1001.0], [-1000.0, -np.inf]])\n"
        "print(logsumexp(x, 1).round(4))",
        equivalent={
            "0 -> 1": "where all are -inf, any finite number may be taken "
            "away: the sum is 0, its logarithm -inf",
            "0 -> -1": "as for 1: any finite number will do",
        },
        race=Race(_draw_many_rows, _ROWS),
        checks=(
            Check(
                "logsumexp(x, axis)",
                _draw_lines,
                about="tables, along rows and along columns",
                hint="np.exp, np.sum and np.log, with axis=axis where an "
                "axis goes away.",
                points=2,
                atol=1e-12,
            ),
            Check(
                "logsumexp(x, axis)",
                _draw_blocks,
                about="one axis and three, float32 as well as float64",
                hint="With keepdims=True a maximum lines up with x, on "
                "every axis. In the answer that axis is gone.",
                atol=1e-6,
            ),
            Check(
                "logsumexp(x, axis)",
                _draw_heights,
                about="lines around 1000, 0 and -1000, without a warning",
                hint="Pull the largest entry of each line out of its sum, "
                "before np.exp sees it.",
                points=2,
                atol=1e-6,
                silent=True,
            ),
            Check(
                "logsumexp(x, axis)",
                _draw_empty_sums,
                about="entries of -inf, and a line of nothing else",
                hint="What is -inf - -inf? Where the largest entry is not "
                "finite, subtract something harmless.",
                atol=1e-12,
                silent=True,
            ),
        ),
        mistakes=(
            Mistake(
                "as the formula stands",
                "e^1000 is too large for a float, and e^-1000 is 0. The "
                "answer lies between the two and would fit: pull the "
                "largest entry out of the sum first.",
                "return np.log(np.sum(np.exp(x), axis=axis))",
            ),
            Mistake(
                "one maximum for all lines",
                "The largest entry of the whole array saves the line it "
                "stands in. In a line that lies far below it every "
                "exponential is 0, and the logarithm -inf.",
                """
                top = np.max(x)
                return top + np.log(np.sum(np.exp(x - top), axis=axis))
                """,
            ),
            Mistake(
                "-inf minus -inf",
                "Where a whole line is -inf, its largest entry is -inf, "
                "too, and the difference of the two has no value. The sum "
                "is 0 there, and its logarithm -inf.",
                """
                top = np.max(x, axis=axis, keepdims=True)
                total = np.sum(np.exp(x - top), axis=axis)
                return np.squeeze(top, axis) + np.log(total)
                """,
                see="stability#two-branches",
            ),
            Mistake(
                "the maxima do not line up",
                "Without keepdims the maxima have one axis less than x, and "
                "broadcasting lays them along the last one. That is right "
                "for axis 0 by luck, and for a square table it is wrong "
                "without any error.",
                """
                top = np.max(x, axis=axis)
                return top + np.log(np.sum(np.exp(x - top), axis=axis))
                """,
            ),
            Mistake(
                "the axis was kept",
                "The values are right, but the summed axis is still there, "
                "with length 1. keepdims=True is for the maximum that is "
                "subtracted, not for the answer.",
                """
                top = np.max(x, axis=axis, keepdims=True)
                top = np.where(np.isfinite(top), top, 0)
                total = np.sum(np.exp(x - top), axis=axis, keepdims=True)
                with np.errstate(divide="ignore"):
                    return top + np.log(total)
                """,
            ),
            Mistake(
                "the axis was ignored",
                "np.sum without an axis adds up the whole array, and one "
                "number comes back. One for each line is asked for.",
                """
                top = np.max(x)
                return top + np.log(np.sum(np.exp(x - top)))
                """,
            ),
            Mistake(
                "always the last axis",
                "This sums along the last axis, whichever was asked for. "
                "The argument `axis` has to reach every maximum and sum.",
                """
                top = np.max(x, axis=-1, keepdims=True)
                total = np.sum(np.exp(x - top), axis=-1)
                return np.squeeze(top, -1) + np.log(total)
                """,
            ),
            Mistake(
                "the maximum was not added back",
                "What was pulled out of the sum as a factor comes back as a "
                "summand: log(e^m s) is m + log(s).",
                """
                top = np.max(x, axis=axis, keepdims=True)
                return np.log(np.sum(np.exp(x - top), axis=axis))
                """,
            ),
            Mistake(
                "the largest counted twice",
                "log1p adds a 1 to its argument. With two terms that is the "
                "larger one, e^0, which was left out of the sum; here the "
                "sum holds it already.",
                """
                top = np.max(x, axis=axis, keepdims=True)
                total = np.sum(np.exp(x - top), axis=axis)
                return np.squeeze(top, axis) + np.log1p(total)
                """,
            ),
        ),
    ),
    Exercise(
        softmax,
        see="stability#the-log-sum-exp-trick",
        target="x = np.array([[1000.0, 1001.0], [-1000.0, -np.inf]])\n"
        "print(softmax(x, 1).round(4))",
        checks=(
            Check(
                "softmax(x, axis)",
                _draw_lines,
                about="tables, along rows and along columns",
                hint="Each exponential is divided by the sum of its own "
                "line; does that sum line up with x?",
                points=2,
            ),
            Check(
                "softmax(x, axis)",
                _draw_blocks,
                about="one axis and three, float32 as well as float64",
                hint="Work on whole arrays, name no data type, and leave x "
                "as it is.",
            ),
            Check(
                "softmax(x, axis)",
                _draw_heights,
                about="lines around 1000, 0 and -1000, without a warning",
                hint="Only differences count: the same number may be "
                "subtracted from a whole line. Which one makes e^x safe?",
                points=2,
                silent=True,
            ),
            Check(
                "softmax(x, axis)",
                _draw_masked,
                about="entries of -inf get no share",
                hint="np.exp(-np.inf) is 0 already; nothing has to be "
                "replaced.",
                silent=True,
            ),
        ),
        mistakes=(
            Mistake(
                "as the formula stands",
                "For large entries this is inf / inf, for very small ones "
                "0 / 0, and both are nan. Subtract the largest entry of "
                "each line first; the shares stay the same.",
                """
                share = np.exp(x)
                return share / np.sum(share, axis=axis, keepdims=True)
                """,
            ),
            Mistake(
                "one maximum for all lines",
                "The largest entry of the whole array saves the line it "
                "stands in. In a line far below it every exponential is 0, "
                "and 0 / 0 is nan.",
                """
                share = np.exp(x - np.max(x))
                return share / np.sum(share, axis=axis, keepdims=True)
                """,
            ),
            Mistake(
                "a small number in the denominator",
                "It keeps 0 / 0 away and is not needed once the largest "
                "entry of each line has become e^0 = 1. All shares are a "
                "little too small now.",
                """
                share = np.exp(x - np.max(x, axis=axis, keepdims=True))
                total = np.sum(share, axis=axis, keepdims=True)
                return share / (total + 1e-6)
                """,
                see="stability#the-loss-take-the-logits",
            ),
            Mistake(
                "the exponent was clipped",
                "Clipping stops the overflow by making all large entries "
                "equal, so they get equal shares. Subtracting the largest "
                "keeps their differences.",
                """
                share = np.exp(np.clip(x, -50, 50))
                return share / np.sum(share, axis=axis, keepdims=True)
                """,
            ),
            Mistake(
                "the sum of the whole array",
                "Without an axis np.sum adds up everything, and all shares "
                "together are one whole. Each line should be one.",
                """
                share = np.exp(x - np.max(x, axis=axis, keepdims=True))
                return share / np.sum(share)
                """,
                also=(
                    "return np.exp(x) / np.sum(np.exp(x))",
                    """
                    share = np.exp(x - np.max(x))
                    return share / np.sum(share)
                    """,
                ),
            ),
            Mistake(
                "always the last axis",
                "The shares sum to 1 along the last axis, whichever was "
                "asked for. The argument `axis` has to reach the maximum "
                "and the sum.",
                """
                share = np.exp(x - np.max(x, axis=-1, keepdims=True))
                return share / np.sum(share, axis=-1, keepdims=True)
                """,
            ),
            Mistake(
                "subtracted at the top only",
                "The largest entry was subtracted in the numerator and not "
                "in the sum, so the two no longer belong together. Compute "
                "the exponentials once and use them twice.",
                """
                top = np.max(x, axis=axis, keepdims=True)
                total = np.sum(np.exp(x), axis=axis, keepdims=True)
                return np.exp(x - top) / total
                """,
            ),
            Mistake(
                "the sums do not line up",
                "Without keepdims the sums have one axis less than the "
                "exponentials, and broadcasting lays them along the last "
                "one. That is right for axis 0 only by luck.",
                """
                share = np.exp(x - np.max(x, axis=axis, keepdims=True))
                return share / np.sum(share, axis=axis)
                """,
            ),
            Mistake(
                "the input was overwritten",
                "`x -= ...` changes the caller's scores, and the caller "
                "still needs them. `x - ...` makes a new array.",
                """
                x -= np.max(x, axis=axis, keepdims=True)
                share = np.exp(x)
                return share / np.sum(share, axis=axis, keepdims=True)
                """,
            ),
        ),
    ),
    Exercise(
        bce_with_logits,
        see="stability#the-loss-take-the-logits",
        builds_on=("stable_sigmoid", "softplus", "log_sigmoid"),
        target="x = np.array([-800.0, -30.0, 0.0, 2.0])\n"
        "t = np.array([1.0, 0.0, 1.0, 0.3])\n"
        'print([f"{loss:.4g}" for loss in bce_with_logits(x, t)])',
        checks=(
            Check(
                "bce_with_logits(x, t)",
                vectors(8, x=_ANY, t=_TARGET),
                about="ordinary logits, targets from 0 to 1",
                hint="Two terms: what a yes costs, weighted with t, and "
                "what a no costs, weighted with 1 - t.",
                points=2,
                atol=1e-12,
            ),
            Check(
                "bce_with_logits(x, t)",
                _draw_batches,
                about="every shape, float32 as well as float64",
                hint="One loss for each element, in the shape of x.",
                atol=1e-6,
            ),
            Check(
                "bce_with_logits(x, t)",
                _draw_sure_and_right,
                about="sure and right: tiny losses, in all their digits",
                hint="Where the loss is tiny, the large parts must cancel "
                "exactly, before anything small is added. And 1 plus "
                "something tiny is 1.",
                points=2,
            ),
            Check(
                "bce_with_logits(x, t)",
                _draw_sure,
                about="logits in the hundreds, without a warning",
                hint="Never form the probability. Put z = np.exp(-np.abs(x)) "
                "into the formula and see which large parts remain.",
                silent=True,
            ),
        ),
        mistakes=(
            Mistake(
                "the mean was taken",
                "The losses are right, but their mean came back. Here one "
                "loss for each element is asked for; whoever trains may "
                "take the mean afterwards.",
                """
                z = np.exp(-np.abs(x))
                return np.mean(np.maximum(x, 0) - x * t + np.log1p(z))
                """,
            ),
            Mistake(
                "from the probability",
                "Once the sigmoid is rounded to 0 or 1 its logarithm is "
                "-inf or 0, and the loss infinite, nan or 0. Give the "
                "loss the logits.",
                """
                p = stable_sigmoid(x)
                return -(t * np.log(p) + (1 - t) * np.log(1 - p))
                """,
            ),
            Mistake(
                "the probability was clipped",
                "Clipping makes the loss finite and wrong: no error costs "
                "more than 16, and no success less than 1e-7. The formula "
                "with the logit needs no clip.",
                """
                p = np.clip(stable_sigmoid(x), 1e-7, 1 - 1e-7)
                return -(t * np.log(p) + (1 - t) * np.log(1 - p))
                """,
            ),
            Mistake(
                "large parts cancel too late",
                "(1 - t) x - log sigmoid(x) never overflows. But far to the "
                "left, with target 0, it is the difference of two numbers "
                "near x, and the small loss drowns in their rounding.",
                "return (1 - t) * x - log_sigmoid(x)",
                see="stability#the-slope-again",
            ),
            Mistake(
                "log1p forgotten",
                "For a sure and right answer z is tiny, 1 + z is rounded to "
                "1, and the loss loses its digits. np.log1p(z) never forms "
                "the sum.",
                """
                z = np.exp(-np.abs(x))
                return np.maximum(x, 0) - x * t + np.log(1 + z)
                """,
                see="stability#the-log-sum-exp-trick",
            ),
            Mistake(
                "e^x overflows",
                "softplus(x) - t x is the loss, but log1p(e^x) is infinite "
                "for logits in the hundreds. For a sure and right yes it "
                "also subtracts two numbers near x. Pull the larger part "
                "out of the logarithm.",
                "return np.log1p(np.exp(x)) - x * t",
                see="stability#the-log-sum-exp-trick",
            ),
            Mistake(
                "only the yes",
                "-t log sigmoid(x) is what a yes costs. With target 0 it is "
                "0 whatever the logit: the term with 1 - t is missing.",
                "return -t * log_sigmoid(x)",
            ),
            Mistake(
                "targets taken as yes or no",
                "This chooses one of two costs by the target. A target of "
                "0.3 is a mixture of both, weighted with t and 1 - t.",
                """
                return np.where(t == 1, softplus(-x), softplus(x))
                """,
            ),
            Mistake(
                "yes and no swapped",
                "This is the loss for the target 1 - t. A large logit with "
                "the target 1 must be cheap.",
                "return softplus(x) - x * (1 - t)",
            ),
            Mistake(
                "the wrong sign",
                "This is the logarithm of the probability, which is "
                "negative. A loss is its negative: it grows with the error.",
                "return x * t - softplus(x)",
            ),
        ),
    ),
    Exercise(
        bce_with_logits_grad,
        see="stability#the-loss-take-the-logits",
        builds_on=("stable_sigmoid", "stable_sigmoid_grad"),
        target="x = np.array([-800.0, 0.0, 2.0, 30.0])\n"
        "t = np.array([1.0, 1.0, 0.3, 1.0])\n"
        'print([f"{d:.4g}" for d in bce_with_logits_grad(x, t)])',
        checks=(
            Check(
                "bce_with_logits_grad(x, t)",
                vectors(8, x=_ANY, t=_TARGET),
                about="ordinary logits, targets from 0 to 1",
                hint="It is positive where the probability is above the "
                "target, and always between -1 and 1.",
                points=2,
                atol=1e-12,
            ),
            Check(
                "bce_with_logits_grad(x, t)",
                shapes(x=_ANY, t=_TARGET),
                about="every shape, float32 as well as float64",
                hint="One number for each element, and no division by how "
                "many there are.",
                atol=1e-6,
            ),
            Check(
                "bce_with_logits_grad(x, t)",
                _draw_sure_grads,
                about="sure, right or wrong: all digits and no warning",
                hint="Write the loss as a part with t and a part with 1 - t "
                "and take the derivative of each. Where 1 - sigmoid(x) "
                "turns up, there is a better way to write it.",
                points=2,
                silent=True,
            ),
        ),
        mistakes=(
            Mistake(
                "downhill instead of uphill",
                "t - sigmoid(x) is the direction in which the loss falls. "
                "The derivative points the other way; the optimiser turns "
                "it round itself.",
                "return t - stable_sigmoid(x)",
            ),
            Mistake(
                "divided by the number of elements",
                "That is the gradient of the mean loss. Here no mean was "
                "taken, so each element has its own whole derivative.",
                "return (stable_sigmoid(x) - t) / x.size",
            ),
            Mistake(
                "sigmoid minus target cancels",
                "On paper this is the answer. For a large logit and the "
                "target 1 the sigmoid is rounded to almost 1, and 1 - 1 has "
                "no digits left. -sigmoid(-x) is the same number with all "
                "of them.",
                "return stable_sigmoid(x) - t",
                see="stability#the-slope-again",
            ),
            Mistake(
                "the chain rule in two steps",
                "The slope of the loss by p, times the slope of p by x. On "
                "paper p (1 - p) cancels; in floats p is 0 or 1, and "
                "0 / 0 is nan. Cancel on paper, before the code.",
                """
                p = stable_sigmoid(x)
                by_p = (1 - t) / (1 - p) - t / p
                return by_p * p * (1 - p)
                """,
            ),
            Mistake(
                "the probability was clipped",
                "Clipping p is harmless in the middle. For a sure and right "
                "answer the derivative is then never smaller than 1e-7, so "
                "training never leaves it in peace.",
                "return np.clip(stable_sigmoid(x), 1e-7, 1 - 1e-7) - t",
            ),
            Mistake(
                "the slope of the sigmoid came along",
                "(p - t) p (1 - p) is the derivative of half the squared "
                "error. In the cross entropy the factor p (1 - p) cancels, "
                "and that is why it learns from sure mistakes.",
                """
                p = stable_sigmoid(x)
                return (p - t) * stable_sigmoid_grad(x, np.ones_like(x))
                """,
            ),
            Mistake(
                "the score instead of its sigmoid",
                "x - t compares a score with a probability. Squash the "
                "score first.",
                "return x - t",
            ),
            Mistake(
                "by the target instead of the logit",
                "-x is what the loss changes with t. The target is given; "
                "it is the logit that is trained.",
                "return -x",
            ),
        ),
    ),
    Exercise(
        ulp_error,
        see="stability#count-ulps",
        target="y = np.array([1.0, 0.1, -3e-45], dtype=np.float32)\n"
        "exact = np.array([1.0 + 1e-7, 0.1, 0.0])\n"
        "print(ulp_error(y, exact).round(4))",
        checks=(
            Check(
                "ulp_error(y, exact)",
                _draw_singles,
                about="float32 answers, a few last places off",
                hint="Three things: the difference in float64, the gap of a "
                "float of y's type at the exact value, their ratio. Gaps "
                "are positive, and so are errors.",
                points=2,
            ),
            Check(
                "ulp_error(y, exact)",
                _draw_kinds,
                about="float16, float32 and float64, every shape",
                hint="np.spacing answers in the data type that it is asked "
                "in: ask with exact.astype(y.dtype).",
            ),
            Check(
                "ulp_error(y, exact)",
                _draw_boundaries,
                about="beside powers of two, subnormals and zero",
                hint="At a power of two the gap doubles, and near 0 it "
                "stops shrinking. Whose gap counts, that of y or that of "
                "the exact value?",
                points=2,
            ),
            Check(
                "ulp_error(y, exact)",
                _draw_lost,
                about="answers that are nan or infinite",
                hint="nan minus a number is nan, and so is its error; which "
                "number says as wrong as can be?",
            ),
        ),
        mistakes=(
            Mistake(
                "the gaps of float64",
                "np.spacing(exact) is the gap between float64 numbers, for "
                "exact is float64. y can only be as good as its own type: "
                "ask for the gap there.",
                "return np.abs(y - exact) / np.spacing(np.abs(exact))",
            ),
            Mistake(
                "the gap at 1 for every number",
                "eps is the gap at 1. At 1000 the gap is 512 times as "
                "large, and at 0.001 it is 1024 times as small.",
                "return np.abs(y - exact) / float(np.finfo(y.dtype).eps)",
                see="stability#floats-in-one-page",
            ),
            Mistake(
                "a relative error",
                "Between two powers of two the gap stays the same while the "
                "number doubles, so a relative error in units of eps is up "
                "to twice too small. Near 0 it is nonsense.",
                """
                with np.errstate(all="ignore"):
                    size = np.abs(exact) * float(np.finfo(y.dtype).eps)
                    return np.abs(y - exact) / size
                """,
                see="stability#floats-in-one-page",
            ),
            Mistake(
                "the exact value was rounded",
                "This counts from the float next to the exact value, so "
                "only whole numbers come out: an error of 0.4 looks like 0. "
                "Round exact for the gap, and not for the difference.",
                """
                near = exact.astype(y.dtype)
                gap = np.spacing(np.abs(near)).astype(np.float64)
                return np.abs(y - near.astype(np.float64)) / gap
                """,
            ),
            Mistake(
                "gaps below zero",
                "np.spacing of a negative number is negative, and with it "
                "the error. Ask for the gap at the size of the number.",
                """
                gap = np.spacing(exact.astype(y.dtype))
                return np.abs(y - exact) / gap
                """,
            ),
            Mistake(
                "the gap at the answer",
                "The measuring rod must not depend on what is measured: if "
                "y is wrong, its gap is, too. Take the gap at the exact "
                "value.",
                "return np.abs(y - exact) / np.spacing(np.abs(y))",
            ),
            Mistake(
                "errors with a sign",
                "An answer below the exact value got a negative error, and "
                "the largest error of many would overlook it. Take the size "
                "of the difference.",
                """
                gap = np.spacing(np.abs(exact).astype(y.dtype))
                return (y - exact) / gap
                """,
            ),
            Mistake(
                "nan slips through",
                "The error of a nan is nan here. Every comparison with nan "
                "is false, so a test such as `(error > 5).any()` would pass "
                "it. Make it infinite.",
                """
                gap = np.spacing(np.abs(exact).astype(y.dtype))
                return np.abs(y - exact) / gap
                """,
                see="stability#test-a-property",
            ),
        ),
    ),
    Exercise(
        first_saturated,
        see="stability#saturation-is-another-thing",
        builds_on=("stable_sigmoid",),
        target="for kind in [np.float16, np.float32, np.float64]:\n"
        '    print(kind.__name__, f"{first_saturated(kind):.2f}")',
        equivalent={
            "dtype(0) -> 0": "a Python number takes the type of the other "
            "bound",
            "dtype(64) -> 64": "a Python number takes the type of the other "
            "bound",
            "0 -> 1": "the search ends at the same float from any two bounds "
            "around it",
            "0 -> -1": "the search ends at the same float from any two "
            "bounds around it",
            "64 -> 65": "the search ends at the same float from any two "
            "bounds around it",
        },
        checks=(
            Check(
                "first_saturated(np.float32)",
                lambda rng: [{}],
                about="float32, exactly",
                hint="Keep a score that is not saturated and one that is, "
                "and halve the distance until they are neighbours.",
                points=2,
                rtol=0.0,
            ),
            Check(
                "first_saturated(np.float64)",
                lambda rng: [{}],
                about="float64, exactly",
                hint="Is the sigmoid of your answer 1? And that of the "
                "float just below, np.nextafter(x, 0), still less?",
                points=2,
                rtol=0.0,
            ),
            Check(
                "first_saturated(np.float16)",
                lambda rng: [{}],
                about="float16, exactly",
                hint="Start with dtype(0) and dtype(64); a sum or a half of "
                "such numbers stays in their type.",
                rtol=0.0,
            ),
        ),
        mistakes=(
            Mistake(
                "a grid instead of the floats",
                "This tries scores that are a hundredth or so apart and finds "
                "the first on that grid. Between two of them lie thousands "
                "of floats. Halve an interval again and again instead.",
                """
                x = (np.arange(6400) / 100).astype(dtype)
                return x[stable_sigmoid(x) == 1][0]
                """,
                also=tuple(
                    f"""
                    x = dtype(0)
                    while stable_sigmoid(x) < 1:
                        x += dtype({step})
                    return x
                    """
                    for step in (0.1, 0.01)
                ),
            ),
            Mistake(
                "one float too small",
                "There the sigmoid is still less than 1. The lower end of a "
                "bisection is such a number, and a logarithm that was "
                "rounded down is one, too: look at the float above.",
                """
                low, high = dtype(0), dtype(64)
                while np.nextafter(low, high) < high:
                    middle = (low + high) / 2
                    if stable_sigmoid(middle) < 1:
                        low = middle
                    else:
                        high = middle
                return low
                """,
            ),
            Mistake(
                "searched in float64",
                "The search ran in float64, where the sigmoid saturates "
                "much later, and only its end was converted. Start with "
                "numbers of the type that was asked for.",
                """
                low, high = 0.0, 64.0
                while np.nextafter(low, high) < high:
                    middle = (low + high) / 2
                    if 1 / (1 + np.exp(-middle)) < 1:
                        low = middle
                    else:
                        high = middle
                return dtype(high)
                """,
                see="stability#floats-in-one-page",
            ),
            Mistake(
                "float32 learnt by heart",
                "16.64 is where float32 ends. The other types have other "
                "gaps at 1, so they saturate elsewhere.",
                "return dtype(16.635532)",
            ),
            Mistake(
                "a whole gap instead of half of one",
                "1 + z is rounded to 1 as soon as z is half a gap: then 1 "
                "is the nearest float. Up to a whole gap it is not, so this "
                "score is too small.",
                "return -np.log(np.finfo(dtype).eps)",
                see="stability#floats-in-one-page",
            ),
            Mistake(
                "where the exponential is 0",
                "This is where e^-x underflows, the end of the slope. The "
                "sigmoid is 1 long before: z has to vanish beside 1, not by "
                "itself.",
                """
                low, high = dtype(0), dtype(800)
                while np.nextafter(low, high) < high:
                    middle = (low + high) / 2
                    if np.exp(-middle) > 0:
                        low = middle
                    else:
                        high = middle
                return high
                """,
            ),
            Mistake(
                "nearly 1 taken for 1",
                "np.isclose allows an error of about 1e-5, so it says yes "
                "far too early. The question is when the two are equal.",
                """
                low, high = dtype(0), dtype(64)
                while np.nextafter(low, high) < high:
                    middle = (low + high) / 2
                    if not np.isclose(stable_sigmoid(middle), 1):
                        low = middle
                    else:
                        high = middle
                return high
                """,
                see="stability#a-tolerance-can-be-blind",
            ),
        ),
    ),
    Exercise(
        step_of_difference,
        see="stability#the-step-of-a-difference",
        challenge=True,
        target="x = np.linspace(0.5, 1.0, 6)\n"
        "steps = np.array([1e-11, 1e-9, 1e-7, 1e-5, 1e-3, 1e-1])\n"
        "print(step_of_difference(np.sin, np.cos, x, steps))",
        checks=(
            Check(
                "step_of_difference(np.sin, np.cos, x, steps)",
                _draw_steps([1, 5, 9, 13, 17, 23, 29, 35], np.float64),
                about="the sine in float64",
                hint="One central difference for each step and each place: "
                "x[:, None] and steps broadcast to a table. Then the "
                "largest error of each column.",
                points=2,
            ),
            Check(
                "step_of_difference(np.cos, lambda x: -np.sin(x), x, steps)",
                _draw_steps([0, 4, 8, 12, 17, 21], np.float32),
                about="the cosine in float32",
                hint="In float32 the values are rounded sooner, so the best "
                "step is longer. Let everything stay in the type of x.",
                points=2,
            ),
            Check(
                "step_of_difference("
                "lambda x: np.sin(x / 2), lambda x: np.cos(x / 2) / 2, "
                "x, steps)",
                _draw_steps([1, 5, 9, 13, 17, 23, 29, 35], np.float64),
                about="a slower sine",
                hint="Compare with slope(x), and return the step itself.",
            ),
        ),
        mistakes=(
            Mistake(
                "the shorter the better",
                "A very short step leaves two values that differ in their "
                "last digits only, and the division blows up their "
                "rounding. Both ends of the valley are bad.",
                "return np.min(steps)",
            ),
            Mistake(
                "one side only",
                "(f(x + eps) - f(x)) / eps is another difference with "
                "another valley: it bends away sooner, so its best step is "
                "shorter.",
                """
                at = x[:, None]
                found = (f(at + steps) - f(at)) / steps
                worst = np.max(np.abs(found - slope(at)), axis=0)
                return steps[np.argmin(worst)]
                """,
            ),
            Mistake(
                "divided by one step",
                "From x - eps to x + eps it is two steps. Without the 2 "
                "every difference is twice the slope, and the least bad of "
                "them means nothing.",
                """
                at = x[:, None]
                found = (f(at + steps) - f(at - steps)) / steps
                worst = np.max(np.abs(found - slope(at)), axis=0)
                return steps[np.argmin(worst)]
                """,
            ),
            Mistake(
                "measured in float64",
                "The differences were taken in float64, whatever the type "
                "of x. In float32 the values are rounded sooner, and the "
                "best step is longer.",
                """
                at, eps = np.float64(x)[:, None], np.float64(steps)
                found = (f(at + eps) - f(at - eps)) / (2 * eps)
                worst = np.max(np.abs(found - slope(at)), axis=0)
                return steps[np.argmin(worst)]
                """,
            ),
            Mistake(
                "its place instead of the step",
                "np.argmin says where the least error stands. The step that "
                "stands there is steps[...].",
                """
                at = x[:, None]
                found = (f(at + steps) - f(at - steps)) / (2 * steps)
                worst = np.max(np.abs(found - slope(at)), axis=0)
                return np.argmin(worst)
                """,
            ),
            Mistake(
                "the error instead of the step",
                "This is how good the best step is. The question is which "
                "one it is: np.argmin finds its place.",
                """
                at = x[:, None]
                found = (f(at + steps) - f(at - steps)) / (2 * steps)
                worst = np.max(np.abs(found - slope(at)), axis=0)
                return np.min(worst)
                """,
            ),
        ),
    ),
]
