"""Evaluates calls on what a submission defined: the child's second half.

It knows no exercise, no expected value and no score, and it trusts nothing
it meets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType
from typing import Any

import numpy as np

from lucid_edu.grading.cells import describe, name_of
from lucid_edu.grading.expressions import parsed
from lucid_edu.grading.frames import ARRAY_CAP, MAX_RANK, strided
from lucid_edu.grading.guard import (
    CappedWriter,
    OutputFlood,
    Overrun,
    depth_kept,
    printed_to,
    time_limit,
)
from lucid_edu.grading.wire import Answer, Call, Request

PRINT_CAP = 200

# Bound before any student code runs, so that patching NumPy or builtins
# changes a student's own answers and not the report of them.
_ndarray, _type, _eval = np.ndarray, type, eval
_array, _errstate = np.array, np.errstate
_scalar_types = frozenset(
    getattr(np, name)
    for name in (
        "bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
        "float16 float32 float64 longlong ulonglong"
    ).split()
)


def evaluate(
    call: Call, namespace: Mapping[str, Any], seconds: float | None = None
) -> Answer:
    """Evaluate `call.expression` on fresh copies of its inputs.

    Never raises for anything the expression does.
    """
    printed = CappedWriter(PRINT_CAP)
    try:
        code, names = parsed(call.expression)
        for name in names:
            if name not in namespace and name not in call.inputs:
                return Answer("missing", text=name)
        # The limit holds for reading the answer, too: an error's text and
        # an object's end are student code like the call itself.
        with (
            printed_to(printed),
            time_limit(seconds),
            depth_kept(),  # innermost: what ends the others needs its depth
        ):
            return _evaluate(code, call, namespace, printed)
    except Overrun:
        return Answer("timeout", text=f"longer than {seconds:g} s")
    except MemoryError:
        return Answer("memory")


def answer_calls(
    request: Request, namespace: dict[str, Any]
) -> Iterator[tuple[int, Answer]]:
    """Yield each call's place and answer.

    After an overrun the rest of that group is skipped: the group has lost
    its points, and waiting for it again would cost the others their time.
    """
    late: set[str] = set()
    for place, call in enumerate(request.calls):
        if call.group in late:
            yield place, Answer("skipped")
            continue
        answer = evaluate(call, namespace, request.call_seconds)
        if answer.status == "timeout":
            late.add(call.group)
        yield place, answer


def fresh(value: Any) -> Any:
    """Return a copy of an input that keeps its layout in memory.

    A strided view stays strided, so that code which assumes contiguous
    arrays is found out.
    """
    if not isinstance(value, np.ndarray):
        return value
    if value.ndim == 0 or value.flags.c_contiguous or value.flags.f_contiguous:
        return value.copy(order="K")
    return strided(value)


def _evaluate(
    code: CodeType,
    call: Call,
    namespace: Mapping[str, Any],
    printed: CappedWriter,
) -> Answer:
    inputs = {name: fresh(value) for name, value in call.inputs.items()}
    before = {name: _bytes(value) for name, value in inputs.items()}
    kinds: dict[str, None] = {}
    try:
        with _errstate(all="call", under="ignore", call=_note(kinds)):
            value = _eval(code, {**namespace, **inputs})
    except (Overrun, MemoryError, OutputFlood):
        raise
    except BaseException as error:
        return Answer("error", text=describe(error), printed=printed.take())
    mutated = tuple(
        name for name, given in inputs.items() if _bytes(given) != before[name]
    )
    return _answer(value, mutated, tuple(kinds), printed.take())


def _note(kinds: dict[str, None]) -> Any:
    def note(kind: str, flag: int) -> None:
        kinds[kind.split()[0]] = None  # "divide by zero", "invalid value"

    return note


def _bytes(value: Any) -> Any:
    return value.tobytes() if isinstance(value, _ndarray) else value


def _answer(
    value: Any,
    mutated: tuple[str, ...],
    kinds: tuple[str, ...],
    printed: str,
) -> Answer:
    kind = _type(value)
    plain = kind is _ndarray or kind in _scalar_types
    if not plain and kind not in (bool, int, float):
        return Answer(
            "unsupported",
            kind="None" if value is None else name_of(kind),
            mutated=mutated,
            printed=printed,
        )
    # Before the copy: a broadcast view of one number may claim terabytes.
    if plain and value.nbytes > ARRAY_CAP:
        return Answer("unsupported", kind="an array over 8 MB")
    try:
        array = _array(value)
    except OverflowError:
        return Answer("unsupported", kind="an int beyond 64 bits")
    if array.dtype.kind not in "fiub" or array.dtype.itemsize > 8:
        return Answer("unsupported", kind=f"array of {array.dtype.kind!r}")
    if array.ndim > MAX_RANK:
        return Answer("unsupported", kind=f"array with {array.ndim} axes")
    return Answer(
        "value",
        value=array,
        kind=name_of(kind),
        mutated=mutated,
        warnings=kinds,
        printed=printed,
    )
