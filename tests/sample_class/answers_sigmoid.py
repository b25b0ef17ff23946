"""What the sample class answers in the topic sigmoid, by student."""

from __future__ import annotations

RIGHT = {
    "sigmoid": """\
def sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.where(x >= 0, np.ones_like(z), z) / (1 + z)
""",
    "sigmoid_grad": """\
def sigmoid_grad(x, g):
    z = np.exp(-np.abs(x))
    return g * z / (1 + z) ** 2
""",
    "logit": """\
def logit(p):
    return np.log(p / (1 - p))
""",
    "predict": """\
def predict(logits, threshold=0.5):
    return sigmoid(logits) > threshold
""",
    "tanh_from_sigmoid": """\
def tanh_from_sigmoid(x):
    return 2 * sigmoid(2 * x) - 1
""",
    "gate": """\
def gate(z, candidate, state):
    s = sigmoid(z)
    return s * candidate + (1 - s) * state
""",
}


def change(**answers: str) -> dict[str, str]:
    """Return the right answers with some of them replaced."""
    return {**RIGHT, **answers}


NAIVE = "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"

# Answers by student; what is not answered stays as it was.
STUDENTS: dict[str, dict[str, str]] = {
    "ada": RIGHT,
    "ben": {},
    "chidi": change(sigmoid=NAIVE),
    "dora": change(
        sigmoid="def sigmoid(x):\n    return 1 / (1 + np.exp(x))\n",
        predict="def predict(logits, threshold=0.5):\n"
        "    return logits > threshold\n",
    ),
    "emil": change(
        sigmoid_grad="def sigmoid_grad(x, g):\n"
        "    y = sigmoid(x)\n    return y * (1 - y)\n",
        gate="def gate(z, candidate, state):\n"
        "    return z * candidate + (1 - z) * state\n",
    ),
    "fatima": change(
        sigmoid_grad="def sigmoid_grad(x, g):\n"
        "    y = sigmoid(x)\n    return g * y * (1 - y)\n",
        logit="def logit(p):\n    return np.log((1 - p) / p)\n",
        tanh_from_sigmoid="def tanh_from_sigmoid(x):\n"
        "    return 2 * sigmoid(x) - 1\n",
    ),
    "goran": {k: RIGHT[k] for k in ("sigmoid", "logit")},
    "hana": change(logit="def logit(p)\n    return np.log(p / (1 - p))\n"),
    "ines": change(logit="def logits(p):\n    return np.log(p / (1 - p))\n"),
    "jon": change(
        logit="def logit(p):\n    return [np.log(q / (1 - q)) for q in p]\n",
        predict="def predict(logits, threshold=0.5):\n"
        "    return (sigmoid(logits) > threshold).astype(int)\n",
        gate="def gate(z, candidate, state):\n    return np.zeros(3)\n",
    ),
    "kofi": change(
        sigmoid="for i in range(5000):\n    print('line', i)\n\n\n"
        + RIGHT["sigmoid"]
    ),
    "lena_flood": change(gate="while True:\n    print('x' * 1000)\n"),
    "mario_exit": change(
        logit=RIGHT["logit"] + "\n\nimport sys\n\nsys.exit(0)\n"
    ),
    "nia_loop": change(logit="def logit(p):\n    while True:\n        pass\n"),
    "otto_stubborn_loop": change(
        logit="signal = np.testing._private.utils.sys.modules['signal']"
        "\n\n\ndef logit(p):\n"
        "    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
        "    while True:\n        pass\n"
    ),
    "pia_memory": change(
        gate="def gate(z, candidate, state):\n"
        "    hog = np.ones((40_000, 40_000))\n"
        "    return hog\n"
    ),
    "quentin_reads_solutions": {
        "sigmoid": """\
import os

text = ""
for folder, _, names in os.walk("/"):
    if "sigmoid.py" in names and "solutions" in folder:
        text = open(os.path.join(folder, "sigmoid.py")).read()
for place in ("solutions/sigmoid.py", "../solutions/sigmoid.py"):
    if os.path.exists(place):
        text = open(place).read()
exec(text.split("EXERCISES")[0])
""",
    },
    "rosa_patches_numpy": {
        "sigmoid": """\
np.allclose = lambda *a, **k: True
np.array_equal = lambda *a, **k: True
np.abs = lambda x: np.zeros_like(x)
np.testing.assert_allclose = lambda *a, **k: None


def sigmoid(x):
    return x
""",
    },
    "sven_always_equal": {
        "sigmoid": """\
class Equal(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __array_ufunc__(self, *args, **options):
        return True


def sigmoid(x):
    return np.zeros(x.shape).view(Equal)
""",
        "logit": """\
class Anything:
    def __eq__(self, other):
        return True

    def __array__(self, *args, **options):
        return np.zeros(3)


def logit(p):
    return Anything()
""",
    },
    "tomas_crash": change(
        gate="def gate(z, candidate, state):\n"
        "    far = np.lib.stride_tricks.as_strided(z, (9,), (2**44,))\n"
        "    return far.sum()\n"
    ),
}
