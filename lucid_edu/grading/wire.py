"""What crosses between the grader and a child: plain data, sizes capped.

This file and `worker.py` are the only ones that run beside student code, so
they know no exercise, no expected value, no tolerance and no score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

AnswerStatus = Literal[
    "value",  # `value` holds the array
    "error",  # the call raised; `text` is "ValueError: …", capped
    "timeout",  # the call overran its limit
    "memory",  # the call ran out of memory
    "unsupported",  # no array or number came back; `text` names the type
    "missing",  # a name in the expression is not defined; `text` says it
    "ended",  # the child ended in this call; `text` says why
    "unsteady",  # the same call gave another answer the second time
    "skipped",  # not tried: the exercise timed out or the child died
]
CellStatus = Literal["ok", "error", "timeout", "memory", "skipped"]


@dataclass(frozen=True)
class Call:
    """One expression to evaluate on fresh copies of `inputs`.

    `group` is the exercise: after a timeout its other calls are skipped.
    """

    expression: str
    inputs: Mapping[str, Any]
    group: str


@dataclass(frozen=True)
class Answer:
    """What one call gave.

    `kind` is the type that came back ("ndarray", "float64", "float", …).
    `mutated` names inputs that the call changed, `warnings` the kinds of
    floating-point warning it raised ("overflow", "invalid", "divide");
    `printed` is the start of what it printed.
    """

    status: AnswerStatus
    value: np.ndarray | None = None
    kind: str = ""
    text: str = ""
    mutated: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    printed: str = ""


@dataclass(frozen=True)
class Cell:
    """One code cell of a submission: its id (or place) and its source."""

    id: str
    source: str


@dataclass(frozen=True)
class CellRun:
    """How one cell ended; `text` is the error, one line, capped."""

    status: CellStatus
    text: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Request:
    """The work for one child.

    `allowed` are the modules that its code may import, None all there are.
    """

    cells: tuple[Cell, ...]
    calls: tuple[Call, ...]
    cell_seconds: float = 2.0
    call_seconds: float = 1.0
    allowed: Sequence[str] | None = None


@dataclass
class Reply:
    """What came back, by the index of the cell or call; gaps are possible.

    `ended` says how the child ended: "done", "timeout" (the wall limit),
    "memory", "crashed" (`text` says by which signal or code),
    "output_limit" (it printed too much), "reply_limit" (its answers were
    too large together).
    """

    ended: Literal[
        "done", "timeout", "memory", "crashed", "output_limit", "reply_limit"
    ]
    text: str = ""
    cells: dict[int, CellRun] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
