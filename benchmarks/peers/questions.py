"""Five exercises: a right answer, and tests as other graders have them.

A test draws its inputs and compares with a formula of its own, as the
checks of the course do in the grader.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

SETUP = "import numpy as np\n"
_LOOP = """\
rng = np.random.default_rng({seed})
for shape in ((), (7,), (3, 4), (0,), (2, 1, 3), (50,)):
    for kind in (np.float32, np.float64):
"""


@dataclass(frozen=True)
class Question:
    """One exercise; `check` is the body of a loop over random inputs."""

    name: str
    answer: str
    check: str
    shown: str

    def test(self, seed: int) -> str:
        """Return a test that raises where the answer is wrong."""
        lines = self.check.strip().splitlines()
        return _LOOP.format(seed=seed) + "".join(
            f"        {line}\n" for line in lines
        )


QUESTIONS = (
    Question(
        "sigmoid",
        """\
def sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.where(x >= 0, np.ones_like(z), z) / (1 + z)
""",
        """
x = np.asarray(rng.normal(size=shape) * 5, kind)
y = sigmoid(x)
assert y.shape == x.shape
assert np.allclose(y, 1 / (1 + np.exp(-x.astype(float))), rtol=1e-5)
""",
        "print(sigmoid(np.array([-2.0, 0.0, 2.0])).round(4))",
    ),
    Question(
        "sigmoid_grad",
        """\
def sigmoid_grad(x, g):
    z = np.exp(-np.abs(x))
    return g * z / (1 + z) ** 2
""",
        """
x = np.asarray(rng.normal(size=shape) * 5, kind)
g = np.asarray(rng.normal(size=shape), kind)
y = 1 / (1 + np.exp(-x.astype(float)))
assert sigmoid_grad(x, g).shape == x.shape
assert np.allclose(sigmoid_grad(x, g), g * y * (1 - y), rtol=1e-4)
""",
        "print(sigmoid_grad(np.array([-2.0, 0.0]), np.ones(2)).round(4))",
    ),
    Question(
        "logit",
        "def logit(p):\n    return np.log(p / (1 - p))\n",
        """
p = np.asarray(rng.uniform(0.01, 0.99, shape), kind)
expected = np.log(p.astype(float)) - np.log1p(-p.astype(float))
assert np.allclose(logit(p), expected, rtol=1e-4, atol=1e-5)
""",
        "print(logit(np.array([0.1, 0.5, 0.9])).round(4))",
    ),
    Question(
        "predict",
        "def predict(logits, threshold=0.5):\n"
        "    return sigmoid(logits) > threshold\n",
        """
x = np.asarray(rng.normal(size=shape) * 3, kind)
assert predict(x).dtype == bool
assert (predict(x) == (x > 0)).all()
""",
        "print(predict(np.array([-1.0, 0.0, 1.0])))",
    ),
    Question(
        "tanh_from_sigmoid",
        "def tanh_from_sigmoid(x):\n    return 2 * sigmoid(2 * x) - 1\n",
        """
x = np.asarray(rng.normal(size=shape), kind)
assert np.allclose(tanh_from_sigmoid(x), np.tanh(x), rtol=1e-4, atol=1e-6)
""",
        "print(tanh_from_sigmoid(np.array([-1.0, 0.0, 1.0])).round(4))",
    ),
)


def outputs() -> list[str]:
    """Return what the cells that show an answer print."""
    namespace: dict[str, object] = {}
    exec(SETUP + "".join(q.answer for q in QUESTIONS), namespace)
    printed = []
    for question in QUESTIONS:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(question.shown, namespace)
        printed.append(out.getvalue())
    return printed
