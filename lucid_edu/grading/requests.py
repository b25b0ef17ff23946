"""A request as bytes, in two parts: first the calls, then the cells.

The calls are texts and inputs of our own.  The warm process reads them, so
that its children find them in memory.  The cells are a student's code, and
perhaps a reference's: only the child that runs them ever reads them.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from lucid_edu.grading.frames import array_bytes, array_header, strided
from lucid_edu.grading.wire import Call, Cell, Request

_SIZES = struct.Struct("<III")
# An encoder of our own: dumps() makes one for each call with separators.
_dumps = json.JSONEncoder(separators=(",", ":")).encode

Read = Callable[[int, int], bytes]
"""Returns so many bytes from that place on."""


def pack_request(request: Request) -> bytes:
    """Return a request: three sizes, the calls, their inputs, the cells."""
    texts: dict[str, int] = {}
    calls: list[Any] = []
    parts: list[bytes] = []
    for call in request.calls:
        given: list[Any] = []
        for name, value in call.inputs.items():
            if type(value) in (bool, int, float):
                given.append([name, value])
                continue
            array = np.asarray(value)
            parts.append(array_bytes(array))
            given.append([name, *array_header(array).values()])
        said = (call.expression, call.group)
        calls.append([*(texts.setdefault(t, len(texts)) for t in said), given])
    head = {
        "cell_seconds": request.cell_seconds,
        "call_seconds": request.call_seconds,
        "allowed": request.allowed,
        "texts": list(texts),
        "calls": calls,
    }
    text, inputs = _dumps(head).encode(), b"".join(parts)
    cells = _dumps([[cell.id, cell.source] for cell in request.cells]).encode()
    sizes = _SIZES.pack(len(text), len(inputs), len(cells))
    return b"".join((sizes, text, inputs, cells))


def read_calls(read: Read) -> Request:
    """Return the request without its cells; the bytes are the grader's."""
    texts_size, inputs_size, _ = _SIZES.unpack(read(_SIZES.size, 0))
    head = json.loads(read(texts_size, _SIZES.size))
    data, at = read(inputs_size, _SIZES.size + texts_size), 0
    texts, calls = head["texts"], []
    for expression, group, given in head["calls"]:
        inputs: dict[str, Any] = {}
        for name, value, *form in given:
            if not form:
                inputs[name] = value
                continue
            shape, steps = form
            count = math.prod(shape)
            array = np.frombuffer(data, value, count, at).reshape(shape)
            at += array.nbytes
            inputs[name] = strided(array) if steps else array
        calls.append(Call(texts[expression], inputs, texts[group]))
    return Request(
        (),
        tuple(calls),
        head["cell_seconds"],
        head["call_seconds"],
        head["allowed"] and tuple(head["allowed"]),
    )


def read_cells(read: Read) -> tuple[Cell, ...]:
    """Return the cells of the request."""
    *before, size = _SIZES.unpack(read(_SIZES.size, 0))
    data = json.loads(read(size, _SIZES.size + sum(before)))
    return tuple(Cell(name, source) for name, source in data)
