"""What honest students do: it costs what depends on it, and nothing else."""

from __future__ import annotations

from hostile.entry import harm

LOGIT = "def logit(p):\n    return np.log(p / (1 - p))\n"

ENTRIES = [
    harm("syntax_error_in_a_demo", "one cell is not Python", "plt.plot(x y)"),
    harm(
        "syntax_error_in_an_answer",
        "one answer is lost",
        "def logit(p)\n    return np.log(p / (1 - p))",
        into="logit",
    ),
    harm("asks_a_question", "input() fails at once", "n = input('x? ')"),
    harm(
        "magics_and_pip",
        "what is no Python is left out",
        "%matplotlib inline\n!pip install scipy\n?np.exp\nx = 1\n# %%\n"
        "%%timeit\nnp.exp(1)\n# %%\nget_ipython().run_line_magic('time', '')",
    ),
    harm(
        "plots",
        "a plot costs nothing",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    ),
    harm(
        "reads_a_missing_file",
        "a file that is not there costs its cell",
        "data = np.loadtxt('data.csv')\nopen('data.csv')",
    ),
    harm(
        "warns_and_prints",
        "text on stderr and warnings cost nothing",
        "import warnings\nwarnings.warn('careful')\nnp.log(0.0)\nprint('hi')",
    ),
    harm(
        "times_itself",
        "a module that is not allowed costs what uses it",
        "import time\nstart = time.time()\nprint(time.time() - start)",
    ),
    harm(
        "imports_beside_an_answer",
        "a refused import and its use leave the answer in the same cell",
        "import time\nfrom scipy.special import expit\nt = time.time()\n\n"
        + LOGIT,
        into="logit",
        loses=(),
    ),
    harm(
        "types_its_answer",
        "typing and annotations are part of the language",
        "from __future__ import annotations\nfrom typing import Any\n\n"
        "def logit(p: Any) -> Any:\n    return np.log(p / (1 - p))",
        into="logit",
        loses=(),
    ),
    harm(
        "needs_a_refused_module",
        "only the exercise that needs it is lost",
        "from scipy.special import logit as theirs\n\n\n"
        "def logit(p):\n    return theirs(p)",
        into="logit",
    ),
    harm(
        "imports_inside_the_answer",
        "an import within a function is refused as well",
        "def logit(p):\n    import scipy.special\n"
        "    return scipy.special.logit(p)",
        into="logit",
    ),
    harm(
        "wrong_shape",
        "the values are right, the shape is not",
        "def logit(p):\n    return np.log(p / (1 - p)).reshape(-1, 1, 1)",
        into="logit",
    ),
    harm(
        "changes_its_input",
        "an answer must leave its inputs alone",
        "def logit(p):\n    q = p.copy()\n    p[...] = 0.5\n"
        "    return np.log(q / (1 - q))",
        into="logit",
    ),
    harm(
        "gives_nothing_back",
        "None is no array",
        "def logit(p):\n    print(np.log(p / (1 - p)))",
        into="logit",
    ),
    harm(
        "draws_its_answer",
        "chance within a call is found by asking twice",
        "def logit(p):\n"
        "    sign = np.random.choice([-1, 1])\n"
        "    return sign * np.log(p / (1 - p))",
        into="logit",
        status="nondeterministic",
    ),
    harm(
        "answers_differently_each_time",
        "a counter is no input",
        "seen = {}\n\n\ndef logit(p):\n"
        "    n = seen[p.tobytes()] = seen.get(p.tobytes(), 0) + 1\n"
        "    return np.log(p / (1 - p)) if n == 1 else p",
        into="logit",
        status="nondeterministic",
    ),
    harm(
        "forgets_the_end",
        "an honest loop that never stops costs one exercise",
        "def logit(p):\n    n = 0\n    while n < 10: pass\n    return p",
        into="logit",
        status="timeout",
    ),
    harm(
        "defined_twice",
        "the last definition counts",
        "def logit(p): return p\n" + LOGIT,
        into="logit",
        loses=(),
    ),
    harm(
        "names_clash", "a name that NumPy has, too", "np.e = 3\nx = p = z = 0"
    ),
]
