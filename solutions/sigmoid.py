"""The sigmoid, six ways to use it.

Each exercise is one function.
Write it with NumPy, run its cell, then run the check below it.
The line above the check shows what a right answer prints.
"""

import numpy as np

from lucid_edu.grading.draws import either, shapes, uniform, vectors
from lucid_edu.grading.exercise import Check, Exercise, Mistake, Race


def sigmoid(x: np.ndarray) -> np.ndarray:
    r"""How sure is a score?

    Return the logistic sigmoid of every element of `x`,

    $$\sigma(x) = \frac{1}{1 + e^{-x}}.$$

    `x` may have any shape, and may be float32 or float64; the answer has
    the same shape and the same data type, and `x` stays as it was.
    The last check asks for very large and very small scores, where
    $e^{-x}$ no longer fits into a float.
    """
    z = np.exp(-np.abs(x))  # in (0, 1] for every x, so it cannot overflow
    return np.maximum(z, x >= 0) / (1 + z)


def sigmoid_grad(x: np.ndarray, g: np.ndarray) -> np.ndarray:
    r"""How does a small change of the score move the answer?

    Return the incoming gradient `g` times the derivative of the sigmoid at
    `x`,

    $$g \cdot \sigma'(x), \qquad \sigma'(x) = \sigma(x)\,(1 - \sigma(x)).$$

    `x` and `g` have the same shape and data type.
    The last check looks at scores of 27 to 36.
    There $1 - \sigma(x)$ loses its digits; with $z = e^{-|x|}$ the same
    derivative is $z / (1 + z)^2$, and it loses none.
    """
    z = np.exp(-np.abs(x))
    return g * (z / (1 + z) ** 2)


def logit(p: np.ndarray) -> np.ndarray:
    r"""Which score belongs to a probability?

    Return the inverse of the sigmoid,

    $$\operatorname{logit}(p) = \log\frac{p}{1 - p},$$

    for every probability in `p`, in the same shape and data type.
    The logit of 0 is $-\infty$ and that of 1 is $+\infty$.
    """
    with np.errstate(divide="ignore"):  # log(0) is the infinity we want
        return np.log(p) - np.log1p(-p)


def predict(logits: np.ndarray, threshold: float = 0.5) -> np.ndarray:
    r"""When do we say yes?

    Return a boolean array: True where the probability
    $\sigma(\text{logit})$ is greater than `threshold`, else False.
    A probability that equals the threshold is not greater.

    `logits` are scores, not probabilities; `threshold` is a probability
    between 0 and 1.
    """
    return logits > np.log(threshold) - np.log1p(-threshold)


def tanh_from_sigmoid(x: np.ndarray) -> np.ndarray:
    r"""Is tanh a new function?

    Return $\tanh(x)$, written with the sigmoid: stretch it, shift it.
    You may call your own `sigmoid`.
    Shape and data type are those of `x`.
    """
    return 2 * sigmoid(2 * x) - 1


def gate(
    z: np.ndarray, candidate: np.ndarray, state: np.ndarray
) -> np.ndarray:
    r"""How does a network decide what to remember?

    A gate mixes a new value with an old one,

    $$\sigma(z) \cdot \text{candidate}
      + (1 - \sigma(z)) \cdot \text{state}.$$

    Return the mixture.
    The three arrays broadcast against each other.
    Where `z` is very large the answer is the candidate, where it is very
    small the state.
    """
    open_ = sigmoid(z)
    return open_ * candidate + (1 - open_) * state


_ANY = uniform(-6, 6)
_AWAY = either(uniform(-4, -0.2), uniform(0.2, 4))
_HUGE = either(uniform(-730, -710), uniform(710, 1000))
# What a slow but right answer is told.
_LOOP = (
    "A loop takes the values one by one in Python; the same formula on the "
    "whole array leaves that to NumPy."
)
_PROBABILITY = either(uniform(0.02, 0.4), uniform(0.6, 0.98))


def _draw_huge(rng):
    yield {"x": _HUGE(rng, (8,))}
    yield {"x": rng.uniform(-95, -89, 8).astype(np.float32)}
    yield {"x": np.array([-np.inf, 0.0, np.inf])}


