"""The filter on system calls that every child runs under, on Linux.

libseccomp compiles it in the grader; the child only installs the bytes.
"""

from __future__ import annotations

import errno
import sys
import tempfile

DENIED = (
    # other processes: none may be made, signalled, traced or read
    "fork vfork clone clone3 execve execveat kill tkill tgkill "
    "rt_sigqueueinfo rt_tgsigqueueinfo ptrace process_vm_readv "
    "process_vm_writev process_madvise process_mrelease kcmp "
    "pidfd_open pidfd_getfd pidfd_send_signal setpgid setsid setpriority "
    "sched_setaffinity sched_setscheduler sched_setparam sched_setattr "
    "ioprio_set prlimit64 setrlimit "
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
    "shmget shmat shmctl msgget semget mq_open landlock_create_ruleset "
    # identity
    "setuid setgid setreuid setregid setresuid setresgid setgroups "
    "setfsuid setfsgid capset seccomp"
).split()


def filter_program() -> bytes | None:
    """Return the BPF program for this machine, or None where there is none.

    A denied call fails with EPERM; `clone3` with ENOSYS, so that libc
    falls back to `clone`, which is denied.  A name that this architecture
    does not have is passed over.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError):
        return None
    rules = pyseccomp.SyscallFilter(defaction=pyseccomp.ALLOW)
    for name in DENIED:
        code = errno.ENOSYS if name == "clone3" else errno.EPERM
        try:
            rules.add_rule(pyseccomp.ERRNO(code), name)
        except (OSError, ValueError, RuntimeError):
            continue
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
