"""What the filter lets through, by the numbers of both architectures.

The program is read as the kernel reads it, so that the one for arm64 is
tested on any machine.
"""

from __future__ import annotations

import errno
import platform
import struct
import sys
from functools import cache

import pytest

from lucid_edu.grading.syscalls import NEWEST, filter_program

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux has the filter"
)
ALLOW, KILL = 0x7FFF0000, 0x00000000
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
I386 = 0x40000003

# Name, number on x86-64, on arm64 (None: it has no such call), as in the
# kernel's tables.
DENIED = """
fork 57 -, vfork 58 -, clone 56 220, execve 59 221, execveat 322 281,
kill 62 129, tkill 200 130, tgkill 234 131, ptrace 101 117,
process_vm_readv 310 270, process_vm_writev 311 271, pidfd_open 434 434,
pidfd_send_signal 424 424, pidfd_getfd 438 438, setsid 112 157,
setpgid 109 154, prlimit64 302 261, setrlimit 160 164,
sched_setaffinity 203 122, socket 41 198, socketpair 53 199, bind 49 200,
connect 42 203, listen 50 201, accept 43 202, sendto 44 206,
sendmsg 46 211, recvmsg 47 212, mount 165 40, umount2 166 39,
pivot_root 155 41, chroot 161 51, unshare 272 97, setns 308 268,
bpf 321 280, perf_event_open 298 241, userfaultfd 323 282,
io_uring_setup 425 425, memfd_create 319 279, keyctl 250 219,
shmget 29 194, msgget 68 186, semget 64 190, mq_open 240 180,
setuid 105 146, setgid 106 144, setresuid 117 147, setgroups 116 159,
capset 126 91, seccomp 317 277, personality 135 92, reboot 169 142,
init_module 175 105, kexec_load 246 104, clock_settime 227 112
"""
FILES = """
open 2 -, openat 257 56, openat2 437 437, creat 85 -, mkdir 83 -,
mkdirat 258 34, unlink 87 -, unlinkat 263 35, rename 82 -,
renameat2 316 276, symlinkat 266 36, linkat 265 37, truncate 76 45,
fchmodat 268 53, fchownat 260 54, utimensat 280 88, mknodat 259 33,
readlinkat 267 78, faccessat 269 48, access 21 -, stat 4 -, statfs 137 43,
chdir 80 49, getxattr 191 8, setxattr 188 5
"""
NEEDED = """
read 0 63, write 1 64, close 3 57, lseek 8 62, mmap 9 222, munmap 11 215,
mprotect 10 226, brk 12 214, madvise 28 233, mremap 25 216,
rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139,
setitimer 38 103, exit_group 231 94, exit 60 93, futex 202 98,
clock_gettime 228 113, gettimeofday 96 169, getrandom 318 278,
getpid 39 172, getrusage 98 165, dup 32 23, dup3 292 24, fstat 5 80,
nanosleep 35 101, clock_nanosleep 230 115, sched_yield 24 124
"""
FCNTL, IOCTL = {"x86_64": 72, "aarch64": 25}, {"x86_64": 16, "aarch64": 29}
NEWFSTATAT = {"x86_64": 262, "aarch64": 79}
STATX = {"x86_64": 332, "aarch64": 291}
CLONE3 = 435

machines = pytest.mark.parametrize("machine", AUDIT)


@cache
def program(machine: str) -> tuple[tuple[int, int, int, int], ...]:
    made = filter_program(machine)
    assert made is not None, "libseccomp is missing"
    return tuple(struct.iter_unpack("<HBBI", made))


def verdict(machine: str, number: int, *arguments: int, arch: int = 0) -> int:
    """Return what the kernel would do with this call."""
    rest = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    call = struct.pack("<IIQ6Q", number, arch or AUDIT[machine], 0, *rest)
    place, value, code = 0, 0, program(machine)
    while True:
        what, yes, no, k = code[place]
        place += 1
        match what:
            case 0x20:  # load a word
                (value,) = struct.unpack_from("<I", call, k)
            case 0x54:
                value &= k
            case 0x05:
                place += k
            case 0x15:
                place += yes if value == k else no
            case 0x25:
                place += yes if value > k else no
            case 0x35:
                place += yes if value >= k else no
            case 0x45:
                place += yes if value & k else no
            case 0x06:
                return k
            case _:
                raise AssertionError(f"instruction {what:#x} at {place - 1}")


def denied(code: int) -> int:
    return 0x50000 | code


def numbers(table: str, machine: str) -> dict[str, int]:
    rows = (row.split() for row in table.replace("\n", " ").split(","))
    column = {"x86_64": 1, "aarch64": 2}[machine]
    return {r[0]: int(r[column]) for r in rows if r[column] != "-"}


def verdicts(table: str, machine: str) -> dict[str, int]:
    found = numbers(table, machine)
    return {name: verdict(machine, n) for name, n in found.items()}


@machines
def test_calls_for_others_and_the_machine_are_denied(machine):
    found = verdicts(DENIED, machine)
    assert found == dict.fromkeys(found, denied(errno.EPERM))
    assert verdict(machine, CLONE3) == denied(errno.ENOSYS)


@machines
def test_calls_for_files_find_none(machine):
    found = verdicts(FILES, machine)
    assert found == dict.fromkeys(found, denied(errno.ENOENT))


@machines
def test_what_an_honest_child_needs_is_allowed(machine):
    found = verdicts(NEEDED, machine)
    assert found == dict.fromkeys(found, ALLOW)


@machines
@pytest.mark.parametrize("high", [0, 1 << 32, 0xFFFFFFFF << 32])
def test_arguments_are_read_as_the_kernel_reads_them(machine, high):
    owner, get_flags = 8, 3
    call = FCNTL[machine]
    assert verdict(machine, call, 5, high | owner) == denied(errno.EPERM)
    assert verdict(machine, call, 5, high | get_flags) == ALLOW
    send_signal, size = 0x8901, 0x5413
    call = IOCTL[machine]
    assert verdict(machine, call, 1, high | send_signal) == denied(errno.EPERM)
    assert verdict(machine, call, 1, high | size) == ALLOW


@machines
def test_only_an_open_file_can_be_asked_about(machine):
    empty_path = 0x1000
    call = NEWFSTATAT[machine]
    assert verdict(machine, call, 3, 0, 0, empty_path) == ALLOW
    assert verdict(machine, call, 3, 1, 0, 0) == denied(errno.ENOENT)
    call = STATX[machine]
    assert verdict(machine, call, 3, 0, empty_path, 0) == ALLOW
    assert verdict(machine, call, 3, 1, 0, 0) == denied(errno.ENOENT)


@machines
def test_what_is_newer_than_the_list_does_not_exist(machine):
    setxattrat, far = 463, 0x3FFFFFFF
    for number in (NEWEST + 1, setxattrat, far):
        assert verdict(machine, number) == denied(errno.ENOSYS)
    assert verdict(machine, NEWEST) == ALLOW


@machines
def test_a_call_by_another_architecture_s_rules_ends_the_process(machine):
    (other,) = (arch for name, arch in AUDIT.items() if name != machine)
    for arch in (other, I386):
        for number in numbers(NEEDED, machine).values():
            assert verdict(machine, number, arch=arch) == KILL


def test_the_second_numbering_of_x86_64_is_closed():
    x32 = 0x40000000
    for number in numbers(NEEDED, "x86_64").values():
        assert verdict("x86_64", x32 | number) != ALLOW


def test_the_program_of_this_machine_is_the_one_that_is_used():
    assert filter_program() == filter_program(platform.machine())
