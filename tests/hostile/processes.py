"""Ending, forking, signalling and tracing: processes that misbehave."""

from __future__ import annotations

from hostile.entry import harm

ENTRIES = [
    harm(
        "exits_in_a_demo_cell",
        "what ends the run is left out, the answers are judged without it",
        "modules['os']._exit(0)",
        status="crashed",
    ),
    harm(
        "exits_three_times",
        "several cells may end the run; each is left out",
        "modules['os']._exit(0)\n# %%\n"
        "modules['os']._exit(3)\n# %%\nmodules['os'].abort()",
        status="crashed",
    ),
    harm(
        "exits_in_every_cell",
        "after three such cells there is nothing worth judging",
        "# %%\n".join(["modules['os']._exit(0)\n"] * 5),
        status="crashed",
        score=0,
    ),
    harm(
        "exits_in_a_call",
        "the exercise that ends the run loses its points, and only it",
        "def logit(p): modules['os']._exit(0)",
        into="logit",
        status="crashed",
    ),
    harm(
        "sys_exit_in_a_call",
        "SystemExit is an error like any other",
        "def logit(p): modules['sys'].exit(0)",
        into="logit",
    ),
    harm(
        "keyboard_interrupt_in_a_cell",
        "not every error is an Exception",
        "raise KeyboardInterrupt",
    ),
    harm(
        "kills_everything",
        "no process may be signalled, not even its own",
        "os = modules['os']\n"
        "for pid in (os.getppid(), 0, -1, 1, os.getpid()):\n"
        "    for number in (9, 15, 19, 2):\n"
        "        try: os.kill(pid, number)\n"
        "        except OSError: pass",
    ),
    harm(
        "kills_its_group",
        "neither a group nor a thread may be signalled",
        "libc, os = modules['ctypes'].CDLL(None), modules['os']\n"
        "libc.killpg(os.getpgrp(), 9)\n"
        "libc.tgkill(os.getppid(), os.getppid(), 9)\n"
        "libc.raise_ = libc['raise'](9)",
    ),
    harm(
        "signals_through_a_descriptor",
        "no descriptor sends a signal to somebody else",
        "import math\nfcntl = modules.get('fcntl')\nos = modules['os']\n"
        "a, b = os.pipe()\n"
        "libc = modules['ctypes'].CDLL(None)\n"
        "libc.fcntl(a, 10, 9)\nlibc.fcntl(a, 8, os.getppid())\n"
        "libc.fcntl(a, 4, 0o20000)\nos.write(b, b'x')",
    ),
    harm(
        "leads_a_session",
        "a child cannot leave its session or group",
        "os = modules['os']\n"
        "for call in (os.setsid, lambda: os.setpgid(0, 0)):\n"
        "    try: call()\n"
        "    except OSError: pass",
    ),
    harm(
        "changes_its_priority",
        "nobody is slowed by another's priority",
        "os = modules['os']\n"
        "try: os.setpriority(0, 0, -20)\n"
        "except OSError: pass\n"
        "try: os.sched_setaffinity(0, {0})\n"
        "except OSError: pass",
    ),
    harm(
        "traces_its_parent",
        "ptrace is denied",
        "libc, os = modules['ctypes'].CDLL(None), modules['os']\n"
        "libc.ptrace(16, os.getppid(), 0, 0)\nlibc.ptrace(0, 0, 0, 0)",
    ),
    harm(
        "fork_bomb",
        "fork is denied",
        "while True: modules['os'].fork()",
    ),
    harm(
        "zombie_farm",
        "vfork, clone and posix_spawn are denied",
        "os = modules['os']\n"
        "for _ in range(1000):\n"
        "    try: os.posix_spawn('/bin/true', ['true'], {})\n"
        "    except OSError: pass\n"
        "    modules['ctypes'].CDLL(None).vfork()",
    ),
    harm(
        "starts_a_shell",
        "exec is denied, and there is no shell",
        "os = modules['os']\nos.system('touch /tmp/owned')\n"
        "os.execv('/bin/sh', ['sh', '-c', 'sleep 100'])",
    ),
    harm(
        "daemon_thread",
        "no thread can be started",
        "def spin():\n    while True: pass\n\n"
        "for _ in range(100): modules['_thread'].start_new_thread(spin, ())",
    ),
    harm(
        "waits_for_a_signal",
        "the alarm ends a pause: a cell that hangs costs nothing",
        "modules['signal'].pause()",
        status="timeout",
    ),
    harm(
        "segfault_in_a_call",
        "a crash in C costs one exercise",
        "def logit(p): modules['ctypes'].string_at(0)",
        into="logit",
        status="crashed",
    ),
    harm(
        "segfault_in_a_demo_cell",
        "a crash in a demo cell leaves the answers",
        "modules['ctypes'].string_at(0)",
        status="crashed",
    ),
    harm(
        "lifts_its_limits",
        "limits are final",
        "r = modules['resource']\n"
        "for name in ('CPU', 'AS', 'FSIZE', 'NPROC', 'NOFILE'):\n"
        "    kind = getattr(r, 'RLIMIT_' + name)\n"
        "    try: r.setrlimit(kind, (-1, -1))\n"
        "    except (OSError, ValueError): pass",
    ),
]
