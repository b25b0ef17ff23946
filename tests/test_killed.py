"""kill -9 at any moment: nothing is lost, and nothing is judged twice."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from soak import ROOT, shown, size, submission

KILLS = size(10, 50)
COMMAND = [sys.executable, "-m", "lucid_edu.grading.cli", "grade"]
WRONG = {"logit": "def logit(p):\n    return np.log(p)"}


def test_a_grader_killed_at_random_moments_loses_and_repeats_nothing(
    tmp_path,
):
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    count = 6 * KILLS
    for n in range(count):
        data = submission(n, **(WRONG if n % 3 == 0 else {}))
        (folder / f"s{n}.ipynb").write_bytes(data)
    command = [*COMMAND, str(folder), "--seed", "3", "--jobs", "2", "--out"]
    moments = random.Random(20)
    known: dict[str, str] = {}
    for _ in shown(range(KILLS), KILLS, "kills"):
        process = subprocess.Popen(
            [*command, str(out)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        more = moments.randrange(6)
        while process.poll() is None and len(rows(out)) < len(known) + more:
            time.sleep(0.005)
        time.sleep(moments.random() * (0.05 if more else 1.0))
        process.kill()
        process.wait()
        found = rows(out)
        # The time a grade took is in its row, so judging again would show.
        assert found | known == found
        known = found
    assert 0 < len(known) < count
    said = run([*command, str(out)])
    assert f"Judged {count - len(known)} of {count}" in said
    assert rows(out) | known == rows(out)
    run([*command, str(tmp_path / "whole")])
    assert grades(out) == grades(tmp_path / "whole")


def run(command: list[str]) -> str:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(out: Path) -> dict[str, str]:
    book = out / "gradebook.sqlite"
    if not book.exists():
        return {}
    with closing(sqlite3.connect(book, timeout=30)) as db:
        try:
            return dict(db.execute("SELECT path, body FROM grade"))
        except sqlite3.OperationalError:  # killed before the tables stood
            return {}


def grades(out: Path) -> object:
    body = json.loads((out / "grades.json").read_text("utf-8"))
    del body["timing"]
    return body
