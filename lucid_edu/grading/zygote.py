"""The warm process: NumPy imported once, a fork for each request.

It reads requests, never a submission's file, an expected value or a score.
It imports, gives up its view of the disk, and serves until the socket ends.
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import errno
import gc
import importlib
import math
import os
import random
import resource
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NoReturn

import numpy as np

from lucid_edu.grading import (
    cells,
    expressions,
    filtering,
    frames,
    guard,
    policy,
    rehearsal,
    requests,
    worker,
)
from lucid_edu.grading.wire import Request

_WARM = (
    "numpy.testing numpy.linalg numpy.fft numpy.random numpy.polynomial "
    "numpy.ma numpy.lib.stride_tricks numpy.typing collections.abc "
    "encodings.latin_1 encodings.ascii encodings.idna unicodedata _strptime "
    "ast io json locale traceback linecache"
).split()

TASK = struct.Struct("<dQQQ")
"""Wall seconds, memory in bytes, reply bytes, printed bytes."""
VERDICT = struct.Struct("<ii")
"""1 if the wall limit ended the child; its wait status."""
OUT_OF_MEMORY = 77
REPLY_FULL = 78


def main(channel: int, program: int, root: str, uid: int) -> None:
    """Warm up, give up what is not needed, serve requests from `channel`.

    `program` is a descriptor of the syscall filter or -1; `root` a folder
    to make the root, or ""; `uid` the user to become, or -1.
    """
    link = socket.socket(fileno=channel)
    rules = None if program < 0 else filtering.program(_whole(program))
    libc = ctypes.CDLL(None, use_errno=True)
    _warm_up()
    used = _address_space()
    if root:
        os.chroot(root)
    os.chdir("/")
    if uid >= 0:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    _drop_capabilities(libc)
    policy.close_imports()
    filtering.forbid_new_privileges(libc)
    rehearsal.rehearse()
    gc.collect()
    gc.freeze()
    rehearsal.fill_gaps()
    link.sendall(b"ready")
    while True:
        message, fds, _, _ = socket.recv_fds(link, TASK.size, 2)
        if len(message) < TASK.size or len(fds) < 2:
            return
        request = requests.read_calls(partial(_read, fds[0]))
        for call in request.calls:
            expressions.parsed(call.expression)
        task = TASK.unpack(message)
        link.sendall(_run_child(request, fds, task, rules, used, libc))


def _run_child(
    request: Request,
    fds: Sequence[int],
    task: tuple[Any, ...],
    rules: Any,
    used: int,
    libc: Any,
) -> bytes:
    pid = os.fork()
    if pid == 0:
        random.seed(0)  # a fork seeds it anew, from chance
        try:
            _confine(fds, task, rules, used, libc)
            _serve_one(request, int(task[3]))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except BaseException:
            os._exit(1)
    for fd in fds:
        os.close(fd)
    late = not _wait(pid, task[0])
    if late:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)  # whatever the child has left
    return VERDICT.pack(late, status)


def _wait(pid: int, seconds: float) -> bool:
    """Return whether the child ends within `seconds`; does not reap it."""
    if hasattr(os, "pidfd_open"):
        fd = os.pidfd_open(pid)
        try:
            return bool(select.select([fd], [], [], seconds)[0])
        finally:
            os.close(fd)
    return _wait_polling(pid, seconds)


def _wait_polling(pid: int, seconds: float) -> bool:
    end, pause = time.monotonic() + seconds, 0.0005
    while time.monotonic() < end:
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        if os.waitid(os.P_PID, pid, flags) is not None:
            return True
        time.sleep(pause)
        pause = min(2 * pause, 0.01)
    return False


def _confine(
    fds: Sequence[int],
    task: tuple[Any, ...],
    rules: Any,
    used: int,
    libc: Any,
) -> None:
    os.setpgid(0, 0)  # setsid() waits a millisecond now and then
    job, reply = (os.dup(fd) for fd in fds)  # above the ones replaced below
    job, reply = os.dup2(job, 100), os.dup2(reply, 101)
    os.dup2(0, 1)
    os.dup2(0, 2)
    os.closerange(3, 100)
    os.closerange(102, 4096)
    seconds, memory, size, _ = task
    for name, limit in (
        ("RLIMIT_CPU", math.ceil(seconds) + 1),
        ("RLIMIT_AS", used + memory),
        ("RLIMIT_FSIZE", size),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 128),
        ("RLIMIT_CORE", 0),
    ):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            resource.setrlimit(getattr(resource, name), (limit, limit))
    if rules is not None:
        filtering.install(rules, libc)


def _serve_one(request: Request, flood: int) -> NoReturn:
    leave = os._exit
    send = _sender(os.write, leave)
    code = requests.read_cells(partial(_read, 100))
    os.close(100)
    out = guard.CappedWriter(flood=flood)
    sys.stdout = sys.stderr = out
    builtins.input = _no_input
    namespace: dict[str, Any] = {"__name__": "__main__"}
    if request.allowed is not None:
        policy.enforce(request.allowed, namespace)
    try:
        for place, run in enumerate(
            cells.run_cells(code, namespace, request.cell_seconds)
        ):
            send(frames.pack_cell(place, run))
        for place, answer in worker.answer_calls(request, namespace):
            send(frames.pack_answer(place, answer))
        send(frames.pack({"k": "done"}))
    except guard.OutputFlood:
        send(frames.pack({"k": "flood"}))
    leave(0)


def _sender(
    write: Callable[[int, bytes], int], leave: Callable[[int], NoReturn]
) -> Callable[[bytes], None]:
    def send(frame: bytes) -> None:
        try:
            whole = write(101, frame) == len(frame)
        except OSError as error:
            if error.errno != errno.EFBIG:
                raise
            whole = False
        if not whole:
            leave(REPLY_FULL)

    return send


def _no_input(prompt: object = "", /) -> str:
    raise RuntimeError("input() has nobody to ask here; write the value down")


def _whole(fd: int) -> bytes:
    return _read(fd, os.lseek(fd, 0, os.SEEK_END), 0)


def _read(fd: int, size: int, at: int) -> bytes:
    data = b""
    while part := os.pread(fd, size - len(data), at + len(data)):
        data += part
    return data


def _warm_up() -> None:
    for name in (*policy.AVAILABLE, *_WARM):
        importlib.import_module(name)
    random.seed(0)
    np.random.seed(0)


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 1 << 30


def _drop_capabilities(libc: Any) -> None:
    if sys.platform.startswith("linux"):
        head = (ctypes.c_uint32 * 2)(0x20080522, 0)
        if libc.capset(head, (ctypes.c_uint32 * 6)()):
            raise OSError(ctypes.get_errno(), "capabilities stay")
