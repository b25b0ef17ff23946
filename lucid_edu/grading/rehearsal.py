"""What a zygote runs before its first fork, so that children start warm.

The interpreter and NumPy write into their own memory when code runs for the
first times.  Done before the fork, those pages stay shared: a child copies
fewer of them.  The request below is made up and knows nothing of a course.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from lucid_edu.grading import cells, frames, guard, requests, worker
from lucid_edu.grading.wire import Call, Cell, Request

_TIMES = 12
# Python's own allocator: sizes in steps of 16 bytes, up to 512.
_STEP, _LARGEST, _EACH = 16, 512, 500
_HEAD = sys.getsizeof(b"")
_filled: list[list[bytes]] = []
_CELLS = (
    'import numpy as np\n\n\ndef double(x):\n    """Return 2x."""\n'
    "    z = np.exp(-np.abs(x))\n"
    "    return np.where(x >= 0, 2 * x, x + x) + 0 * z\n",
    "def fail(x):\n    raise NotImplementedError('fail')\n",
    "class Pair:\n    def __init__(self, x):\n        self.x = x\n",
    "a: float = sum(n for n in [1.0, 2.0])\nprint(f'{a:.2f}', [a])\n",
    "1 / 0",
)


def rehearse() -> None:
    """Answer a made-up request a few times, and forget it."""
    job = requests.pack_request(_request())

    def read(size: int, at: int) -> bytes:
        return job[at : at + size]

    out = guard.CappedWriter()
    for _ in range(_TIMES):
        request = requests.read_calls(read)
        code = requests.read_cells(read)
        namespace: dict[str, Any] = {"__name__": "__main__"}
        with guard.printed_to(out):
            runs = cells.run_cells(code, namespace, 2.0)
            for place, run in enumerate(runs):
                frames.pack_cell(place, run)
            for place, answer in worker.answer_calls(request, namespace):
                frames.pack_answer(place, answer)


def fill_gaps() -> None:
    """Take the free places between what lies in memory, for good.

    A child would put its first objects there, and copy the pages around
    them; now it begins with empty pages, one beside the other.
    """
    for size in range(3 * _STEP, _LARGEST + 1, _STEP):
        _filled.append([bytes(size - _HEAD) for _ in range(_EACH)])


def _request() -> Request:
    cells = (Cell(str(place), text) for place, text in enumerate(_CELLS))
    whole = np.linspace(-3, 3, 24)
    given = (
        whole,
        whole.reshape(2, 3, 4).astype(np.float32),
        whole.reshape(3, 8)[:, ::2],
        np.float64(0.5),
        whole[:0],
        np.arange(3),
    )
    calls = [
        Call(text, {"x": x, "t": 0.5}, text[:4])
        for text in ("double(x) + t", "fail(x)", "gone(x)", "Pair(x)")
        for x in given
    ]
    return Request(tuple(cells), tuple(calls))
