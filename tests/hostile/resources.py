"""Time, memory, output, replies and files without measure."""

from __future__ import annotations

from hostile.entry import harm

ENTRIES = [
    harm(
        "endless_loop_in_a_call",
        "one exercise is lost to an endless loop",
        "def logit(p):\n    while True: pass",
        into="logit",
        status="timeout",
    ),
    harm(
        "endless_loop_that_catches_all",
        "the alarm rings again and again",
        "def logit(p):\n"
        "    while True:\n"
        "        try:\n"
        "            while True: pass\n"
        "        except: pass",
        into="logit",
        status="timeout",
    ),
    harm(
        "loop_with_the_alarm_blocked",
        "the wall limit is watched from outside",
        "s = modules['signal']\n\n"
        "def logit(p):\n"
        "    s.pthread_sigmask(s.SIG_BLOCK, range(1, 65))\n"
        "    while True: pass",
        into="logit",
        status="timeout",
    ),
    harm(
        "loop_in_c",
        "an alarm waits for C to return; the wall limit does not",
        "def logit(p): return sum(range(10**12))",
        into="logit",
        status="timeout",
    ),
    harm(
        "slow_demo_cells",
        "demo cells share a time of their own, the answers keep theirs",
        "# %%\n".join(["while True: pass\n"] * 12),
        status="timeout",
    ),
    harm(
        "slow_demo_before_an_answer",
        "what a cell defines after a slow line still counts",
        "while True: pass\n\n\ndef logit(p):\n    return np.log(p / (1 - p))",
        into="logit",
        loses=(),
        status="timeout",
    ),
    harm(
        "backtracking_without_end",
        "a regular expression can be slow, too",
        "def logit(p): modules['re'].match('(a+)+$', 'a' * 60 + 'b')",
        into="logit",
        status="timeout",
    ),
    harm(
        "an_error_that_never_ends",
        "reading an error's text has the same limit as the call",
        "class Slow(Exception):\n"
        "    def __str__(self):\n"
        "        while True: pass\n\n"
        "def logit(p): raise Slow",
        into="logit",
        status="timeout",
    ),
    harm(
        "huge_array",
        "an array beyond the limit is refused to one call",
        "def logit(p): return np.ones((60_000, 60_000))",
        into="logit",
        status="memory",
    ),
    harm(
        "memory_bit_by_bit",
        "memory runs out in one cell; the next one has it again",
        "hoard = []\nwhile True: hoard.append(np.empty(5_000_000))",
        status="memory",
    ),
    harm(
        "a_list_of_a_billion",
        "Python's own objects count, too",
        "def logit(p): return [0] * 10**9",
        into="logit",
        status="memory",
    ),
    harm(
        "recursion_without_end",
        "too deep a recursion is an error",
        "def logit(p): return logit(p)",
        into="logit",
    ),
    harm(
        "an_answer_over_the_cap",
        "an array over 8 MB is no answer",
        "def logit(p): return np.zeros(1_100_000)",
        into="logit",
    ),
    harm(
        "answers_that_fill_the_reply",
        "all answers together have a limit; one exercise is lost to it",
        "def logit(p): return np.zeros(1_000_000)",
        into="logit",
        status="reply_limit",
    ),
    harm(
        "flood_on_stdout",
        "a flood ends the run, which is judged again without it",
        "while True: print('x' * 10_000)",
        status="output_limit",
    ),
    harm(
        "flood_on_stderr",
        "stderr counts like stdout",
        "import math\nwhile True: modules['sys'].stderr.write('x' * 10_000)",
        status="output_limit",
    ),
    harm(
        "flood_in_a_call",
        "what a call prints is cut, its time is limited",
        "def logit(p):\n    while True: print('x' * 1000)",
        into="logit",
        status="timeout",
    ),
    harm(
        "much_but_honest_output",
        "5,000 lines cost nothing",
        "for n in range(5_000): print('step', n)\n"
        "modules['sys'].stderr.write('warning: ' * 1000)",
    ),
    harm(
        "fills_the_disk",
        "no file can be made",
        "for n in range(100_000):\n"
        "    try: open(f'/tmp/{n}', 'wb').write(bytes(10**6))\n"
        "    except OSError: break\n"
        "np.save('/dev/shm/x', np.zeros(10))",
    ),
    harm(
        "every_descriptor",
        "descriptors run out for the child, not for the machine",
        "while True: modules['os'].pipe()",
    ),
    harm(
        "memory_files",
        "memory cannot be taken past the limit as a file",
        "libc = modules['ctypes'].CDLL(None)\n"
        "fd = libc.memfd_create(b'x', 0)\n"
        "modules['os'].ftruncate(101, 10**12)",
    ),
    harm(
        "finalizers_without_end",
        "nothing is tidied up when a child leaves",
        "class Clinging:\n"
        "    def __del__(self):\n"
        "        while True: pass\n\n"
        "kept = Clinging()",
    ),
]
