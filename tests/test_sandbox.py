"""What a submission can do to the grader, in both isolations: nothing."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest
from conftest import need

from lucid_edu.grading import sandbox as sandbox_module
from lucid_edu.grading.sandbox import Limits, Sandbox, SandboxError
from lucid_edu.grading.wire import Call, Cell, Reply, Request

X = np.array([0.5, -0.5])
GOOD = Cell("good", "import numpy as np\ndef f(x): return 2 * x")
CALL = Call("f(x)", {"x": X}, "f")


def run(box: Sandbox, source: str, call: Call = CALL) -> Reply:
    cells = (GOOD, Cell("theirs", source))
    return box.run(Request(cells, (call,), 0.5, 0.5))


def still_works(box: Sandbox) -> bool:
    reply = run(box, "")
    return reply.ended == "done" and (reply.answers[0].value == 2 * X).all()


def test_an_honest_function_is_answered(sandbox):
    assert still_works(sandbox)


REFUSED = {
    "start a process": "import os\nos.fork()",
    "run a program": "import os\nos.execv('/bin/sh', ['sh'])",
    "open a socket": "import _socket\n_socket.socket()",
    "kill its parent": "import os\nos.kill(os.getppid(), 9)",
    "kill everything": "import os\nos.kill(-1, 9)",
    "start a thread": "import _thread\n_thread.start_new_thread(print, ())",
    "raise its limits": "import resource as r\n"
    "r.setrlimit(r.RLIMIT_CPU, (99, 99))",
    "write a file": "open('/note.txt', 'w')",
    "read the passwords": "open('/etc/passwd')",
    "read the grader's memory": "open('/proc/1/environ')",
    "import what is not allowed": "import scipy",
    "ask a question": "input()",
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_submission_cannot(what, sandbox):
    reply = run(sandbox, REFUSED[what])
    assert reply.cells[1].status == "error"
    assert reply.answers[0].status == "value"
    assert still_works(sandbox)


LISTED = "import os\ndef f(x): return len(os.listdir('/'))"


def test_the_disk_cannot_be_looked_at(sandbox):
    answer = run(sandbox, LISTED).answers[0]
    assert answer.text.startswith("FileNotFoundError")
    assert still_works(sandbox)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change its root")
def test_without_the_filter_the_disk_is_empty(monkeypatch):
    monkeypatch.setattr(sandbox_module, "filter_program", lambda: None)
    with Sandbox("process") as box:
        assert run(box, LISTED).answers[0].value == 0


ENDINGS = {
    "os._exit": ("import os\nos._exit(0)", "crashed"),
    "a crash in C": ("import ctypes\nctypes.string_at(0)", "crashed"),
    "a flood": ("while True: print('x' * 1000)", "output_limit"),
    "a loop that ignores the alarm": (
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
        "while True: pass",
        "timeout",
    ),
    "builtins taken away": (
        "import builtins\nbuiltins.len = builtins.type = None",
        "crashed",
    ),
    "forged bytes": (
        "import os\nos.write(101, b'\\xff' * 64)\nos._exit(0)",
        "crashed",
    ),
}


@pytest.mark.parametrize("what", ENDINGS)
def test_the_run_ends_with_its_reason_and_the_next_one_works(what):
    source, ended = ENDINGS[what]
    with Sandbox("auto", Limits(seconds=1.5)) as box:
        assert run(box, source).ended == ended
        assert still_works(box)


def test_memory_beyond_the_limit_is_refused(sandbox):
    call = Call("f(x)", {"x": X}, "f")
    source = "def f(x): return np.ones((50_000, 50_000))"
    assert run(sandbox, source, call).answers[0].status == "memory"
    assert still_works(sandbox)


def test_forged_answers_earn_no_more_than_their_values(sandbox):
    source = """
import os, json, struct
head = json.dumps({"k": "answer", "i": 0, "status": "value",
                   "kind": "ndarray", "dtype": "<f8", "shape": [2]})
