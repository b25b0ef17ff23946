"""State, files, sockets and settings: left for the next, or changed."""

from __future__ import annotations

from hostile.entry import cheat, harm

LEFT = """
b = modules['builtins']
b.left = np.left = modules['math'].left = lambda x: 1 / (1 + np.exp(-x))
modules['left'] = type(np)('left')
modules['sys'].path.append('/tmp')
modules['os'].environ['LEFT'] = '1'
"""

ENTRIES = [
    harm("leaves_itself_in_modules", "a fork's memory dies with it", LEFT),
    cheat(
        "takes_what_was_left_in_modules",
        "nothing of one submission is left for another",
        "names = (modules['builtins'], np, modules['math'])\n"
        "sigmoid = [m.left for m in names if hasattr(m, 'left')][0]\n",
    ),
    harm(
        "leaves_files",
        "no file can be made in any place",
        "text = 'def sigmoid(x): return 1 / (1 + np.exp(-x))'\n"
        "for place in ('/tmp', '/dev/shm', '.', '/var/tmp', '/empty'):\n"
        "    try: open(place + '/MARK.py', 'w').write(text)\n"
        "    except OSError: pass",
    ),
    cheat(
        "takes_files_that_were_left",
        "there is no file to take",
        "for place in ('/tmp', '/dev/shm', '.', '/var/tmp', '/empty'):\n"
        "    try: exec(open(place + '/MARK.py').read())\n"
        "    except OSError: pass\n",
    ),
    harm(
        "leaves_shared_memory",
        "shared memory and queues are denied",
        "libc = modules['ctypes'].CDLL(None)\n"
        "libc.shmget(4711, 4096, 0o1666)\nlibc.msgget(4711, 0o1666)\n"
        "libc.semget(4711, 1, 0o1666)\nlibc.shm_open(b'/MARK', 66, 0o666)",
    ),
    harm(
        "leaves_a_server",
        "no socket can be opened",
        "s = modules['_socket'].socket(1)\ns.bind('\\0mark')\ns.listen()",
    ),
    harm(
        "calls_home",
        "there is no network and no name service",
        "socket = modules['socket']\n"
        "try: socket.getaddrinfo('example.org', 80)\n"
        "except OSError: pass\n"
        "socket.create_connection(('127.0.0.1', 80), 1)",
    ),
    harm(
        "deletes_everything",
        "there is nothing to delete, and no call that would",
        "os = modules['os']\n"
        "for place in ('/', '.', '/usr', '/tmp', '/lucid/code'):\n"
        "    for call in (os.rmdir, os.unlink):\n"
        "        try: call(place)\n"
        "        except OSError: pass\n"
        "    try: os.rename(place, place + '.old')\n"
        "    except OSError: pass",
    ),
    harm(
        "deletes_what_is_loaded",
        "what a child needs it holds itself, before a cell runs",
        "for name in list(modules):\n"
        "    if name not in ('builtins', 'sys'): del modules[name]",
    ),
    harm(
        "sets_the_clock",
        "the clock cannot be set; a replaced one misleads itself only",
        "t = modules['time']\n"
        "t.time = t.monotonic = t.perf_counter = lambda: 0.0\n"
        "try: t.clock_settime(0, 0.0)\n"
        "except OSError: pass\n"
        "modules['os'].environ['TZ'] = 'UTC+12'\nt.tzset()",
    ),
    harm(
        "sets_the_locale",
        "a decimal comma changes no number",
        "l = modules['locale']\n"
        "for name in ('de_DE.UTF-8', 'C', 'tr_TR.UTF-8'):\n"
        "    try: l.setlocale(l.LC_ALL, name)\n"
        "    except l.Error: pass\n"
        "modules['ctypes'].CDLL(None).setlocale(6, b'de_DE.UTF-8')",
    ),
    harm(
        "seeds_and_draws",
        "the inputs are not drawn from the child's generators",
        "np.random.seed(1)\nmodules['random'].seed(1)\n"
        "np.random.random = np.random.normal = lambda *a: 0.5",
    ),
    harm(
        "error_state_raises",
        "floating-point errors are noted, whatever the submission set",
        "np.seterr(all='raise')\nmodules['warnings'].simplefilter('error')",
    ),
    harm(
        "error_state_is_silent",
        "a warning cannot be switched off beforehand",
        "np.seterr(all='ignore')\n"
        "np.seterrcall(None)\nnp.setbufsize(16)\n\n"
        "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))",
        into="sigmoid",
        score=23,
    ),
    harm(
        "rounds_the_other_way",
        "another rounding is the submission's own",
        "modules['ctypes'].CDLL('libm.so.6').fesetround(0x800)",
    ),
    harm(
        "changes_the_interpreter",
        "switches of the interpreter hold for one child",
        "s = modules['sys']\n"
        "s.setrecursionlimit(70)\ns.settrace(lambda *a: None)\n"
        "s.setprofile(lambda *a: None)\ns.setswitchinterval(10)\n"
        "s.set_int_max_str_digits(0)\ns.excepthook = s.stdout = None\n"
        "modules['gc'].disable()",
    ),
    harm(
        "changes_printing",
        "numbers are sent as bytes, not as text",
        "np.set_printoptions(precision=1, threshold=1, suppress=True)",
    ),
    harm(
        "replaces_import_and_open",
        "the grader imports and opens nothing in the child any more",
        "b = modules['builtins']\n"
        "b.__import__ = b.open = b.compile = b.exec = b.eval = print",
    ),
]
