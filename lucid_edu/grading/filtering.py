"""Loads the filter on system calls into this process, for good."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def program(rules: bytes) -> Any:
    """Return the filter as the kernel takes it: made once, for all forks."""
    return ctypes.pointer(_Program(len(rules) // 8, rules))


def forbid_new_privileges(libc: Any) -> None:
    """Rule out new privileges, as a filter demands; forks inherit it."""
    if sys.platform.startswith("linux"):
        _check(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))


def install(program: Any, libc: Any) -> None:
    """Put this process under the filter; it cannot be taken off again."""
    _check(libc.prctl(_SET_SECCOMP, _FILTER_MODE, program, 0, 0))


def _check(failed: int) -> None:
    if failed:
        raise OSError(ctypes.get_errno(), "no syscall filter")
