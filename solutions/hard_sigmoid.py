"""The hard sigmoid, with a ruler.

Each exercise is one function.
Write it with NumPy, run its cell, then run the check below it.
The line above the check shows what a right answer prints.
"""

import numpy as np

from lucid_edu.grading.draws import SHAPES, either, shapes, uniform, vectors
from lucid_edu.grading.exercise import Check, Exercise, Mistake, Race


def hard_sigmoid(
    x: np.ndarray, alpha: float = 0.2, beta: float = 0.5
) -> np.ndarray:
    r"""Can a sigmoid be drawn with a ruler?

    Return the hard sigmoid of every element of `x`,

    $$h(x) = \min(1, \max(0, \alpha x + \beta)).$$

    `x` may have any shape, and may be float32 or float64; the answer has
    the same shape and the same data type, and `x` stays as it was.
    `alpha` is a Python number greater than 0, `beta` one between 0 and 1.
    Far out the answer is 0 or 1, at $-\infty$ and $\infty$ too; nan stays
    nan.

    The last check asks for scores just above the lower kink, and for every
    digit of the answer.
    There $\alpha x + \beta$ loses its digits; $\alpha\,(x + \beta / \alpha)$
    is the same on paper, and loses none.
    """
    low = -beta / alpha  # the lower kink
    # Beside the kink x - low is exact, and nothing is left to cancel.
    return np.clip(alpha * (x - low), 0, 1)


def hard_swish(x: np.ndarray) -> np.ndarray:
    r"""What happens when a score is its own gate?

    Return the hard swish of every element of `x`,

    $$\operatorname{hswish}(x) = x \cdot
      \frac{\operatorname{relu6}(x + 3)}{6}, \qquad
      \operatorname{relu6}(u) = \min(6, \max(0, u)).$$

    The fraction is the hard sigmoid of slope 1/6, and you may call your
    own `hard_sigmoid`.
    Shape and data type are those of `x`.
    The last check has float16 among its data types, as phones use it; no
    float16 is larger than 65504.
    """
    # The gate first: 6 * x might be larger than the largest float.
    return x * hard_sigmoid(x, 1 / 6)


def hard_sigmoid_grad(
    x: np.ndarray, g: np.ndarray, alpha: float = 0.2, beta: float = 0.5
) -> np.ndarray:
    r"""Where does a hard sigmoid learn?

    Return the incoming gradient `g` times the slope of the hard sigmoid at
    `x`, where

    $$h'(x) = \begin{cases}
      \alpha & -\beta / \alpha < x < (1 - \beta) / \alpha, \\
      0 & \text{outside and at the kinks.} \end{cases}$$

    So the kinks are open: at a kink itself the gradient is 0.
    `x` and `g` have the same shape and data type, and so has the answer;
    both stay as they were.
    """
    inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
    return g * inside * alpha


def hard_swish_grad(x: np.ndarray, g: np.ndarray) -> np.ndarray:
    r"""Can a slope be larger than 1, or less than 0?

    Return the incoming gradient `g` times the slope of the hard swish,
    $x \cdot h(x)$ with $h(x) = \min(1, \max(0, x/6 + 1/2))$.

    Up to $x = -3$ the slope is 0, and from $x = 3$ on it is 1; both kinks
    belong to these outer parts.
    Between them use the product rule; you may call your own `hard_sigmoid`
    and `hard_sigmoid_grad`.
    `x` and `g` have the same shape and data type, and so has the answer.
    """
    # x occurs twice: once as the score, once within its gate.
    return g * hard_sigmoid(x, 1 / 6) + x * hard_sigmoid_grad(x, g, 1 / 6)


def change_slope(
    w: np.ndarray, b: np.ndarray, old: float, new: float
) -> tuple[np.ndarray, np.ndarray]:
    r"""Another slope, the same answers?

    A layer was trained as $h(xW + b)$, where $h$ is a hard sigmoid with the
    slope `old` and $\beta = 1/2$.
    Your library knows only the slope `new`, also with $\beta = 1/2$.

    Return a weight and a bias, as a tuple `(w, b)`, with which the new
    hard sigmoid gives the old answers for every $x$.
    Their shapes and data types are those of `w` and `b`, which stay as
    they were.
    Both slopes are Python numbers greater than 0.
    """
    ratio = old / new
    return w * ratio, b * ratio


def sigmoid(x):
    """Return the sigmoid of `x`, a number or an array."""
    return 1 / (1 + np.exp(-x))


def largest_gap(alpha: float, beta: float) -> float:
    r"""How far from the sigmoid is the ruler?

    Return the largest gap between the sigmoid and the hard sigmoid,

    $$\max_x |\sigma(x) - h(x)|, \qquad
      h(x) = \min(1, \max(0, \alpha x + \beta)),$$

    over all real numbers $x$.
    `alpha` is greater than 0, and `beta` lies between 0 and 1; both are
    Python numbers, and the answer is one number.
    You may call your own `hard_sigmoid`.

    Three checks forgive an error of 0.002, so that trying many $x$ will
    do.
    The last one wants six correct digits, for which a grid is too coarse:
    at which few $x$ can the gap be largest?
    """
    # Between the kinks the gap can turn only where both slopes agree:
    # y (1 - y) = alpha, so y = (1 +- root) / 2, and the logit gives x.
    root = np.sqrt(max(0, 1 - 4 * alpha))
    turn = np.log((1 + root) / (1 - root))
    x = np.array([-beta / alpha, -turn, turn, (1 - beta) / alpha])
    # A turn beyond a kink is harmless: it is some x, with its own gap.
    return np.max(np.abs(sigmoid(x) - hard_sigmoid(x, alpha, beta)))


def best_alpha(grid: np.ndarray) -> float:
    r"""Which slope would you choose?

    `grid` is an array of slopes $\alpha$, in any order, all greater than 0.
    With $\beta = 1/2$ each has a largest gap from the sigmoid.
    Return the slope of the grid whose largest gap is the smallest.
    No two slopes of a grid are equally good.

    You may call your own `largest_gap`.
    """
    gaps = [largest_gap(alpha, 0.5) for alpha in grid]
    return grid[np.argmin(gaps)]


