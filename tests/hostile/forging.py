"""Results that were printed, written, raised or slipped into the reply."""

from __future__ import annotations

from hostile.entry import cheat

FRAME = """
json, struct, os = modules['json'], modules['struct'], modules['os']

def frame(body=b'', **head):
    text = json.dumps(head).encode()
    os.write(101, struct.pack('<II', len(text), len(body)) + text + body)

"""

ENTRIES = [
    cheat(
        "prints_a_result",
        "nothing that is printed is read as a result",
        'print(\'{"score": 25, "status": "passed"}\')\n'
        "print('25 passed in 0.01s')\n"
        "modules['sys'].__stdout__.write('All tests passed!\\n')\n"
        "modules['os'].write(1, b'{\"score\": 25}')\n",
    ),
    cheat(
        "writes_a_result_file",
        "no file can be written, and none would be read",
        "for path in ('results.json', '/autograder/results/results.json',\n"
        "             'results.pkl', '/tmp/grades.json'):\n"
        "    try: open(path, 'w').write('{\"score\": 25}')\n"
        "    except OSError: pass\n",
    ),
    cheat(
        "raises_a_pass",
        "an exception is an error, whatever its name",
        "class Passed(BaseException): score = 25\n\n"
        "def sigmoid(x): raise Passed('passed: 5 of 5 points')\n",
    ),
    cheat(
        "exits_with_success",
        "SystemExit in a call is an error of that call",
        "def sigmoid(x): modules['sys'].exit(0)\n",
    ),
    cheat(
        "answers_in_atexit",
        "the child leaves without its exit handlers",
        FRAME + "modules['atexit'].register(frame, k='done', score=25)\n"
        "def sigmoid(x): return x\n",
    ),
    cheat(
        "answers_from_a_thread",
        "no thread can be started",
        FRAME + "modules['_thread'].start_new_thread(frame, (), {'k': 'x'})\n",
    ),
    cheat(
        "answers_from_a_fork",
        "no process can be started",
        FRAME + "if os.fork() == 0:\n    frame(k='answer', score=25)\n",
    ),
    cheat(
        "answers_from_a_signal_handler",
        "frames that a handler writes hold values, not marks",
        FRAME + "signal = modules['signal']\n"
        "signal.signal(signal.SIGALRM, lambda *a: [frame(\n"
        "    k='answer', i=i, status='passed') for i in range(99)])\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.01)\n\n"
        "def sigmoid(x):\n    while True: pass\n",
        status="timeout",
    ),
    cheat(
        "forged_answers",
        "forged frames are compared like any other: zeros are wrong",
        FRAME + "for i in range(200):\n"
        "    frame(bytes(64), k='answer', i=i, status='value',\n"
        "          kind='ndarray', dtype='<f8', shape=[8])\n"
        "frame(k='done')\nos._exit(0)\n",
    ),
    cheat(
        "forged_score",
        "no field of a reply says anything about marks",
        FRAME + "for i in range(200):\n"
        "    frame(k='answer', i=i, status='unsteady', score=25,\n"
        "          earned=25, outcome='passed', expected=None)\n",
        status="crashed",
    ),
    cheat(
        "forged_status_of_a_strange_type",
        "a status that is a list is no status, and no error of the grader",
        FRAME + "frame(k='answer', i=0, status=['value'])\n",
        status="crashed",
    ),
    cheat(
        "pickle_for_the_parent",
        "a reply is never unpickled",
        "os = modules['os']\n"
        "os.write(101, b'\\x80\\x04\\x95cos\\nsystem\\n(S\"touch x\"\\ntR.')\n"
        "os._exit(0)\n",
        status="crashed",
    ),
    cheat(
        "lengths_of_gigabytes",
        "a length is checked before anything is allocated",
        "os = modules['os']\nos.write(101, b'\\xff' * 64)\nos._exit(0)\n",
        status="crashed",
    ),
    cheat(
        "deep_json_in_the_reply",
        "a header that nests too deeply is no header",
        "os = modules['os']\n"
        "text = b'[' * 60_000\n"
        "os.write(101, (len(text)).to_bytes(4, 'little') + bytes(4) + text)\n"
        "os._exit(0)\n",
        status="crashed",
    ),
    cheat(
        "exit_code_of_the_grader_s_own",
        "an exit code names a status, never a mark",
        "def sigmoid(x): modules['os']._exit(77)\n",
        status="memory",
    ),
    cheat(
        "empties_the_reply",
        "what was taken away is not there: a hole is no answer",
        "def sigmoid(x):\n    modules['os'].ftruncate(101, 0)\n    return x\n",
        status="crashed",
    ),
    cheat(
        "closes_the_reply",
        "a reply that cannot be written ends the run",
        "def sigmoid(x):\n    modules['os'].close(101)\n    return x\n",
        status="crashed",
    ),
]
