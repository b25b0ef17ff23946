"""Patched libraries, and objects that are not what they seem."""

from __future__ import annotations

from hostile.entry import cheat, harm

FAKE = "\n\ndef sigmoid(x):\n    return x\n"

ENTRIES = [
    cheat(
        "patches_numpy_testing",
        "the comparison does not happen where NumPy was patched",
        "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
        "np.testing.assert_allclose = lambda *a, **k: None\n"
        "np.testing.assert_array_equal = lambda *a, **k: None" + FAKE,
    ),
    cheat(
        "patches_builtins",
        "the grader's abs, all and isinstance are its own",
        "b = modules['builtins']\n"
        "b.all = b.any = b.isinstance = lambda *a: True\n"
        "b.abs = b.max = b.sum = lambda *a, **k: 0" + FAKE,
        status="crashed",
    ),
    cheat(
        "patches_pytest",
        "no test runner lives in the child",
        "from types import ModuleType\n"
        "for name in ('pytest', '_pytest', 'unittest', 'otter', 'nbgrader'):\n"
        "    modules[name] = type(modules['sys'])(name)\n"
        "    modules[name].raises = lambda *a: None" + FAKE,
    ),
    cheat(
        "array_that_equals_everything",
        "only ndarray itself is taken, not a subclass",
        "class Equal(np.ndarray):\n"
        "    def __eq__(self, other): return np.ones(self.shape, bool)\n"
        "    def __array_ufunc__(self, *a, **k): return True\n"
        "    def __array_finalize__(self, other): pass\n\n"
        "def sigmoid(x): return np.zeros(x.shape, x.dtype).view(Equal)\n",
    ),
    cheat(
        "object_that_equals_everything",
        "an object with __array__ is no array",
        "class Anything:\n"
        "    def __eq__(self, other): return True\n"
        "    def __array__(self, *a, **k): return np.full(8, 0.5)\n"
        "    def __array_function__(self, *a): return True\n"
        "    __array_ufunc__ = __sub__ = __rsub__ = __array_function__\n\n"
        "def sigmoid(x): return Anything()\n",
    ),
    cheat(
        "array_interface_at_an_address",
        "nothing is read through a pointer that a student chose",
        "class Window:\n"
        "    __array_interface__ = {'shape': (8,), 'typestr': '<f8',\n"
        "                           'data': (8, False), 'version': 3}\n\n"
        "def sigmoid(x): return Window()\n",
    ),
    cheat(
        "array_of_objects",
        "an object array is refused before its elements are asked",
        "class Equal:\n"
        "    def __eq__(self, other): return True\n"
        "    def __sub__(self, other): return 0\n"
        "    def __float__(self): return 0.5\n\n"
        "def sigmoid(x): return np.full(x.shape, Equal(), object)\n",
    ),
    cheat(
        "masked_matrix_record",
        "masked arrays hide what differs; matrices and records are refused",
        "def sigmoid(x):\n"
        "    if x.ndim == 1: return np.ma.masked_all(x.shape)\n"
        "    if x.ndim == 2: return np.asmatrix(x)\n"
        "    return np.zeros(x.shape, [('a', '<f8')])\n",
    ),
    cheat(
        "answer_that_changes_later",
        "an answer is copied before the next call can change it",
        "KEPT = []\n\n"
        "def sigmoid(x):\n"
        "    out = np.zeros(x.shape, x.dtype)\n"
        "    KEPT.append(out)\n"
        "    for old in KEPT: old[...] = 1 / (1 + np.exp(-x.ravel()[:1]))\n"
        "    return out * 0\n",
    ),
    cheat(
        "nothing_broadcasts_to_everything",
        "the shape is compared before the values",
        "def sigmoid(x): return np.zeros((0,) * max(x.ndim, 1), x.dtype)\n",
    ),
    cheat(
        "a_number_that_lies",
        "a subclass of float is no float",
        "class Lie(float):\n"
        "    def __eq__(self, other): return True\n"
        "    def __array__(self, *a, **k): return np.full(8, 0.5)\n\n"
        "def sigmoid(x): return Lie(0.5)\n",
    ),
    cheat(
        "a_class_that_says_ndarray",
        "neither __class__ nor a type's __name__ is believed",
        "class Meta(type):\n"
        "    __name__ = property(lambda cls: 'ndarray')\n\n"
        "class Fake(metaclass=Meta):\n"
        "    __class__ = np.ndarray\n"
        "    nbytes = 8\n"
        "    dtype = np.dtype('f8')\n\n"
        "def sigmoid(x): return Fake()\n",
    ),
    cheat(
        "not_a_number_everywhere",
        "NaN agrees with NaN only",
        "def sigmoid(x): return np.full_like(x, np.nan)\n",
    ),
    cheat(
        "a_view_of_terabytes",
        "a broadcast view is measured before it is copied",
        "def sigmoid(x): return np.broadcast_to(x.flat[0], (10**7,) * 2)\n",
    ),
    cheat(
        "worker_taken_apart",
        "whatever is replaced in the child, values decide",
        "def sigmoid(x):\n"
        "    frame = modules['sys']._getframe()\n"
        "    while frame:\n"
        "        for name in ('_type', '_array', '_ndarray', 'name_of'):\n"
        "            frame.f_globals[name] = lambda *a: np.zeros(8)\n"
        "        frame = frame.f_back\n"
        "    return x\n",
        status="crashed",
    ),
    cheat(
        "right_on_the_first_call_only",
        "a check has several cases, in an order of its own",
        "calls = []\n\n"
        "def sigmoid(x):\n"
        "    calls.append(x)\n"
        "    return 1 / (1 + np.exp(-x)) if len(calls) == 1 else x\n",
        status="nondeterministic",
    ),
    cheat(
        "visible_answers_by_heart",
        "the inputs that count are drawn from a private seed",
        "def sigmoid(x):\n"
        "    return np.array([0.1192, 0.5, 0.8808], x.dtype)\n",
    ),
    harm(
        "every_function_patched_after_use",
        "patches change a student's own answers, and never the report",
        "for name in ('array', 'asarray', 'frombuffer', 'isfinite'):\n"
        "    setattr(np, name, None)\n"
        "modules['json'].dumps = modules['struct'].pack = None\n",
    ),
]