def quantized_hard_sigmoid(
    q: np.ndarray, scale: float, zero_point: int
) -> np.ndarray:
    r"""Can a byte be squashed into a byte?

    `q` is an array of int8; each $q$ stands for the score
    $x = s\,(q - z)$, with the scale $s$ = `scale` and the zero point
    $z$ = `zero_point`, an integer from -128 to 127.

    Return an array of uint8 in the same shape: the whole numbers nearest
    to $255\,h(x)$, where $h$ is the hard sigmoid with $\alpha = 0.2$ and
    $\beta = 0.5$.
    So the byte 0 stands for 0 and the byte 255 for 1.

    Compute with floats or with wider integers, as you like; `q` stays as
    it was.
    The checks ask for no value that lies halfway between two whole
    numbers.
    """
    # An int8 difference would wrap around: -128 - 1 would be 127.
    x = scale * (q.astype(np.float64) - zero_point)
    return np.round(255 * hard_sigmoid(x)).astype(np.uint8)


def slope_grads(
    x: np.ndarray, g: np.ndarray, alpha: float = 0.2, beta: float = 0.5
) -> np.ndarray:
    r"""Could a network learn its own ruler?

    Let $\alpha$ and $\beta$ be parameters that are trained, and
    $y_i = \min(1, \max(0, \alpha x_i + \beta))$ with one $\alpha$ and one
    $\beta$ for all elements.
    `g` holds the gradients $\partial L / \partial y_i$.

    Return $\partial L / \partial \alpha$ and $\partial L / \partial \beta$
    as an array of shape `(2,)` in this order.
    Its data type is that of `x`; `x` and `g` have one shape, which may be
    any.
    The kinks are open: an element at a kink adds nothing.
    """
    inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
    arriving = g * inside
    # Each parameter was used by every element, so its shares add up.
    return np.array([np.sum(arriving * x), np.sum(arriving)])


_ANY = uniform(-6, 6)
_GRADIENT = either(uniform(-3, -0.5), uniform(0.5, 3))
_SHARES = either(uniform(-3, -0.5), uniform(0.5, 4))
# What a slow but right answer is told.
_LOOP = (
    "A loop takes the values one by one in Python; the same formula on the "
    "whole array leaves that to NumPy."
)
_SCALES = (0.02, 0.025, 0.05, 0.1)
_SLOPES = (0.16, 0.18, 0.21, 0.23, 0.26, 0.29)


def _zones(alpha=0.2, beta=0.5):
    """Return a sample that has scores below, between and above the kinks."""
    low, high = -beta / alpha, (1 - beta) / alpha
    start = np.array([low - 2.5, low + 0.1, high + 0.1])
    width = np.array([2.4, high - low - 0.2, 2.4])

    def sample(rng, shape):
        size = int(np.prod(shape))
        zone = rng.permutation((np.arange(size) + rng.integers(3)) % 3)
        x = start[zone] + width[zone] * rng.random(size)
        return np.round(x, 3).reshape(shape)

    return sample


def _rulers(rng):
    """Return slopes and heights other than 0.2 and 0.5, as Python numbers."""
    yield 1 / 6, 0.5
    for low, high in ((0.15, 0.4), (0.6, 0.85)):
        yield (
            float(np.round(rng.uniform(0.25, 0.6), 2)),
            float(np.round(rng.uniform(low, high), 2)),
        )


def _draw_rulers(rng):
    for alpha, beta in _rulers(rng):
        x = _zones(alpha, beta)(rng, (9,))
        yield {"x": x, "alpha": alpha, "beta": beta}


def _draw_ruler_slopes(rng):
    for alpha, beta in _rulers(rng):
        x, g = _zones(alpha, beta)(rng, (9,)), _GRADIENT(rng, (9,))
        yield {"x": x, "g": g, "alpha": alpha, "beta": beta}


def _draw_far(rng):
    far = rng.uniform(50, 1000, 2).round(1)
    yield {"x": np.array([-np.inf, -far[0], -2.5, 0, 2.5, far[1], np.inf])}
    yield {"x": np.array([-1.0, np.nan, np.inf], np.float32)}


def _draw_beside_the_kink(rng):
    for dtype in (np.float32, np.float64):
        gap = np.spacing(dtype(2.4))
        steps = rng.choice(np.arange(1, 40), 8, replace=False)
        yield {"x": (-2.5 + gap * steps).astype(dtype)}


def _draw_kinks(rng):
    near = np.array([-0.01, 0, 0.01])
    for dtype in (np.float64, np.float32):
        for alpha, kink in ((0.2, 2.5), (1 / 6, 3.0)):
            yield {
                "x": np.concatenate([near - kink, near + kink]).astype(dtype),
                "g": _GRADIENT(rng, (6,)).astype(dtype),
                "alpha": alpha,
            }


def _draw_swish_kinks(rng):
    near = np.array([-0.01, 0, 0.01])
    for dtype in (np.float64, np.float32):
        yield {
            "x": np.concatenate([near - 3, [0], near + 3]).astype(dtype),
            "g": _GRADIENT(rng, (7,)).astype(dtype),
        }


def _draw_large(rng):
    yield {"x": np.array([-3.0, 0.0, 3.0, 100.0])}
    for dtype, top in ((np.float16, 65000), (np.float32, 3.4e38)):
        share = rng.uniform(0.2, 1, 6) * np.array([1, 1, 1, 1, -1, -1])
        yield {"x": (top * share).astype(dtype)}


def _layers(dtype):
    def draw(rng):
        flat, steep = np.sort(rng.choice(_SLOPES, 2, replace=False))
        for old, new in ((0.2, 1 / 6), (steep, flat), (flat, steep)):
            w = rng.normal(size=(4, 6)).round(3).astype(dtype)
            yield {
                "w": w[:, ::2] if dtype == np.float32 else w,
                "b": _GRADIENT(rng, (w.shape[1],)).astype(dtype),
                "old": float(old),
                "new": float(new),
            }

    return draw


_UNEVEN = tuple(
    (*slopes, *heights)
    for slopes in ((0.1, 0.16), (0.3, 0.6))
    for heights in ((0.2, 0.4), (0.6, 0.8))
)


def _lines(*ranges):
    """Return a draw of one line for each range of slopes and heights."""

    def draw(rng):
        for *alphas, low, high in ranges:
            yield {
                "alpha": float(np.round(rng.uniform(*alphas), 3)),
                "beta": float(np.round(rng.uniform(low, high), 3)),
            }

    return draw


_FLAT = (0.1, 0.11, 0.12, 0.13, 0.14, 0.15)
_STEEP = (0.22, 0.24, 0.26, 0.28, 0.3)


