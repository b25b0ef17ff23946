"""The filter on system calls that every child runs under, on Linux.

libseccomp compiles it in the grader; the child only installs the bytes.
"""

from __future__ import annotations

import contextlib
import errno
import platform
import struct
import sys
import tempfile
from types import ModuleType
from typing import Any

DENIED = (
    # other processes: none may be made, signalled, traced or read
    "fork vfork clone clone3 execve execveat kill tkill tgkill "
    "rt_sigqueueinfo rt_tgsigqueueinfo ptrace process_vm_readv "
    "process_vm_writev process_madvise process_mrelease kcmp "
    "pidfd_open pidfd_getfd pidfd_send_signal setpgid setsid setpriority "
    "sched_setaffinity sched_setscheduler sched_setparam sched_setattr "
    "ioprio_set prlimit64 setrlimit migrate_pages move_pages "
    # the network
    "socket socketpair connect bind listen accept accept4 sendto sendmsg "
    "sendmmsg recvfrom recvmsg recvmmsg "
    # the file system's shape and the machine
    "mount umount umount2 pivot_root chroot unshare setns open_tree "
    "move_mount fsopen fsconfig fsmount fspick mount_setattr "
    "open_by_handle_at name_to_handle_at quotactl swapon swapoff reboot "
    "sethostname setdomainname init_module finit_module delete_module "
    "kexec_load kexec_file_load settimeofday clock_settime clock_adjtime "
    "adjtimex acct syslog personality ioperm iopl "
    # large or rarely audited parts of the kernel
    "bpf perf_event_open userfaultfd io_uring_setup io_uring_enter "
    "io_uring_register io_setup io_submit add_key request_key keyctl "
    "memfd_create memfd_secret inotify_init inotify_init1 fanotify_init "
    "shmget shmat shmctl msgget msgsnd msgrcv msgctl semget semop "
    "semtimedop semctl mq_open mq_unlink landlock_create_ruleset "
    # identity
    "setuid setgid setreuid setregid setresuid setresgid setgroups "
    "setfsuid setfsgid capset seccomp"
).split()

# The child has all that it needs in memory: every module is imported and
# its job is an open descriptor.  So no file may be opened or changed, which
# holds where the root cannot be made empty, too.
FILES = (
    "open openat openat2 creat mknod mknodat mkdir mkdirat rmdir unlink "
    "unlinkat rename renameat renameat2 link linkat symlink symlinkat "
    "truncate chmod fchmodat fchmodat2 chown lchown fchownat utime utimes "
    "utimensat futimesat setxattr setxattrat lsetxattr removexattr "
    "removexattrat lremovexattr getxattr lgetxattr listxattr llistxattr "
    "readlink readlinkat access faccessat faccessat2 stat lstat statfs "
    "chdir fchdir"
).split()

_EMPTY_PATH = 0x1000  # AT_EMPTY_PATH: what fstat() means, no path at all

# (call, argument, mask, value, error): denied where the argument under the
# mask has the value.
# The kernel reads 32 bits of these, so bits above them must not matter.
ARGUMENTS = (
    # "send that process a signal when this pipe is ready" is a kill
    *(("fcntl", 1, 0xFFFFFFFF, n, errno.EPERM) for n in (8, 10, 15)),
    *(("ioctl", 1, 0xFFFFFFFF, n, errno.EPERM) for n in (0x8901, 0x8902)),
    ("newfstatat", 3, _EMPTY_PATH, 0, errno.ENOENT),
    ("statx", 2, _EMPTY_PATH, 0, errno.ENOENT),
)


# Whatever is newer than the calls above were chosen from: nobody has looked
# at it, and a library may not know its name.  These numbers are the same on
# both architectures.
NEWEST = 450  # set_mempolicy_home_node, of Linux 5.17
_ARCHITECTURES = {"x86_64": "X86_64", "aarch64": "AARCH64"}
_LOAD_NUMBER, _IF_AT_LEAST, _RETURN = 0x20, 0x35, 0x06
_ERRNO = 0x50000


def filter_program(machine: str = "") -> bytes | None:
    """Return the BPF program for `machine`, or None where there is none.

    `machine` is this one, or "x86_64" or "aarch64".

    A denied call fails with EPERM; one for a file with ENOENT, as on an
    empty disk; `clone3` and what is newer than `NEWEST` with ENOSYS, so
    that libc falls back to an older call, such as `clone`, which is denied.
    A name that this architecture does not have is passed over; a call by
    another architecture's rules ends the process.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        import pyseccomp

        return _compiled(pyseccomp, machine)
    except (ImportError, OSError, RuntimeError):
        return None


def _compiled(pyseccomp: ModuleType, machine: str) -> bytes:
    rules = pyseccomp.SyscallFilter(defaction=pyseccomp.ALLOW)
    # A tree instead of a list: every child's kernel walks it for each call
    # that there is.  Old libraries have none.
    with contextlib.suppress(ValueError, OSError, RuntimeError):
        rules.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, 2)
    arch = pyseccomp.Arch.NATIVE
    if machine and machine != platform.machine():
        arch = getattr(pyseccomp.Arch, _ARCHITECTURES[machine])
        rules.add_arch(arch)
        rules.remove_arch(pyseccomp.Arch.NATIVE)

    def add(name: str, code: int, *arguments: Any) -> None:
        # A negative number: not a call of this architecture.
        if pyseccomp.resolve_syscall(arch, name) >= 0:
            rules.add_rule(pyseccomp.ERRNO(code), name, *arguments)

    for name in DENIED:
        code = errno.ENOSYS if name == "clone3" else errno.EPERM
        add(name, code)
    for name in FILES:
        add(name, errno.ENOENT)
    for name, place, mask, value, code in ARGUMENTS:
        masked = pyseccomp.Arg(place, pyseccomp.MASKED_EQ, mask, value)
        add(name, code, masked)
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return _newer_denied(machine or platform.machine()) + file.read()


def _newer_denied(machine: str) -> bytes:
    if machine not in _ARCHITECTURES:  # its numbers may begin elsewhere
        return b""
    return b"".join(
        struct.pack("=HBBI", *instruction)
        for instruction in (
            (_LOAD_NUMBER, 0, 0, 0),
            (_IF_AT_LEAST, 0, 1, NEWEST + 1),
            (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
        )
    )