os.write(101, struct.pack("<II", len(head), 16) + head.encode() + bytes(16))
"""
    reply = run(sandbox, source)
    assert reply.answers[0].value.tolist() == [0.0, 0.0]


TAMPERING = {
    "stdout is gone": "import sys\nsys.stdout = sys.stderr = None",
    "deep recursion": "def g(): g()\ng()",
    "the recursion limit": "import sys\nsys.setrecursionlimit(60)",
    "numpy": "np.array = np.asarray = np.allclose = None",
    "json": "import json\njson.dumps = json.loads = None",
    "error state": "np.seterr(all='raise')",
    "a silent patch": "np.testing.assert_allclose = lambda *a: None",
    "tracing": "import sys\nsys.settrace(lambda *a: None)",
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_does_not_change_an_honest_answer(what, sandbox):
    reply = run(sandbox, TAMPERING[what])
    assert reply.ended == "done"
    assert reply.answers[0].value.tolist() == [1.0, -1.0]


def test_nothing_of_one_submission_is_left_for_the_next(sandbox):
    run(sandbox, "np.leftover = 42\nimport builtins\nbuiltins.left = 1")
    reply = run(sandbox, "a = np.leftover", CALL)
    assert reply.cells[1].status == "error"
    assert run(sandbox, "left").cells[1].status == "error"


def test_random_numbers_start_alike_in_every_run(sandbox):
    source = "def f(x): return np.random.random(3)"
    one, two = (run(sandbox, source).answers[0].value for _ in "ab")
    assert one.tolist() == two.tolist()


def test_no_process_is_left_when_the_sandbox_is_closed():
    box = Sandbox("auto", Limits(seconds=1.5))
    assert still_works(box)
    assert box._zygote is not None
    process = box._zygote
    box.close()
    assert process.poll() is not None
    assert not box._housing.folder.exists()


def test_a_warm_process_that_is_killed_is_replaced():
    with Sandbox("auto", Limits(seconds=1.5)) as box:
        assert still_works(box)
        assert box._zygote is not None
        box._zygote.kill()
        box._zygote.wait()
        assert still_works(box)


def test_bubblewrap_names_its_walls():
    need("bwrap")
    with Sandbox("bubblewrap", require=True) as box:
        text = " ".join(box.isolation.layers)
    assert "namespaces" in text
    assert "system calls" in text
    assert "read-only root" in text


def test_the_weaker_isolation_names_its_gaps():
    with Sandbox("process") as box:
        assert box.isolation.name == "process"
        assert len(box.isolation.gaps) >= 2


def test_requiring_isolation_refuses_the_weaker_one():
    with pytest.raises(SandboxError, match="drop one of the two"):
        Sandbox("process", require=True)


def test_without_bubblewrap_auto_takes_process_and_required_refuses(
    monkeypatch,
):
    monkeypatch.setattr(sandbox_module.shutil, "which", lambda name: None)
    with Sandbox("auto") as box:
        assert box.isolation.name == "process"
        assert still_works(box)
    with pytest.raises(SandboxError, match="bwrap is not installed"):
        Sandbox("auto", require=True)


def test_without_a_syscall_filter_the_gap_is_named(monkeypatch):
    monkeypatch.setattr(sandbox_module, "filter_program", lambda: None)
    with Sandbox("process") as box:
        assert still_works(box)
        assert any("network" in gap for gap in box.isolation.gaps)
    with pytest.raises(SandboxError, match="libseccomp"):
        Sandbox("bubblewrap", require=True)


def test_files_on_disk_stand_in_where_memory_files_are_missing(monkeypatch):
    monkeypatch.delattr(os, "memfd_create")
    with Sandbox("auto") as box:
        assert still_works(box)


def test_a_slow_submission_does_not_hold_the_next_one_up(sandbox):
    start = time.perf_counter()
    assert run(sandbox, "while True: pass").cells[1].status == "timeout"
    assert still_works(sandbox)
    assert time.perf_counter() - start < sandbox.limits.seconds
