"""Whether a zygote can become another user here, also inside bubblewrap."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

NOBODY = 65534
_SETGID, _SETUID, _CHROOT = 6, 7, 18  # numbers of capabilities
_NEEDED = 1 << _SETGID | 1 << _SETUID | 1 << _CHROOT


def another_user(status: Path = Path("/proc/self/status")) -> int:
    """Return the user that a child can become, or -1.

    A container's root may have no other users, or no right to become one.
    """
    if os.geteuid() != 0:
        return -1
    try:
        lines = status.read_text("ascii").splitlines()
        known = status.with_name("uid_map").read_text("ascii").splitlines()
    except OSError:  # no such files: no Linux, where root is just root
        return NOBODY
    held = next((x for x in lines if x.startswith("CapEff:")), "CapEff: 0")
    if int(held.split()[1], 16) & _NEEDED != _NEEDED:
        return -1
    for first, _, count in (map(int, line.split()) for line in known):
        if first <= NOBODY < first + count:
            return NOBODY
    return -1


class UserMap:
    """Gives a user namespace of bubblewrap a second user besides root.

    Made by bubblewrap itself, a namespace has one user, who is its maker
    to the rest of the machine: root, where root started it.
    """

    def __init__(self) -> None:
        self._told, self._tell = os.pipe()
        self._held, self._release = os.pipe()
        self._open = {self._told, self._tell, self._held, self._release}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for fd in self._open:
            os.close(fd)

    @property
    def fds(self) -> tuple[int, int]:
        """The descriptors that bubblewrap inherits."""
        return self._tell, self._held

    @property
    def options(self) -> list[str]:
        """What bubblewrap has to be told."""
        tell, held = map(str, self.fds)
        return ["--info-fd", tell, "--userns-block-fd", held]

    def write(self) -> None:
        """Wait until bubblewrap has made the namespace, and let it go on.

        Raises `OSError` where the kernel forbids it.
        """
        self._open.remove(self._tell)
        os.close(self._tell)  # so that its end is seen
        text = b""
        while not text.rstrip().endswith(b"}"):
            part = os.read(self._told, 4096)
            if not part:  # it has ended; its own words say why
                return
            text += part
        place = Path("/proc", str(json.loads(text)["child-pid"]))
        for name in ("uid_map", "gid_map"):
            (place / name).write_text(f"0 0 1\n{NOBODY} {NOBODY} 1\n")
        os.write(self._release, b"x")
