"""What the warm process holds in memory between two submissions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import psutil

from lucid_edu.grading.wire import Call, Cell, Request

CALL = Call("twice(x)", {"x": np.array([0.5, -0.5])}, "twice")


def test_the_warm_process_never_holds_a_submissions_code(sandbox):
    mark = "lucid" + "-marks-" * 3
    code = f"note = '{mark}'\ndef twice(x): return 2 * x"
    reply = sandbox.run(Request((Cell("theirs", code),), (CALL,)))
    assert reply.ended == "done"
    memory = memory_below(sandbox._zygote.pid)
    assert b"twice(x)" in memory
    assert mark.encode() not in memory


def memory_below(pid: int) -> bytes:
    warm = psutil.Process(pid)
    found = [warm, *warm.children(recursive=True)]
    return b"".join(memory_of(process.pid) for process in found)


def memory_of(pid: int) -> bytes:
    parts = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in place.split("-"))
            file.seek(start)
            parts.append(file.read(end - start))
    return b"".join(parts)