def _parts(rng):
    """Return slopes too flat, the best, one best by area, two too steep."""
    return (
        rng.choice(_FLAT, 2, replace=False),
        rng.choice([0.173, 0.174, 0.18, 0.181], 1),
        rng.choice([0.198, 0.199, 0.201, 0.202], 1),
        np.array([rng.choice(_STEEP), rng.choice([0.4, 0.45, 0.5])]),
    )


def _draw_sorted_grids(rng):
    for _ in range(3):
        yield {"grid": np.sort(np.concatenate(_parts(rng)))}


def _draw_shuffled_grids(rng):
    for _ in range(3):
        *rest, steep = _parts(rng)
        # It begins with a rise of the gap, to catch who stops there.
        rest = rng.permutation(np.concatenate(rest))
        yield {"grid": np.concatenate([steep, rest])}


def _draw_one_sided_grids(rng):
    yield {"grid": rng.choice(_FLAT, 3, replace=False)}
    yield {"grid": rng.choice(_STEEP, 3, replace=False)}


def _bytes(rng, scale, zero_point, size, wraps=False):
    """Return bytes whose answers are no halves, from all three zones."""
    q = np.arange(-128, 128)
    exact = 255 * np.clip(0.2 * scale * (q - zero_point) + 0.5, 0, 1)
    part = exact % 1
    kinds = [(part > 0.6), (part > 0.1) & (part < 0.4), part == 0]
    if wraps:
        kinds[-1] = np.abs(q - zero_point + 0.5) > 128
    drawn = [rng.choice(q[kinds[i % len(kinds)]]) for i in range(size)]
    return rng.permutation(np.array(drawn, np.int8))


def _draw_bytes(rng):
    for scale, zero_point in ((0.05, 10), (0.05, -10)):
        q = _bytes(rng, scale, zero_point, 9)
        yield {"q": q, "scale": scale, "zero_point": zero_point}


def _draw_scales(rng):
    for scale in rng.choice(_SCALES, 3, replace=False):
        zero_point = int(rng.integers(5, 20) * rng.choice([-1, 1]))
        yield {
            "q": _bytes(rng, scale, zero_point, 9),
            "scale": float(scale),
            "zero_point": zero_point,
        }


def _draw_wraps(rng):
    for sign in (-1, 1):
        zero_point = sign * int(rng.integers(90, 120))
        yield {
            "q": _bytes(rng, 0.02, zero_point, 8, wraps=True),
            "scale": 0.02,
            "zero_point": zero_point,
        }


def _draw_byte_shapes(rng):
    for shape in (*SHAPES, (3, 8)):
        q = _bytes(rng, 0.05, 12, int(np.prod(shape))).reshape(shape)
        q = q[:, ::2] if shape == (3, 8) else q
        yield {"q": q, "scale": 0.05, "zero_point": 12}


def _draw_shares(rng):
    for size in (7, 12):
        yield {"x": _zones()(rng, (size,)), "g": _SHARES(rng, (size,))}


