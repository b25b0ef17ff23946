"""Replies as bytes: a closed format, read as hostile.

A frame is two lengths, a JSON object and the raw bytes of its arrays.
Nothing is pickled; every size is checked before anything is allocated.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from lucid_edu.grading.wire import Answer, CellRun, Reply

HEADER_CAP = 64 * 1024
ARRAY_CAP = 8 * 1024 * 1024
REPLY_CAP = 32 * 1024 * 1024
MAX_RANK = 4
_LENGTHS = struct.Struct("<II")
_DTYPES = {
    name: np.dtype(name)
    for name in "|b1 |i1 <i2 <i4 <i8 |u1 <u2 <u4 <u8 <f2 <f4 <f8".split()
}
_ANSWERS = frozenset(
    "value error timeout memory unsupported missing skipped".split()
)
_CELLS = frozenset("ok error timeout memory skipped".split())
# An encoder of our own: dumps() makes one for each call with separators.
_dumps, _pack = json.JSONEncoder(separators=(",", ":")).encode, _LENGTHS.pack
# Without the search for white space around the object, which we never write.
_decode = json.JSONDecoder().raw_decode


class Malformed(Exception):
    """The bytes are no frame of this format."""


def pack(header: dict[str, Any], payload: bytes = b"") -> bytes:
    """Return one frame."""
    text = _dumps(header).encode()
    return _pack(len(text), len(payload)) + text + payload


def unpack(data: bytes) -> Iterator[tuple[dict[str, Any], memoryview]]:
    """Yield the frames in `data`; raise `Malformed` at the first bad one."""
    view, at = memoryview(data), 0
    while at < len(view):
        if at + _LENGTHS.size > len(view):
            raise Malformed("a frame is cut off")
        head, body = _LENGTHS.unpack_from(view, at)
        at += _LENGTHS.size
        if (
            head > HEADER_CAP
            or body > ARRAY_CAP
            or at + head + body > len(view)
        ):
            raise Malformed("a frame claims more bytes than it may have")
        try:
            text = str(view[at : at + head], "utf-8")
            header, end = _decode(text)
        except (ValueError, RecursionError) as error:
            raise Malformed("a frame's header is not JSON") from error
        if type(header) is not dict or end != len(text):
            raise Malformed("a frame's header is not an object")
        yield header, view[at + head : at + head + body]
        at += head + body


def array_header(array: np.ndarray) -> dict[str, Any]:
    """Return the header fields that describe `array`."""
    return {
        "dtype": _little(array).str,
        "shape": array.shape,
        "strided": bool(array.ndim and not array.flags.c_contiguous),
    }


def array_bytes(array: np.ndarray) -> bytes:
    """Return the little-endian bytes of `array` in C order."""
    return array.astype(_little(array), copy=False).tobytes()


def _little(array: np.ndarray) -> np.dtype[Any]:
    kind = array.dtype
    return kind if kind.str in _DTYPES else kind.newbyteorder("<")


def read_array(header: dict[str, Any], payload: memoryview) -> np.ndarray:
    """Return the array that `header` describes, or raise `Malformed`."""
    dtype, shape = header.get("dtype"), header.get("shape")
    if not isinstance(dtype, str) or dtype not in _DTYPES:
        raise Malformed("unknown data type")
    if not isinstance(shape, list) or len(shape) > MAX_RANK:
        raise Malformed("not a shape")
    if any(type(n) is not int or not 0 <= n <= ARRAY_CAP for n in shape):
        raise Malformed("not a shape")
    kind = _DTYPES[dtype]
    if math.prod(shape) * kind.itemsize != len(payload):
        raise Malformed("the shape and the number of bytes disagree")
    return np.frombuffer(payload, dtype=kind).reshape(shape).copy()


def strided(array: np.ndarray) -> np.ndarray:
    """Return a view with gaps between elements that equals `array`."""
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    wide[..., ::2] = array
    return wide[..., ::2]


def pack_cell(index: int, run: CellRun) -> bytes:
    """Return the frame that says how a cell ended."""
    said = {"status": run.status, "text": run.text, "line": run.line}
    return pack({"k": "cell", "i": index} | said)


def pack_answer(index: int, answer: Answer) -> bytes:
    """Return the frame of one answer."""
    header: dict[str, Any] = {"k": "answer", "i": index}
    for name in ("status", "kind", "text", "mutated", "warnings", "printed"):
        if value := getattr(answer, name):
            header[name] = value
    if answer.value is None:
        return pack(header)
    if answer.value.nbytes > ARRAY_CAP:
        header |= {"status": "unsupported", "kind": "an array over 8 MB"}
        return pack(header)
    return pack(header | array_header(answer.value), array_bytes(answer.value))


def read_reply(data: bytes, cells: int, calls: int) -> Reply:
    """Return what a child wrote; bytes that are no frame end the reading.

    `Reply.ended` is "done" only when the child's closing frame was there.
    An index out of range or seen before is passed over.
    """
    reply = Reply("crashed", "the reply is incomplete")
    try:
        for header, payload in unpack(data[:REPLY_CAP]):
            kind, index = header.get("k"), header.get("i")
            if kind == "done":
                reply.ended, reply.text = "done", ""
            elif kind == "flood":
                reply.ended, reply.text = "output_limit", ""
            elif type(index) is not int or index < 0:
                raise Malformed("a frame has no index")
            elif kind == "cell" and index < cells:
                reply.cells.setdefault(index, _cell_run(header))
            elif kind == "answer" and index < calls:
                reply.answers.setdefault(index, _answer(header, payload))
    except Malformed as error:
        reply.ended, reply.text = "crashed", f"unreadable reply: {error}"
    return reply


def _cell_run(header: dict[str, Any]) -> CellRun:
    status, line = _status(header, _CELLS), header.get("line")
    known = type(line) is int and 0 < line < 1_000_000
    return CellRun(status, _text(header, "text"), line if known else None)


def _answer(header: dict[str, Any], payload: memoryview) -> Answer:
    status = _status(header, _ANSWERS)
    return Answer(
        status,
        value=read_array(header, payload) if status == "value" else None,
        kind=_text(header, "kind"),
        text=_text(header, "text"),
        mutated=_texts(header, "mutated"),
        warnings=_texts(header, "warnings"),
        printed=_text(header, "printed"),
    )


def _status(header: dict[str, Any], known: frozenset[str]) -> Any:
    if isinstance(status := header.get("status"), str) and status in known:
        return status
    raise Malformed("unknown status")


def _text(header: dict[str, Any], key: str) -> str:
    value = header.get(key)
    return _readable(value[:400]) if value and type(value) is str else ""


def _texts(header: dict[str, Any], key: str) -> tuple[str, ...]:
    value = header.get(key)
    if type(value) is not list:
        return ()
    return tuple(_readable(v[:60]) for v in value[:8] if isinstance(v, str))


def _readable(text: str) -> str:
    """Return `text` with half a surrogate pair, which no file takes, as ?."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")
