"""Looking for tests, solutions and expected values wherever they might be."""

from __future__ import annotations

from hostile.entry import cheat

USE = """

if "EXERCISES" in text or "def sigmoid" in text:
    exec(text.split("EXERCISES")[0])
"""

ENTRIES = [
    cheat(
        "walks_the_disk",
        "the child's disk is empty, or may not be looked at",
        "os, text = modules['os'], ''\n"
        "for folder, _, names in os.walk('/'):\n"
        "    for name in names:\n"
        "        if 'solution' in folder or 'sigmoid' in name:\n"
        "            text = open(os.path.join(folder, name)).read()" + USE,
    ),
    cheat(
        "opens_known_paths",
        "no path leads to the course",
        "text = ''\n"
        "for place in ('solutions/sigmoid.py', '../solutions/sigmoid.py',\n"
        "              '/autograder/source/solutions/sigmoid.py', 'tests'):\n"
        "    try: text += open(place).read()\n"
        "    except OSError: pass" + USE,
    ),
    cheat(
        "low_level_open",
        "the system call itself is denied, not only open()",
        "libc = modules['ctypes'].CDLL(None)\n"
        "fd = libc.open(b'/etc/passwd', 0)\n"
        "text = modules['os'].read(fd, 10_000).decode()" + USE,
    ),
    cheat(
        "classmates_notebooks",
        "there is no folder to list and no way up",
        "os = modules['os']\n"
        "names = os.listdir('.') + os.listdir('..') + os.listdir('/tmp')\n"
        "text = ''.join(open(name).read() for name in names)" + USE,
    ),
    cheat(
        "imports_the_course",
        "neither the package nor the solutions can be imported",
        "import solutions.sigmoid\n"
        "from lucid_edu.grading.course import assignment\n"
        "sigmoid = solutions.sigmoid.sigmoid\n",
    ),
    cheat(
        "searches_loaded_modules",
        "no module of the course is loaded",
        "found = [vars(m)['sigmoid'] for m in list(modules.values())\n"
        "         if 'sigmoid' in vars(m) or 'EXERCISES' in vars(m)]\n"
        "sigmoid = found[0]\n",
    ),
    cheat(
        "searches_the_heap",
        "no reference function and no expected array is in memory",
        "objects = modules['gc'].get_objects()\n"
        "found = [o for o in objects if getattr(o, '__name__', '') in\n"
        "         ('sigmoid', 'EXERCISES', 'draw_cases', 'difference')]\n"
        "sigmoid = found[0]\n",
    ),
    cheat(
        "looks_into_frames",
        "the callers know inputs only",
        "def sigmoid(x):\n"
        "    frame = modules['sys']._getframe()\n"
        "    while frame:\n"
        "        for name, value in frame.f_locals.items():\n"
        "            if 'expect' in name or 'answer' in name:\n"
        "                return value\n"
        "            call = getattr(value, 'expected', None)\n"
        "            if call is not None: return call.value\n"
        "        frame = frame.f_back\n",
    ),
    cheat(
        "traces_its_callers",
        "there is nothing to trace: comparing happens elsewhere",
        "seen = {}\n"
        "def spy(frame, event, arg):\n"
        "    seen.update(frame.f_locals)\n"
        "    return spy\n"
        "modules['sys'].settrace(spy)\n\n"
        "def sigmoid(x): return seen.get('expected', x)\n",
    ),
    cheat(
        "reads_proc",
        "/proc cannot be opened",
        "text = ''\n"
        "for name in ('self/environ', 'self/cmdline', '1/environ',\n"
        "             'self/maps', 'self/mem'):\n"
        "    try: text += open('/proc/' + name, errors='replace').read()\n"
        "    except OSError: pass" + USE,
    ),
    cheat(
        "reads_the_environment",
        "the child's environment holds four settings of NumPy and Python",
        "text = repr(dict(modules['os'].environ))\n"
        "assert 'HOME' in text" + USE,
    ),
    cheat(
        "reads_open_descriptors",
        "the job's descriptor is closed before a cell runs",
        "os, text = modules['os'], ''\n"
        "for fd in range(3, 200):\n"
        "    try: text += os.pread(fd, 1 << 20, 0).decode('latin-1')\n"
        "    except OSError: pass" + USE,
    ),
    cheat(
        "reads_the_parent_s_memory",
        "process_vm_readv and ptrace are denied",
        "libc, os = modules['ctypes'].CDLL(None), modules['os']\n"
        "assert libc.ptrace(16, os.getppid(), 0, 0) == 0\n"
        "assert libc.process_vm_readv(os.getppid(), 0, 0, 0, 0, 0) == 0\n",
    ),
    cheat(
        "inspects_the_call",
        "the text of the check is public, its answer is not in it",
        "def sigmoid(x):\n"
        "    frame = modules['sys']._getframe(1)\n"
        "    return frame.f_code.co_consts or frame.f_globals['expected']\n",
    ),
]
