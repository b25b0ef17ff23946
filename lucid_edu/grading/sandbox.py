"""The grader's half of the sandbox: one warm zygote, a child per request."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Literal, Self

from lucid_edu.grading import frames, requests
from lucid_edu.grading.isolation import (
    Housing,
    Isolation,
    describe_isolation,
)
from lucid_edu.grading.syscalls import filter_program
from lucid_edu.grading.wire import Reply, Request
from lucid_edu.grading.zygote import OUT_OF_MEMORY, REPLY_FULL, TASK, VERDICT

IsolationName = Literal["auto", "bubblewrap", "process"]
_GRACE = 5.0
_START_SECONDS = 30.0


class SandboxError(Exception):
    """No sandbox of the wanted strength can be started here."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    `seconds` is wall time for the whole submission; one cell or call may
    use a fifth of it.  `memory_mb` comes on top of what NumPy itself uses.
    """

    seconds: float = 10.0
    memory_mb: int = 512
    printed_bytes: int = 4_000_000
    reply_bytes: int = frames.REPLY_CAP

    @property
    def cell_seconds(self) -> float:
        """How long one cell may run."""
        return self.seconds / 5

    @property
    def call_seconds(self) -> float:
        """How long one call may run."""
        return self.seconds / 5


class Sandbox:
    """Run requests in children of a warm process; a context manager.

    `isolation` "auto" takes bubblewrap where it starts, else "process".
    With `require` anything weaker than bubblewrap with the system call
    filter raises `SandboxError`.
    """

    def __init__(
        self,
        isolation: IsolationName = "auto",
        limits: Limits | None = None,
        require: bool = False,
    ) -> None:
        self.limits = limits or Limits()
        self._rules = filter_program()
        self._link: socket.socket | None = None
        self._zygote: subprocess.Popen[bytes] | None = None
        self._housing = self._settle(isolation, require)
        self.isolation: Isolation = describe_isolation(
            self._housing.name, self._rules is not None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and remove its folder."""
        self._stop()
        self._housing.close()

    def run(self, request: Request) -> Reply:
        """Run `request` in a fresh child.

        Never raises for what a submission does: `Reply.ended` says it.
        """
        job = requests.pack_request(request)
        try:
            return self._run(request, job)
        except ConnectionError:
            # Whatever ended the warm process, perhaps before: this
            # submission gets a fresh one before it is blamed.
            with contextlib.suppress(ConnectionError):
                return self._run(request, job)
        return Reply("crashed", "the warm process ended twice")

    def _run(self, request: Request, job: bytes) -> Reply:
        with _scratch() as task, _scratch() as answer:
            task.write(job)
            task.flush()
            try:
                late, status = self._exchange(task.fileno(), answer.fileno())
            except TimeoutError:
                self._stop()
                late, status = True, 0
            except OSError as error:
                self._stop()
                raise ConnectionError("the warm process ended") from error
            answer.seek(0)
            data = answer.read(self.limits.reply_bytes)
        reply = frames.read_reply(data, len(request.cells), len(request.calls))
        return _judge_end(reply, bool(late), status)

    def _exchange(self, task: int, answer: int) -> tuple[int, int]:
        if self._link is None:
            self._start(self._housing)
        assert self._link is not None
        limits = self.limits
        sizes = limits.memory_mb << 20, limits.reply_bytes
        message = TASK.pack(limits.seconds, *sizes, limits.printed_bytes)
        socket.send_fds(self._link, [message], [task, answer])
        self._link.settimeout(limits.seconds + _GRACE)
        late, status = VERDICT.unpack(_receive(self._link, VERDICT.size))
        return late, status

    def _settle(self, isolation: IsolationName, require: bool) -> Housing:
        if require and self._rules is None:
            raise SandboxError(
                "full isolation was required, but there is no system call "
                "filter here; install libseccomp or drop --require-isolation"
            )
        names = ["bubblewrap"] if isolation != "process" else []
        names += ["process"] if isolation != "bubblewrap" else []
        if require and names[0] != "bubblewrap":
            raise SandboxError(
                "full isolation was required, but --isolation process asks "
                "for less; drop one of the two"
            )
        why = ""
        for name in names[:1] if require else names:
            if name == "bubblewrap" and shutil.which("bwrap") is None:
                why = "bwrap is not installed"
                continue
            housing = Housing(name)
            try:
                self._start(housing)
            except SandboxError as error:
                why = str(error)
                housing.close()
                continue
            return housing
        raise SandboxError(
            f"no {names[0]} sandbox starts here ({why}); install bubblewrap "
            f"or choose --isolation process"
        )

    def _start(self, housing: Housing) -> None:
        ours, theirs = socket.socketpair()
        with (
            theirs,
            _scratch() as rules,
            tempfile.TemporaryFile() as errors,
        ):
            rules.write(self._rules or b"")
            rules.flush()
            program = rules.fileno() if self._rules else -1
            self._zygote = housing.start(
                theirs.fileno(), program, errors.fileno()
            )
            self._link = ours
            theirs.close()
            ours.settimeout(_START_SECONDS)
            try:
                _receive(ours, 5)
            except OSError as error:
                self._stop()
                errors.seek(0)
                text = errors.read(4000).decode(errors="replace").strip()
                last = text.splitlines()[-1] if text else str(error)
                raise SandboxError(last) from error

    def _stop(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None
        if self._zygote is not None:
            with contextlib.suppress(OSError):
                os.killpg(self._zygote.pid, signal.SIGKILL)
            self._zygote.wait()
            self._zygote = None


def _scratch() -> IO[bytes]:
    """Return a file without a name: in memory on Linux, else on disk."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("lucid-edu"), "w+b", buffering=0)
    return tempfile.TemporaryFile(buffering=0)


def _receive(link: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = link.recv(size - len(data))
        if not part:
            raise ConnectionError("the warm process ended")
        data += part
    return data


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # most real-time signals have no name
        return f"signal {number}"


def _judge_end(reply: Reply, late: bool, status: int) -> Reply:
    if late:
        reply.ended, reply.text = "timeout", ""
    elif os.WIFSIGNALED(status):
        name = _signal_name(os.WTERMSIG(status))
        reply.ended, reply.text = "crashed", f"ended by {name}"
        if name in ("SIGXCPU", "SIGXFSZ"):
            reply.ended = "timeout" if name == "SIGXCPU" else "reply_limit"
    elif os.WEXITSTATUS(status) == OUT_OF_MEMORY:
        reply.ended, reply.text = "memory", ""
    elif os.WEXITSTATUS(status) == REPLY_FULL:
        reply.ended, reply.text = "reply_limit", ""
    elif reply.ended == "crashed" and os.WEXITSTATUS(status):
        code = os.WEXITSTATUS(status)
        reply.text = f"it ended itself with exit code {code}"
    elif reply.ended == "crashed" and "unreadable" not in reply.text:
        reply.text = "it ended itself before its checks were done"
    return reply