EXERCISES = [
    Exercise(
        hard_sigmoid,
        see="hard_sigmoid#what-a-sigmoid-costs",
        target="print(hard_sigmoid(np.array([-3.0, -1.0, 0.0, 1.0, 3.0])))",
        curve=(-4.0, 4.0),
        race=Race(vectors(100_000, x=_ANY), _LOOP),
        checks=(
            Check(
                "hard_sigmoid(x)",
                vectors(9, x=_zones()),
                about="scores below, between and above the kinks",
                hint="First the straight line, for all of x; then cut it "
                "off at 0 and at 1. np.clip does both cuts.",
                points=2,
            ),
            Check(
                "hard_sigmoid(x, alpha, beta)",
                _draw_rulers,
                about="other slopes and other heights",
                hint="Do any of the numbers 0.2, 0.5 or 2.5 stand in your "
                "code? Where do alpha and beta put the kinks?",
            ),
            Check(
                "hard_sigmoid(x)",
                shapes(x=_ANY),
                about="every shape, float32 as well as float64",
                hint="Use NumPy operations on the whole array, name no data "
                "type, and write nothing into x. A single number has no "
                "elements to write into; np.clip and np.where take it, too.",
                atol=1e-6,
            ),
            Check(
                "hard_sigmoid(x)",
                _draw_far,
                about="scores far out, infinite ones and nan",
                hint="What is 0 times infinity? Cut with np.clip, or choose "
                "with np.where, instead of multiplying by a mask.",
            ),
            Check(
                "hard_sigmoid(x)",
                _draw_beside_the_kink,
                about="every digit, just above the lower kink",
                hint="Let x meet the kink -beta / alpha first, while both "
                "are exact, and multiply by alpha afterwards.",
            ),
        ),
        mistakes=(
            Mistake(
                "a digit lost beside the kink",
                "alpha * x + beta is right nearly everywhere. Just above "
                "the lower kink alpha * x is rounded and nearly -beta; the "
                "sum cancels, and what remains is mostly the rounding.",
                "return np.clip(alpha * x + beta, 0, 1)",
                see="hard_sigmoid#a-digit-lost-beside-the-kink",
            ),
            Mistake(
                "the other hard sigmoid",
                "This is the hard sigmoid with the slope 1/6, as PyTorch "
                "has it. Here the slope is alpha, and 0.2 if nobody says "
                "otherwise.",
                "return np.clip((x + 3) / 6, 0, 1)",
                see="hard_sigmoid#two-rulers-one-name",
            ),
            Mistake(
                "alpha and beta were ignored",
                "The numbers 0.2 and 0.5 are only the defaults. Whoever "
                "calls with another slope gets the old line.",
                "return np.clip(0.2 * (x + 2.5), 0, 1)",
                see="hard_sigmoid#two-rulers-one-name",
            ),
            Mistake(
                "kinks that do not move",
                "The line follows alpha and beta, but it is cut off at -2.5 "
                "and 2.5 whatever they are. The kinks are at -beta / alpha "
                "and (1 - beta) / alpha.",
                """
                line = alpha * (x + beta / alpha)
                return np.where(x < -2.5, 0, np.where(x > 2.5, 1, line))
                """,
            ),
            Mistake(
                "the score was cut instead of the line",
                "x was cut to the interval from 0 to 1 before it met the "
                "line. It is the height of the line that must stay between "
                "0 and 1.",
                "return alpha * np.clip(x, 0, 1) + beta",
            ),
            Mistake(
                "cut off at the bottom only",
                "Below 0 all is well, but for large scores the line climbs "
                "past 1. That is a ReLU with a slope; it needs the min as "
                "well as the max.",
                "return np.maximum(0, alpha * (x + beta / alpha))",
            ),
            Mistake(
                "0 times infinity",
                "The mask is right, but it was multiplied with the line. "
                "Where the line is infinite that is 0 times infinity, which "
                "is nan.",
                """
                low, high = -beta / alpha, (1 - beta) / alpha
                inside = (low < x) & (x < high)
                line = alpha * (x - low)
                return inside * line + (x >= high).astype(x.dtype)
                """,
                see="stability#two-branches",
            ),
            Mistake(
                "one question to a whole array",
                "Python's max, min and if ask one question and want one "
                "answer, and an array gives many. np.maximum, np.minimum "
                "and np.clip ask every element.",
                "return max(0, min(1, alpha * x + beta))",
            ),
            Mistake(
                "np.max for np.maximum",
                "np.max looks for the largest number of one array, and its "
                "second argument is an axis. np.maximum compares two arrays "
                "element by element; np.minimum and np.clip do so, too.",
                "return np.max(0, np.min(1, alpha * x + beta))",
            ),
            Mistake(
                "the input was overwritten",
                "`x *= alpha` changes the caller's array, not a copy of it. "
                "Write `alpha * x`, which makes a new array.",
                """
                x *= alpha
                x += beta
                return np.clip(x, 0, 1)
                """,
            ),
            Mistake(
                "float64 for everyone",
                "The values are right, but float32 became float64 on the "
                "way. A fast activation that doubles the memory is no "
                "bargain.",
                """
                x = np.asarray(x, dtype=np.float64)
                return np.clip(alpha * (x + beta / alpha), 0, 1)
                """,
            ),
        ),
    ),
    Exercise(
        hard_swish,
        see="hard_sigmoid#hard-swish",
        builds_on=("hard_sigmoid",),
        target="x = np.array([-4.0, -1.5, 0.0, 1.5, 4.0])\n"
        "print(hard_swish(x).round(4) + 0.0)",
        curve=(-5.0, 5.0),
        checks=(
            Check(
                "hard_swish(x)",
                vectors(9, x=_zones(1 / 6)),
                about="scores below, between and above the kinks",
                hint="Compute the gate, a number between 0 and 1 for every "
                "score. Then multiply the score by it.",
                points=2,
                atol=1e-12,
            ),
            Check(
                "hard_swish(x)",
                shapes(x=_ANY),
                about="every shape, float32 as well as float64",
                hint="Use NumPy operations on the whole array and name no "
                "data type.",
                atol=1e-6,
            ),
            Check(
                "hard_swish(x)",
                _draw_large,
                about="the kinks, 0, and scores near the largest float",
                hint="Does any product on the way become larger than the "
                "answer? Divide by 6 before you multiply by x.",
            ),
        ),
        mistakes=(
            Mistake(
                "only the gate",
                "This is relu6(x + 3) / 6, the share that may pass. The "
                "hard swish is the score times that share.",
                "return np.clip(x + 3, 0, 6) / 6",
            ),
            Mistake(
                "the gate of slope 0.2",
                "The gate of the hard swish has the slope 1/6. A call of "
                "hard_sigmoid(x) without a slope takes 0.2.",
                "return x * np.clip(0.2 * (x + 2.5), 0, 1)",
                see="hard_sigmoid#two-rulers-one-name",
            ),
            Mistake(
                "6 times too large",
                "relu6(x + 3) runs from 0 to 6. Only divided by 6 is it a "
                "gate that runs from 0 to 1.",
                "return x * np.clip(x + 3, 0, 6)",
            ),
            Mistake(
                "3 added too late",
                "relu6(x) + 3 runs from 3 to 9. The shift belongs into the "
                "brackets: relu6(x + 3).",
                "return x * ((np.clip(x, 0, 6) + 3) / 6)",
            ),
            Mistake(
                "relu for relu6",
                "Without the upper end the gate grows with the score, and "
                "the answer with its square. A gate is never open wider "
                "than 1.",
                "return x * (np.maximum(x + 3, 0) / 6)",
            ),
            Mistake(
                "the soft swish",
                "This is x times the true sigmoid, the swish. The hard one "
                "is exactly 0 up to -3 and exactly x from 3 on.",
                """
                with np.errstate(over="ignore"):
                    return x / (1 + np.exp(-x))
                """,
            ),
            Mistake(
                "6 x was larger than any float",
                "The formula is right on paper. But x times relu6(x + 3) is "
                "up to 6 times the answer, and in float16 that is infinite "
                "from 10923 on. Make the gate first.",
                "return x * np.clip(x + 3, 0, 6) / 6",
                see="stability#floats-in-one-page",
            ),
        ),
    ),
    Exercise(
        hard_sigmoid_grad,
        see="hard_sigmoid#the-gradient",
        target="x = np.array([-3.0, -2.5, 0.0, 2.0])\n"
        "print(hard_sigmoid_grad(x, np.array([1.0, 2.0, 3.0, -1.0]))"
        ".round(4))",
        checks=(
            Check(
                "hard_sigmoid_grad(x, g)",
                vectors(9, x=_zones(), g=_GRADIENT),
                about="both sides of the kinks, a different gradient for "
                "each score",
                hint="Make a boolean array: is the score between the kinks? "
                "True counts as 1 and False as 0.",
                points=2,
            ),
            Check(
                "hard_sigmoid_grad(x, g, alpha, beta)",
                _draw_ruler_slopes,
                about="other slopes and other heights",
                hint="The kinks move with alpha and beta: they are at "
                "-beta / alpha and (1 - beta) / alpha.",
            ),
            Check(
                "hard_sigmoid_grad(x, g)",
                shapes(x=_zones(), g=_GRADIENT),
                about="every shape, float32 as well as float64",
                hint="A boolean array times g keeps the data type of g; "
                "np.where with two Python numbers makes float64. Change "
                "neither x nor g.",
            ),
            Check(
                "hard_sigmoid_grad(x, g, alpha)",
                _draw_kinks,
                about="the kinks themselves, and just beside them",
                hint="At a kink itself the gradient is 0: which of < and <= "
                "says so?",
            ),
        ),
        mistakes=(
            Mistake(
                "closed kinks",
                "With <= a score at the kink itself still counts as "
                "inside. Some libraries choose that; this exercise, like "
                "lucid_edu, chooses 0.",
                """
                inside = (-beta / alpha <= x) & (x <= (1 - beta) / alpha)
                return g * inside * alpha
                """,
                see="hard_sigmoid#at-a-kink",
            ),
            Mistake(
                "half the slope at a kink",
                "The mean of both sides is what a central difference gives. "
                "It lies between the two slopes, but the convention here is "
                "0.",
                """
                low, high = -beta / alpha, (1 - beta) / alpha
                inside = (low < x) & (x < high)
                slope = np.where((x == low) | (x == high), 0.5, inside)
                return (g * slope * alpha).astype(x.dtype)
                """,
                see="hard_sigmoid#at-a-kink",
            ),
            Mistake(
                "forgot the incoming gradient",
                "This is the slope alone. Backpropagation needs the product "
                "with g, the gradient that arrives from the rest of the "
                "computation.",
                """
                inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
                return (inside * alpha).astype(x.dtype)
                """,
                see="backprop#one-neuron-by-hand",
            ),
            Mistake(
                "the slope 1 for alpha",
                "The gradient passes between the kinks, as it does through "
                "a ReLU. But the line there rises with alpha, not with 1.",
                """
                inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
                return g * inside
                """,
            ),
            Mistake(
                "no dead zone",
                "This is right between the kinks only. Beyond them the "
                "curve is flat, and nothing passes.",
                "return g * alpha",
            ),
            Mistake(
                "the rule of the soft sigmoid",
                "y (1 - y) is the slope of the sigmoid. The hard sigmoid is "
                "made of straight lines, so its slope takes two values "
                "only.",
                """
                y = np.clip(alpha * x + beta, 0, 1)
                return g * y * (1 - y)
                """,
                see="sigmoid#the-derivative",
            ),
            Mistake(
                "asked the score instead of the height",
                "Between 0 and 1 lies the height of the line, not the "
                "score. The score must be between the kinks.",
                "return g * ((x > 0) & (x < 1)) * alpha",
            ),
            Mistake(
                "kinks that do not move",
                "With alpha = 0.2 and beta = 0.5 the kinks are at -2.5 and "
                "2.5. With other numbers they are elsewhere.",
                "return g * (np.abs(x) < 2.5) * alpha",
                see="hard_sigmoid#two-rulers-one-name",
            ),
            Mistake(
                "a slope in float64",
                "np.where knows only the numbers alpha and 0.0 here and "
                "makes float64 of them, and so the product with a float32 g "
                "is float64. Multiply g by the boolean array instead.",
                """
                inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
                return g * np.where(inside, alpha, 0.0)
                """,
            ),
            Mistake(
                "the incoming gradient was overwritten",
                "g belongs to the caller, who may still need it for another "
                "branch of the graph. Multiply by the mask instead of "
                "writing zeros into g.",
                """
                inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
                g[~inside] = 0
                g *= alpha
                return g
                """,
                see="backprop#shared-arrays",
            ),
        ),
    ),
    Exercise(
        hard_swish_grad,
        see="hard_sigmoid#hard-swish",
        builds_on=("hard_sigmoid", "hard_sigmoid_grad"),
        target="x = np.array([-4.0, -1.5, 0.0, 2.9, 4.0])\n"
        "print(hard_swish_grad(x, np.array([1.0, 1.0, 2.0, 1.0, 3.0]))"
        ".round(4) + 0.0)",
        checks=(
            Check(
                "hard_swish_grad(x, g)",
                vectors(9, x=_zones(1 / 6), g=_GRADIENT),
                about="both sides of the kinks, a different gradient for "
                "each score",
                hint="x occurs twice in x * h(x). The product rule adds two "
                "parts: 1 * h(x) and x * h'(x).",
                points=2,
                atol=1e-12,
            ),
            Check(
                "hard_swish_grad(x, g)",
                shapes(x=_zones(1 / 6), g=_GRADIENT),
                about="every shape, float32 as well as float64",
                hint="Use NumPy operations on whole arrays and name no data "
                "type.",
                atol=2e-6,
            ),
            Check(
                "hard_swish_grad(x, g)",
                _draw_swish_kinks,
                about="the kinks themselves, and just beside them",
                hint="At -3 the slope is 0 and at 3 it is 1, although just "
                "inside it is near -1/2 and near 3/2.",
                atol=2e-6,
            ),
        ),
        mistakes=(
            Mistake(
                "the gate taken for a constant",
                "This is g times the gate, the first half of the product "
                "rule. The gate depends on x as well, so x times its slope "
                "belongs to the sum.",
                "return g * np.clip((x + 3) / 6, 0, 1)",
                see="backprop#used-twice-add",
            ),
            Mistake(
                "the slope of the gate outside, too",
                "The product rule is right between the kinks. Outside them "
                "the gate is flat: its slope is 0 there, and x / 6 must not "
                "be added.",
                "return g * (np.clip((x + 3) / 6, 0, 1) + x / 6)",
                see="hard_sigmoid#at-a-kink",
            ),
            Mistake(
                "only the slope of the gate",
                "This is g times x h'(x), the second half of the product "
                "rule. The first half is h(x) itself.",
                "return g * x * (np.abs(x) < 3) / 6",
                see="backprop#used-twice-add",
            ),
            Mistake(
                "the slope was cut off, too",
                "The gate stays between 0 and 1, and its product with x has "
                "other slopes: just inside the kinks they are near -1/2 and "
                "3/2. Only the gate is clipped.",
                "return g * np.clip((2 * x + 3) / 6, 0, 1)",
            ),
            Mistake(
                "the parabola did not end",
                "(2 x + 3) / 6 is right between -3 and 3. Outside, the hard "
                "swish is straight: its slope is 0 on the left and 1 on "
                "the right.",
                "return g * (2 * x + 3) / 6",
            ),
            Mistake(
                "dead on both sides",
                "On the right the gate is fully open, the hard swish is x "
                "itself and its slope is 1. Only the left side is dead.",
                "return g * (np.abs(x) < 3) * (2 * x + 3) / 6",
            ),
            Mistake(
                "forgot the incoming gradient",
                "This is the slope alone. The chain rule multiplies it by "
                "g, the gradient that arrives from the rest.",
                "return np.where(np.abs(x) < 3, (2 * x + 3) / 6, x > 0)",
                see="backprop#one-neuron-by-hand",
            ),
            Mistake(
                "kinks counted as inside",
                "With <= the slopes at the kinks are -1/2 and 3/2. The "
                "exercise gives the kinks to the outer parts: 0 and 1.",
                """
                slope = np.where(np.abs(x) <= 3, (2 * x + 3) / 6, x > 0)
                return g * slope
                """,
                see="hard_sigmoid#at-a-kink",
            ),
        ),
    ),
    Exercise(
        change_slope,
        see="hard_sigmoid#train-with-one-run-with-the-other",
        target="w, b = change_slope(\n"
        "    np.array([[1.0, -2.0]]), np.array([0.5, 1.0]), 0.25, 0.2\n"
        ")\n"
        "print(w.round(4), b.round(4))",
        checks=(
            Check(
                "change_slope(w, b, old, new)[0]",
                _layers(np.float64),
                about="the weight",
                hint="A score u must become a score u' with new * u' = "
                "old * u. What makes every score larger by one factor?",
                points=2,
            ),
            Check(
                "change_slope(w, b, old, new)[1]",
                _layers(np.float64),
                about="the bias",
                hint="The score is x W + b: what happens to b when the "
                "whole score is multiplied by a number?",
            ),
            Check(
                "change_slope(w, b, old, new)[0]",
                _layers(np.float32),
                about="float32, and a weight that is a slice",
                hint="A ratio of two Python numbers keeps float32. Make new "
                "arrays and leave the old ones alone.",
            ),
        ),
        mistakes=(
            Mistake(
                "the ratio upside down",
                "A flatter ruler needs larger scores for the same height. "
                "Divide the old slope by the new one.",
                "return w * (new / old), b * (new / old)",
            ),
            Mistake(
                "the bias was forgotten",
                "Only the weight was scaled. The bias is a part of the "
                "score, and all of the score must grow.",
                "return w * (old / new), b.copy()",
            ),
            Mistake(
                "1.2, whatever the slopes",
                "1.2 is right from 0.2 to 1/6, and only there. Compute it "
                "from the two slopes.",
                "return w * 1.2, b * 1.2",
            ),
            Mistake(
                "a difference for a ratio",
                "Adding a number to every weight does not make every score "
                "larger by one factor. Scores are sums of products: scale "
                "the weights.",
                "return w + (old - new), b + (old - new)",
            ),
            Mistake(
                "whole division",
                "// throws the part after the point away, and 0.2 // (1/6) "
                "is 1. Divide with a single /.",
                "return w * (old // new), b * (old // new)",
            ),
            Mistake(
                "the trained layer was overwritten",
                "`w *= ratio` changes the caller's arrays, and the network "
                "that was trained is gone. Write `w * ratio`.",
                """
                w *= old / new
                b *= old / new
                return w, b
                """,
                see="backprop#shared-arrays",
            ),
            Mistake(
                "float64 for everyone",
                "The values are right, but an array of one float64 turned "
                "float32 weights into float64. Use the Python numbers as "
                "they are.",
                """
                ratio = np.array([old / new])
                return w * ratio, b * ratio
                """,
            ),
        ),
    ),
    Exercise(
        largest_gap,
        see="hard_sigmoid#how-far-from-the-sigmoid",
        builds_on=("hard_sigmoid",),
        given=(sigmoid,),
        target="print(round(float(largest_gap(0.2, 0.5)), 4))\n"
        "print(round(float(largest_gap(1 / 6, 0.5)), 4))",
        checks=(
            Check(
                "largest_gap(alpha, beta)",
                _lines(*[(0.27, 0.6, 0.5, 0.5)] * 3),
                about="steep lines",
                hint="Compute both curves at thousands of x from -10 to 10, "
                "and take the largest absolute difference.",
                atol=2e-3,
            ),
            Check(
                "largest_gap(alpha, beta)",
                _lines(*[(0.1, 0.16, 0.5, 0.5)] * 3),
                about="flat lines",
                hint="For a flat line the largest gap is not at a kink but "
                "between the middle and the kink.",
                atol=2e-3,
            ),
            Check(
                "largest_gap(alpha, beta)",
                _lines(*_UNEVEN),
                about="heights other than one half",
                hint="Now the two sides differ, and the hard sigmoid may be "
                "above or below: look at all x, and take np.abs.",
                atol=2e-3,
            ),
            Check(
                "largest_gap(alpha, beta)",
                _lines(
                    *[(0.27, 0.6, 0.5, 0.5)] * 3,
                    (0.1, 0.16, 0.5, 0.5),
                    *_UNEVEN,
                ),
                about="six correct digits",
                hint="Two places at the kinks, and at most two where both "
                "slopes agree: y (1 - y) = alpha gives y, and the logit "
                "gives x.",
                points=2,
                rtol=1e-6,
            ),
        ),
        mistakes=(
            Mistake(
                "a grid steps over the kinks",
                "The gap has sharp peaks at the kinks, and no point of the "
                "grid lies on them. Add the kinks to the points, or compute "
                "where the gap can be largest.",
                """
                x = np.linspace(-6, 6, 1201)
                hard = np.clip(alpha * x + beta, 0, 1)
                return np.abs(sigmoid(x) - hard).max()
                """,
                also=tuple(
                    f"""
                    x = np.linspace(-10, 10, {points})
                    hard = np.clip(alpha * x + beta, 0, 1)
                    return np.abs(sigmoid(x) - hard).max()
                    """
                    for points in (1000, 1001, 10000, 10001)
                ),
            ),
            Mistake(
                "only at the kinks",
                "For steep lines the largest gap is at a kink. For flat "
                "ones it lies between the middle and a kink, where the line "
                "and the sigmoid have the same slope.",
                """
                return max(sigmoid(-beta / alpha), sigmoid((beta - 1) / alpha))
                """,
            ),
            Mistake(
                "only where the slopes agree",
                "Where the derivative of the gap is 0 the gap may be "
                "largest. But it may also be so at a kink, which has no "
                "derivative.",
                """
                root = np.sqrt(max(0, 1 - 4 * alpha))
                turn = 2 * np.arctanh(root)
                x = np.array([-turn, turn])
                hard = np.clip(alpha * x + beta, 0, 1)
                return np.abs(sigmoid(x) - hard).max()
                """,
                see="hard_sigmoid#at-a-kink",
            ),
            Mistake(
                "only positive scores",
                "With beta = 1/2 the left side mirrors the right one. With "
                "any other height the sides differ, and the left one may "
                "have the larger gap.",
                """
                root = np.sqrt(max(0, 1 - 4 * alpha))
                turn = 2 * np.arctanh(root)
                x = np.array([0, turn, (1 - beta) / alpha])
                hard = np.clip(alpha * x + beta, 0, 1)
                return np.abs(sigmoid(x) - hard).max()
                """,
                see="sigmoid#half-a-turn",
            ),
            Mistake(
                "the gap with its sign",
                "The difference was taken with its sign. Where it is "
                "negative it was never the largest, however large it is. "
                "Take np.abs first.",
                """
                root = np.sqrt(max(0, 1 - 4 * alpha))
                turn = 2 * np.arctanh(root)
                x = np.array([-beta / alpha, -turn, turn, (1 - beta) / alpha])
                hard = np.clip(alpha * x + beta, 0, 1)
                return (hard - sigmoid(x)).max()
                """,
                also=(
                    """
                    x = np.linspace(-6, 6, 1201)
                    hard = np.clip(alpha * x + beta, 0, 1)
                    return (sigmoid(x) - hard).max()
                    """,
                ),
            ),
            Mistake(
                "the line was not cut off",
                "This compares the sigmoid with an endless line, which "
                "leaves it farther and farther behind. The hard sigmoid "
                "stays between 0 and 1.",
                """
                x = np.linspace(-6, 6, 1201)
                return np.abs(sigmoid(x) - alpha * x - beta).max()
                """,
            ),
            Mistake(
                "the mean of the gaps",
                "A mean is small where most gaps are small, and it hides "
                "the worst one. The question is for the largest.",
                """
                x = np.linspace(-6, 6, 1201)
                hard = np.clip(alpha * x + beta, 0, 1)
                return np.abs(sigmoid(x) - hard).mean()
                """,
            ),
        ),
    ),
    Exercise(
        best_alpha,
        see="hard_sigmoid#how-far-from-the-sigmoid",
        builds_on=("largest_gap",),
        target="print(round(float("
        "best_alpha(np.array([0.25, 1 / 6, 0.2]))), 4))",
        checks=(
            Check(
                "best_alpha(grid)",
                _draw_sorted_grids,
                about="slopes in order",
                hint="Collect the largest gap of each slope. np.argmin says "
                "at which place the smallest one stands.",
                points=2,
                rtol=5e-3,
            ),
            Check(
                "best_alpha(grid)",
                _draw_shuffled_grids,
                about="slopes in any order",
                hint="Look at every slope of the grid before you decide.",
                rtol=5e-3,
            ),
            Check(
                "best_alpha(grid)",
                _draw_one_sided_grids,
                about="grids whose slopes are all too flat, or all too steep",
                hint="The answer is always one of the grid's slopes, "
                "however bad they are.",
                rtol=5e-3,
            ),
        ),
        mistakes=(
            Mistake(
                "the place instead of the slope",
                "np.argmin gives the place of the smallest gap in the list. "
                "The slope is what stands at that place in the grid.",
                """
                return np.argmin([largest_gap(alpha, 0.5) for alpha in grid])
                """,
            ),
            Mistake(
                "the gap instead of the slope",
                "This is how large the smallest gap is. The question is "
                "which slope has it.",
                "return min(largest_gap(alpha, 0.5) for alpha in grid)",
            ),
            Mistake(
                "the worst slope",
                "np.argmax finds the slope with the largest gap of all. The "
                "best one has the smallest.",
                """
                gaps = [largest_gap(alpha, 0.5) for alpha in grid]
                return grid[np.argmax(gaps)]
                """,
            ),
            Mistake(
                "best by area",
                "The mean gap prefers slopes near 0.2. Every measure has a "
                "best slope of its own, and here the largest gap counts.",
                """
                x = np.linspace(-12, 12, 2401)
                hard = np.clip(np.outer(grid, x) + 0.5, 0, 1)
                return grid[np.abs(sigmoid(x) - hard).mean(1).argmin()]
                """,
            ),
            Mistake(
                "only the gap at the kinks",
                "At its kinks the flattest line is nearest to the sigmoid, "
                "so this always picks the flattest. Between the middle and "
                "the kink that line is the worst.",
                "return grid[np.argmin(sigmoid(-0.5 / grid))]",
            ),
            Mistake(
                "stopped at the first rise",
                "As soon as a slope was worse than the one before, the "
                "search ended. That is right only for a grid in order; look "
                "at all of it.",
                """
                best = grid[0]
                for alpha in grid[1:]:
                    if largest_gap(alpha, 0.5) > largest_gap(best, 0.5):
                        break
                    best = alpha
                return best
                """,
            ),
            Mistake(
                "the best slope of another grid",
                "0.177 is the best slope of the grid in the chapter. It "
                "need not be in yours at all.",
                "return 0.177",
            ),
        ),
    ),
    Exercise(
        quantized_hard_sigmoid,
        see="hard_sigmoid#in-eight-bits",
        builds_on=("hard_sigmoid",),
        target="q = np.array([-128, -40, 0, 11, 127], np.int8)\n"
        "print(quantized_hard_sigmoid(q, 0.05, 10))",
        checks=(
            Check(
                "quantized_hard_sigmoid(q, scale, zero_point)",
                _draw_bytes,
                about="the scale of the chapter",
                hint="From bytes to scores, from scores to heights, from "
                "heights to bytes without a sign: one line for each.",
                points=2,
            ),
            Check(
                "quantized_hard_sigmoid(q, scale, zero_point)",
                _draw_scales,
                about="other scales and zero points",
                hint="Print the scores: the byte zero_point must become 0, "
                "and a larger byte must have a larger score, always.",
            ),
            Check(
                "quantized_hard_sigmoid(q, scale, zero_point)",
                _draw_wraps,
                about="a zero point far from 0",
                hint="Which numbers does an int8 hold? Print q - zero_point "
                "before you go on.",
                points=2,
            ),
            Check(
                "quantized_hard_sigmoid(q, scale, zero_point)",
                _draw_byte_shapes,
                about="every shape, uint8 in the end",
                hint="Round first, and end with .astype(np.uint8).",
            ),
        ),
        mistakes=(
            Mistake(
                "the difference did not fit into a byte",
                "q is an int8, so q - zero_point is one too, and beyond -128 "
                "or 127 it starts again at the other end, without a word. "
                "Make q wider before you subtract.",
                """
                x = scale * (q - zero_point)
                h = np.clip(0.2 * x + 0.5, 0, 1)
                return np.round(255 * h).astype(np.uint8)
                """,
            ),
            Mistake(
                "cut off instead of rounded",
                "astype throws the part after the point away, so 12.9 "
                "becomes 12. Round to the nearest first: half a step is the "
                "largest error then, and not a whole one.",
                """
                x = scale * (q.astype(float) - zero_point)
                return (255 * np.clip(0.2 * x + 0.5, 0, 1)).astype(np.uint8)
                """,
            ),
            Mistake(
                "256 steps instead of 255",
                "A byte holds 256 numbers, from 0 to 255, so there are 255 "
                "steps from the first to the last. The height 1 must become "
                "255.",
                """
                x = scale * (q.astype(float) - zero_point)
                y = np.round(256 * np.clip(0.2 * x + 0.5, 0, 1))
                return np.minimum(y, 255).astype(np.uint8)
                """,
            ),
            Mistake(
                "the zero point was ignored",
                "scale * q is the score only if the zero point is 0. The "
                "byte zero_point stands for the score 0.",
                """
                x = scale * q.astype(float)
                h = np.clip(0.2 * x + 0.5, 0, 1)
                return np.round(255 * h).astype(np.uint8)
                """,
            ),
            Mistake(
                "the zero point was added",
                "x = s (q - z): the zero point is taken away. The sign is "
                "easily lost between the two directions.",
                """
                x = scale * (q.astype(float) + zero_point)
                h = np.clip(0.2 * x + 0.5, 0, 1)
                return np.round(255 * h).astype(np.uint8)
                """,
            ),
            Mistake(
                "a byte before the cut",
                "The line was made a byte before it was cut off, and -1 as "
                "an unsigned byte is 255. Clip first, while the numbers are "
                "still wide.",
                """
                x = scale * (q.astype(float) - zero_point)
                line = np.round(255 * (0.2 * x + 0.5)).astype(np.int64)
                return line.astype(np.uint8)
                """,
            ),
            Mistake(
                "bytes with a sign",
                "An int8 ends at 127, so heights above one half became "
                "negative. The answer runs from 0 to 255 and needs uint8.",
                """
                x = scale * (q.astype(float) - zero_point)
                y = np.round(255 * np.clip(0.2 * x + 0.5, 0, 1))
                return y.astype(np.int64).astype(np.int8)
                """,
            ),
            Mistake(
                "whole numbers, but not bytes",
                "The numbers are right, but each takes eight bytes. Storing "
                "them in one was the whole point: end with "
                ".astype(np.uint8).",
                """
                x = scale * (q.astype(float) - zero_point)
                return np.round(255 * np.clip(0.2 * x + 0.5, 0, 1))
                """,
            ),
        ),
    ),
    Exercise(
        slope_grads,
        challenge=True,
        see="hard_sigmoid#the-gradient",
        target="x = np.array([-3.0, -1.0, 2.0, 4.0])\n"
        "print(slope_grads(x, np.array([1.0, 2.0, 3.0, 4.0])).round(4))",
        checks=(
            Check(
                "slope_grads(x, g)",
                _draw_shares,
                about="both sides of the kinks, a different gradient for "
                "each score",
                hint="Between the kinks y = alpha x + beta: how fast does y "
                "change with alpha, and how fast with beta? Add up over all "
                "elements.",
                points=2,
                atol=1e-9,
            ),
            Check(
                "slope_grads(x, g, alpha, beta)",
                _draw_ruler_slopes,
                about="other slopes and other heights",
                hint="The kinks move with alpha and beta.",
                atol=1e-9,
            ),
            Check(
                "slope_grads(x, g)",
                shapes(x=_zones(), g=_SHARES),
                about="every shape, float32 as well as float64",
                hint="Sum over all axes: two numbers come back, whatever "
                "the shape of x.",
                atol=1e-4,
            ),
            Check(
                "slope_grads(x, g, alpha)",
                _draw_kinks,
                about="the kinks themselves, and just beside them",
                hint="An element at a kink adds nothing: use < and not <=.",
                atol=1e-4,
            ),
        ),
        mistakes=(
            Mistake(
                "forgot to add up",
                "One alpha was used for every element, so the gradients of "
                "all elements belong to it. Without the sum there is one "
                "for each element.",
                """
                inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
                return np.array([g * inside * x, g * inside])
                """,
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
            Mistake(
                "the mean for the sum",
                "What was copied to many places collects the sum of what "
                "comes back. A mean belongs here only if the loss itself "
                "takes one, and then g contains it already.",
                """
                inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
                arriving, n = g * inside, max(1, x.size)
                return np.array([np.sum(arriving * x), np.sum(arriving)]) / n
                """,
                see="backprop#broadcasting-copy-forward-sum-back",
            ),
            Mistake(
                "the flat parts were counted",
                "Beyond the kinks y is 0 or 1, whatever alpha and beta are. "
                "Those elements add nothing.",
                "return np.array([np.sum(g * x), np.sum(g)])",
            ),
            Mistake(
                "the gradient of x",
                "alpha is the slope in x. The question is how y changes "
                "with alpha, and in alpha x + beta that is x.",
                """
                inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
                arriving = g * inside
                return np.array([np.sum(arriving * alpha), np.sum(arriving)])
                """,
            ),
            Mistake(
                "forgot the incoming gradient",
                "These are the slopes of y. Each must be multiplied by its "
                "g before they are added up.",
                """
                inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
                both = [np.sum(inside * x), np.sum(inside)]
                return np.array(both).astype(x.dtype)
                """,
                see="backprop#one-neuron-by-hand",
            ),
            Mistake(
                "alpha and beta swapped",
                "The first number must be the gradient of alpha, which has "
                "x in it, and the second that of beta.",
                """
                inside = (-beta / alpha < x) & (x < (1 - beta) / alpha)
                arriving = g * inside
                return np.array([np.sum(arriving), np.sum(arriving * x)])
                """,
            ),
            Mistake(
                "closed kinks",
                "With <= the elements at a kink are counted. The exercise "
                "leaves the kinks open.",
                """
                inside = (-beta / alpha <= x) & (x <= (1 - beta) / alpha)
                arriving = g * inside
                return np.array([np.sum(arriving * x), np.sum(arriving)])
                """,
                see="hard_sigmoid#at-a-kink",
            ),
        ),
    ),
]