def _draw_far(rng):
    for _ in range(2):
        yield {"x": uniform(27, 36)(rng, (8,)), "g": uniform(1, 3)(rng, (8,))}
    sign = rng.choice([-1, 1], 8)
    yield {"x": sign * uniform(400, 700)(rng, (8,)), "g": np.ones(8)}


def _draw_thresholds(rng):
    for threshold in (0.2, 0.35, 0.65, 0.9):
        middle = np.log(threshold / (1 - threshold))
        away = rng.uniform(0.02, 1.5, (2, 4)) * rng.choice([-1, 1], (2, 4))
        yield {"logits": middle + away, "threshold": threshold}


def _draw_small_logits(rng):
    yield {"logits": _AWAY(rng, (8,))}
    yield {"logits": rng.uniform(0.05, 0.45, (2, 3)).astype(np.float32)}
    yield {"logits": _AWAY(rng, ())}


def _draw_ties(rng):
    yield {"logits": np.array([0.0, -0.0, 1e-3, -1e-3])}
    yield {"logits": np.array([-800.0, 800.0, -np.inf, np.inf])}


def _draw_gates(rng):
    for dtype in (np.float64, np.float32):
        yield {
            "z": _ANY(rng, (3, 1)).astype(dtype),
            "candidate": rng.normal(size=(3, 4)).astype(dtype),
            "state": rng.normal(size=(4,)).astype(dtype),
        }


