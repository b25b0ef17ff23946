"""How a zygote is started, and what that holds: bubblewrap or process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lucid_edu.grading.another import NOBODY, UserMap, another_user
from lucid_edu.grading.scratch import Scratch

_CODE = tuple(
    "wire guard policy salvage filtering expressions frames requests cells "
    "worker rehearsal zygote".split()
)
_INSIDE = "/lucid"
_START = (
    "import sys; sys.path[:0] = sys.argv[5:7]; "
    "from lucid_edu.grading.zygote import main; "
    "main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))"
)
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


@dataclass(frozen=True)
class Isolation:
    """What stands between a submission and everything else.

    `layers` are the walls that hold, `gaps` what they do not stop; both are
    printed in every report.
    """

    name: str
    layers: tuple[str, ...]
    gaps: tuple[str, ...]


def describe_isolation(name: str, filtered: bool) -> Isolation:
    """Return what isolation `name` holds here, now, for this user."""
    user = another_user()
    layers = ["a fresh process for each submission", "resource limits"]
    gaps = ["a submission that uses all of its time slows its neighbours"]
    if filtered:
        layers.append(
            "a filter on system calls: no process, no network, no file opened"
        )
    else:
        gaps.append("a submission can start processes and use the network")
    if name == "bubblewrap":
        layers += [
            "namespaces of its own: user, process, mount, network, IPC, host",
            "an empty, read-only root: no file can be read or written",
        ]
    elif user >= 0:
        layers.append(
            "an empty, read-only root: no file can be read or written"
        )
        gaps.append("no namespaces: the machine's processes are shared")
    elif filtered:
        gaps.append(
            "only the filter stands between a submission and what the "
            "grader's user can do"
        )
    else:
        gaps.append(
            "a submission can read and write what the grader's user can"
        )
    if user >= 0:
        layers.append(f"the unprivileged user {user}")
    return Isolation(name, tuple(layers), tuple(gaps))


class Housing:
    """A folder with the child's code, and the command that starts a zygote."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._user = another_user()
        self._scratch = Scratch()
        self.folder = self._scratch.path
        code = self.folder / "code" / "lucid_edu" / "grading"
        code.mkdir(parents=True)
        (self.folder / "empty").mkdir(mode=0o555)
        here = Path(__file__).parent
        for stem in _CODE:
            shutil.copy(here / f"{stem}.py", code / f"{stem}.py")

    def start(
        self, channel: int, program: int, errors: int
    ) -> subprocess.Popen[bytes]:
        """Start a zygote that serves the descriptor `channel`."""
        fds = [fd for fd in (channel, program) if fd >= 0]
        main = ["-I", "-S", "-c", _START, str(channel), str(program)]
        if self.name != "bubblewrap":
            command = [_python(), *main, *self._process_place()]
            return _started(command, fds, errors)
        inner = [_python(), *main, *self._inside_place()]
        if self._user < 0:
            options = f"--uid {NOBODY} --gid {NOBODY}".split()
            return _started(self._bubblewrap(options) + inner, fds, errors)
        with UserMap() as users:
            # Root only to its namespace, until it becomes the other one.
            options = "--uid 0 --gid 0 --cap-add CAP_SETUID".split()
            options += ["--cap-add", "CAP_SETGID", *users.options]
            command = self._bubblewrap(options) + inner
            zygote = _started(command, [*fds, *users.fds], errors)
            try:
                users.write()
            except OSError:
                zygote.kill()  # whoever waits for its first word is told
            return zygote

    def close(self) -> None:
        """Remove the folder."""
        self._scratch.close()

    def _process_place(self) -> list[str]:
        # Who can become another user can change its root.
        root = str(self.folder / "empty") if self._user >= 0 else ""
        code, site = str(self.folder / "code"), str(_numpy().parent)
        return [root, str(self._user), code, site]

    def _inside_place(self) -> list[str]:
        code, site = f"{_INSIDE}/code", f"{_INSIDE}/site"
        return ["/empty", str(self._user), code, site]

    def _bubblewrap(self, options: list[str]) -> list[str]:
        command = [shutil.which("bwrap") or "bwrap"]
        command += "--unshare-all --unshare-user".split()
        command += "--hostname grader --die-with-parent".split()
        command += "--cap-drop ALL --cap-add CAP_SYS_CHROOT".split()
        command += [*options, "--proc", "/proc", "--dev", "/dev"]
        for path in _system_folders():
            if path.is_symlink():
                command += ["--symlink", os.readlink(path), str(path)]
            else:
                command += ["--ro-bind", str(path), str(path)]
        code = self.folder / "code"
        command += ["--ro-bind", str(code), f"{_INSIDE}/code"]
        for path in (_numpy(), _numpy().with_name("numpy.libs")):
            if path.is_dir():
                inside = f"{_INSIDE}/site/{path.name}"
                command += ["--ro-bind", str(path), inside]
        return [*command, "--dir", "/empty", "--remount-ro", "/"]


def _started(
    command: list[str], fds: list[int], errors: int
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        pass_fds=fds,
        env=_ENVIRONMENT,
        start_new_session=True,
    )


def _python() -> str:
    """Return the interpreter itself, not a virtual environment's link."""
    base = getattr(sys, "_base_executable", "") or sys.executable
    return os.path.realpath(base)


def _numpy() -> Path:
    return Path(np.__file__).resolve().parent


def _system_folders() -> list[Path]:
    roots = [Path(p) for p in ("/usr", "/lib", "/lib64", "/bin")]
    cache = Path("/etc/ld.so.cache")
    prefix = Path(sys.base_prefix).resolve()
    library = Path(sysconfig.get_path("stdlib")).resolve()
    for extra in (prefix, library, Path(_python()).parent, cache):
        if not any(extra.is_relative_to(root) for root in roots):
            roots.append(extra)
    return [root for root in roots if root.exists()]
