"""How a zygote is started, and what that holds: bubblewrap or process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

NOBODY = 65534
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
    elif os.geteuid() == 0:
        layers += [
            "an empty, read-only root: no file can be read or written",
            f"the unprivileged user {NOBODY}",
        ]
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
    return Isolation(name, tuple(layers), tuple(gaps))


class Housing:
    """A folder with the child's code, and the command that starts a zygote."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._folder = tempfile.TemporaryDirectory(prefix="lucid-edu-")
        code = Path(self._folder.name) / "code" / "lucid_edu" / "grading"
        code.mkdir(parents=True)
        (Path(self._folder.name) / "empty").mkdir(mode=0o555)
        here = Path(__file__).parent
        for stem in _CODE:
            shutil.copy(here / f"{stem}.py", code / f"{stem}.py")

    def start(
        self, channel: int, program: int, errors: int
    ) -> subprocess.Popen[bytes]:
        """Start a zygote that serves the descriptor `channel`."""
        fds = [fd for fd in (channel, program) if fd >= 0]
        wrapped = self.name == "bubblewrap"
        command = self._bubblewrap() if wrapped else self._process()
        place = {False: self._process_place, True: self._inside_place}
        command += ["-I", "-S", "-c", _START, str(channel), str(program)]
        return subprocess.Popen(
            [*command, *place[wrapped]()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            pass_fds=fds,
            env=_ENVIRONMENT,
            start_new_session=True,
        )

    def close(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    def _process(self) -> list[str]:
        return [_python()]

    def _process_place(self) -> list[str]:
        folder = Path(self._folder.name)
        root, uid = ("", "-1")
        if os.geteuid() == 0:
            root, uid = str(folder / "empty"), str(NOBODY)
        return [root, uid, str(folder / "code"), str(_numpy().parent)]

    def _inside_place(self) -> list[str]:
        return ["/empty", "-1", f"{_INSIDE}/code", f"{_INSIDE}/site"]

    def _bubblewrap(self) -> list[str]:
        command = [shutil.which("bwrap") or "bwrap"]
        command += "--unshare-all --unshare-user".split()
        command += f"--uid {NOBODY} --gid {NOBODY} --hostname grader".split()
        command += "--die-with-parent --cap-drop ALL".split()
        command += "--cap-add CAP_SYS_CHROOT --proc /proc --dev /dev".split()
        for path in _system_folders():
            if path.is_symlink():
                command += ["--symlink", os.readlink(path), str(path)]
            else:
                command += ["--ro-bind", str(path), str(path)]
        code = Path(self._folder.name) / "code"
        command += ["--ro-bind", str(code), f"{_INSIDE}/code"]
        for path in (_numpy(), _numpy().with_name("numpy.libs")):
            if path.is_dir():
                inside = f"{_INSIDE}/site/{path.name}"
                command += ["--ro-bind", str(path), inside]
        return [*command, "--dir", "/empty", "--remount-ro", "/", _python()]


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