EXERCISES = [
    Exercise(
        sigmoid,
        see="sigmoid#from-a-score-to-a-probability",
        target="print(sigmoid(np.array([-2.0, 0.0, 2.0])).round(4))",
        curve=(-8.0, 8.0),
        equivalent={
            "x >= 0 -> x > 0": "at 0 the exponential is 1, and both halves "
            "of the formula give 1/2",
        },
        race=Race(vectors(100_000, x=_ANY), _LOOP),
        checks=(
            Check(
                "sigmoid(x)",
                vectors(8, x=_ANY),
                about="ordinary scores",
                hint="Write the formula with np.exp, on the whole array.",
                points=2,
            ),
            Check(
                "sigmoid(x)",
                shapes(x=_ANY),
                about="every shape, float32 as well as float64",
                hint="Use NumPy operations only and name no data type; then "
                "shape and data type take care of themselves.",
            ),
            Check(
                "sigmoid(x)",
                _draw_huge,
                about="very large and very small scores, without a warning",
                hint="np.exp(-np.abs(x)) never overflows. Write both halves "
                "of the sigmoid with it.",
                points=2,
                rtol=1e-3,
                silent=True,
            ),
        ),
        mistakes=(
            Mistake(
                "dropped the minus sign",
                "This is 1 / (1 + e^x), the sigmoid of -x: it falls where "
                "the sigmoid rises. Look at the sign in the exponent.",
                "return 1 / (1 + np.exp(x))",
            ),
            Mistake(
                "the naive formula overflows",
                "1 / (1 + e^-x) is right for ordinary scores. For very "
                "small ones e^-x is larger than any float, NumPy warns, and "
                "the last digits before zero are lost.",
                "return 1 / (1 + np.exp(-x))",
                see="stability#what-breaks-and-what-does-not",
            ),
            Mistake(
                "both branches of where are computed",
                "The values are right. But np.where picks from two finished "
                "arrays, so e^-x was computed for small scores too, and it "
                "overflowed. Make the exponent safe before np.exp sees it.",
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
                "Clipping stops the overflow by making all scores beyond the "
                "limit equal, so they get equal answers. They have answers "
                "of their own: keep the score, and change the formula.",
                "return 1 / (1 + np.exp(-np.clip(x, -500, 500)))",
                see="stability#what-breaks-and-what-does-not",
                also=tuple(
                    f"return 1 / (1 + np.exp(-np.clip(x, -{c}, {c})))"
                    for c in (20, 30, 50, 88, 100, 700, 709)
                ),
            ),
            Mistake(
                "infinity over infinity",
                "e^x / (1 + e^x) is the sigmoid on paper. For large x both "
                "parts are infinite, and their ratio is nan.",
                "return np.exp(x) / (1 + np.exp(x))",
                see="stability#two-branches",
            ),
            Mistake(
                "math.exp takes one number",
                "math.exp works on a single number and refuses an array. "
                "np.exp does the same for every element at once.",
                "import math\nreturn 1 / (1 + math.exp(-x))",
            ),
            Mistake(
                "a missing pair of brackets",
                "1 / 1 + e^-x is read as (1 / 1) + e^-x. Put the whole "
                "denominator into brackets.",
                "return 1 / 1 + np.exp(-x)",
            ),
            Mistake(
                "float64 for everyone",
                "The values are right, but float32 became float64 on the "
                "way. Half the memory is the reason to choose float32, so "
                "an operation should keep it.",
                """
                x = np.asarray(x, dtype=np.float64)
                z = np.exp(-np.abs(x))
                return np.where(x >= 0, 1, z) / (1 + z)
                """,
            ),
            Mistake(
                "the input was overwritten",
                "`x *= -1` changes the caller's array, not a copy of it. "
                "Write `-x`, which makes a new array.",
                """
                positive = x >= 0
                np.abs(x, out=x)
                z = np.exp(-x)
                return np.maximum(z, positive) / (1 + z)
                """,
            ),
        ),
    ),
    Exercise(
        sigmoid_grad,
        see="sigmoid#the-derivative",
        builds_on=("sigmoid",),
        target="x = np.array([-2.0, 0.0, 2.0])\n"
        "print(sigmoid_grad(x, np.array([1.0, 2.0, 3.0])).round(4))",
        checks=(
            Check(
                "sigmoid_grad(x, g)",
                vectors(8, x=_AWAY, g=uniform(-3, 3)),
                about="ordinary scores, a different gradient for each",
                hint="Compute y, the sigmoid of x; the derivative is "
                "y * (1 - y). Then multiply by g.",
                points=2,
            ),
            Check(
                "sigmoid_grad(x, g)",
                shapes(x=_AWAY, g=uniform(-3, 3)),
                about="every shape, float32 as well as float64",
                hint="Use NumPy operations on whole arrays and change "
                "neither x nor g.",
            ),
            Check(
                "sigmoid_grad(x, g)",
                _draw_far,
                about="scores so large that 1 - y has lost its digits",
                hint="With z = np.exp(-np.abs(x)) the derivative is "
                "z / (1 + z)**2.",
                rtol=1e-7,
            ),
        ),
        mistakes=(
            Mistake(
                "forgot the incoming gradient",
                "This is the derivative alone. Backpropagation needs the "
                "product with g, the gradient that arrives from the rest of "
                "the computation: that is the chain rule.",
                "z = np.exp(-np.abs(x))\nreturn z / (1 + z) ** 2",
            ),
            Mistake(
                "1 - y has lost its digits",
                "y (1 - y) is right on paper. Near y = 1 the float 1 - y "
                "keeps only the last few digits of y. Write the derivative "
                "with z = e^-|x| instead.",
                "y = sigmoid(x)\nreturn g * y * (1 - y)",
                see="stability#the-slope-again",
            ),
            Mistake(
                "a plus for the minus",
                "The derivative is y (1 - y), which is zero at both ends. "
                "y (1 + y) would grow with y.",
                "y = sigmoid(x)\nreturn g * y * (1 + y)",
            ),
            Mistake(
                "the score instead of its sigmoid",
                "x (1 - x) uses the score itself. The y in y (1 - y) is the "
                "output of the sigmoid, not its input.",
                "return g * x * (1 - x)",
            ),
            Mistake(
                "the sigmoid taken twice",
                "This is the derivative at sigmoid(x). The derivative is "
                "needed at x: apply the sigmoid once.",
                "y = sigmoid(sigmoid(x))\nreturn g * y * (1 - y)",
            ),
            Mistake(
                "the value instead of the slope",
                "This is g times the sigmoid. How much the sigmoid changes "
                "is y (1 - y), not y.",
                "return g * sigmoid(x)",
            ),
        ),
    ),
    Exercise(
        logit,
        see="sigmoid#the-way-back",
        target="print(logit(np.array([0.1, 0.5, 0.9])).round(4))",
        curve=(0.01, 0.99),
        equivalent={
            "np.errstate(divide='ignore') -> np.errstate()": "a warning "
            "that is not silenced changes no value",
        },
        checks=(
            Check(
                "logit(p)",
                vectors(8, p=_PROBABILITY),
                about="probabilities between 0 and 1",
                hint="Divide p by 1 - p, then take np.log.",
                points=2,
            ),
            Check(
                "logit(p)",
                shapes(p=_PROBABILITY),
                about="every shape, float32 as well as float64",
                hint="Use NumPy operations on the whole array.",
            ),
            Check(
                "logit(p)",
                lambda rng: [{"p": np.array([0.0, 1.0])}],
                about="the ends: 0 and 1",
                hint="np.log(0) is -inf already; do not clip p.",
            ),
        ),
        mistakes=(
            Mistake(
                "upside down",
                "log((1 - p) / p) is the logit with the wrong sign. A "
                "probability above one half must give a positive score.",
                "return np.log((1 - p) / p)",
            ),
            Mistake(
                "a plus in the denominator",
                "p / (1 + p) never passes one half. The odds are p against "
                "1 - p.",
                "return np.log(p / (1 + p))",
            ),
            Mistake(
                "forgot the logarithm",
                "p / (1 - p) are the odds. The logit is their logarithm.",
                "return p / (1 - p)",
            ),
            Mistake(
                "the logarithm only of the top",
                "log(p) / (1 - p) takes the logarithm first. Put the whole "
                "fraction into the brackets of np.log.",
                "return np.log(p) / (1 - p)",
            ),
            Mistake(
                "the logarithm to base 10",
                "np.log10 is the logarithm to base 10. The sigmoid is made "
                "of e, so its inverse needs np.log.",
                "return np.log10(p / (1 - p))",
            ),
            Mistake(
                "clipped at the ends",
                "Clipping p keeps log away from 0, but then certainty gets "
                "a finite score. The logit of 1 is infinity, and NumPy can "
                "say so.",
                """
                p = np.clip(p, 1e-7, 1 - 1e-7)
                return np.log(p / (1 - p))
                """,
            ),
        ),
    ),
    Exercise(
        predict,
        see="sigmoid#from-probability-to-decision",
        builds_on=("sigmoid",),
        target="print(predict(np.array([-1.0, 0.0, 0.3, 2.0])))",
        checks=(
            Check(
                "predict(logits)",
                _draw_small_logits,
                about="the threshold one half, scores between 0 and 0.5 too",
                hint="Which score has the probability one half?",
                points=2,
            ),
            Check(
                "predict(logits, threshold)",
                _draw_thresholds,
                about="other thresholds",
                hint="Compare like with like: both as probabilities, or "
                "both as scores.",
                points=2,
            ),
            Check(
                "predict(logits)",
                _draw_ties,
                about="a tie, and very large scores",
                hint="Equal is not greater: use > and not >=.",
            ),
        ),
        mistakes=(
            Mistake(
                "a score against a probability",
                "The threshold is a probability, the logits are scores. "
                "Squash the logits first, or turn the threshold into a "
                "score.",
                "return logits > threshold",
            ),
            Mistake(
                "the threshold was ignored",
                "logits > 0 is right for the threshold one half, and only "
                "for it.",
                "return logits > 0",
            ),
            Mistake(
                "equal counted as greater",
                "A probability that equals the threshold is not greater "
                "than it. Use > and not >=.",
                "return sigmoid(logits) >= threshold",
            ),
            Mistake(
                "numbers for truth values",
                "The decisions are right, but they are integers. Leave the "
                "comparison as it is: its result is boolean already.",
                "return (sigmoid(logits) > threshold).astype(int)",
            ),
            Mistake(
                "yes and no swapped",
                "This is True where the probability is below the threshold.",
                "return sigmoid(logits) < threshold",
            ),
        ),
    ),
    Exercise(
        tanh_from_sigmoid,
        see="sigmoid#a-relative",
        target="print(tanh_from_sigmoid(np.array([-1.0, 0.0, 1.0])).round(4))",
        curve=(-4.0, 4.0),
        builds_on=("sigmoid",),
        checks=(
            Check(
                "tanh_from_sigmoid(x)",
                vectors(8, x=_AWAY),
                about="ordinary values",
                hint="tanh runs from -1 to 1 and is twice as steep in x: "
                "how must the sigmoid be stretched and shifted?",
                points=2,
            ),
            Check(
                "tanh_from_sigmoid(x)",
                shapes(x=_AWAY),
                about="every shape, float32 as well as float64",
                hint="Python numbers such as 2 keep float32; np.array(2.0) "
                "does not.",
                atol=1e-6,
            ),
        ),
        mistakes=(
            Mistake(
                "stretched in one direction only",
                "2 sigmoid(x) - 1 runs from -1 to 1, but too slowly: it is "
                "tanh(x / 2). The input has to be doubled as well.",
                "return 2 * sigmoid(x) - 1",
            ),
            Mistake(
                "forgot to shift",
                "2 sigmoid(2x) runs from 0 to 2. tanh is zero at zero.",
                "return 2 * sigmoid(2 * x)",
            ),
            Mistake(
                "the wrong way round",
                "1 - 2 sigmoid(2x) falls where tanh rises: the two signs "
                "are swapped.",
                "return 1 - 2 * sigmoid(2 * x)",
            ),
            Mistake(
                "not stretched to the full height",
                "sigmoid(2x) runs from 0 to 1. tanh runs from -1 to 1.",
                "return sigmoid(2 * x)",
            ),
        ),
    ),
    Exercise(
        gate,
        see="sigmoid#gates",
        builds_on=("sigmoid",),
        target="print(gate(np.array([-4.0, 0.0, 4.0]), "
        "np.ones(3), np.zeros(3)).round(4))",
        checks=(
            Check(
                "gate(z, candidate, state)",
                vectors(
                    6, z=_ANY, candidate=uniform(-2, 2), state=uniform(-2, 2)
                ),
                about="gates half open",
                hint="Squash z first, and use the same number s and 1 - s "
                "for the two parts.",
                points=2,
                atol=1e-12,
            ),
            Check(
                "gate(z, candidate, state)",
                _draw_gates,
                about="one gate for a whole row, float32 as well",
                hint="Broadcasting does this by itself when only * and + "
                "are used.",
                atol=1e-6,
            ),
            Check(
                "gate(z, candidate, state)",
                vectors(
                    6,
                    z=either(uniform(-900, -800), uniform(800, 900)),
                    candidate=uniform(1, 2),
                    state=uniform(-2, -1),
                ),
                about="gates fully open or shut",
                hint="Where sigmoid(z) is exactly 1 or 0, one of the two "
                "parts must vanish.",
            ),
        ),
        mistakes=(
            Mistake(
                "z was not squashed",
                "z is a score and can be any number. Only sigmoid(z) lies "
                "between 0 and 1, so that the two parts add up to one "
                "whole.",
                "return z * candidate + (1 - z) * state",
            ),
            Mistake(
                "candidate and state swapped",
                "An open gate, with z large, must let the candidate in. "
                "Here it keeps the state.",
                "s = sigmoid(z)\nreturn s * state + (1 - s) * candidate",
            ),
            Mistake(
                "1 - z for 1 - sigmoid(z)",
                "The part that is kept is one minus the squashed gate, not "
                "one minus the score.",
                "return sigmoid(z) * candidate + (1 - z) * state",
            ),
            Mistake(
                "nothing was forgotten",
                "The whole state was kept and the candidate added. A gate "
                "mixes: what comes in pushes the same share out.",
                "return sigmoid(z) * candidate + state",
            ),
            Mistake(
                "a switch instead of a gate",
                "Picking one of the two is a gate that is always fully open "
                "or shut. It has no slope, so it cannot learn.",
                "return np.where(z > 0, candidate, state)",
            ),
        ),
    ),
]
