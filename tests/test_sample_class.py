"""The sample class gets the grades it must get, in both isolations."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import need
from sample_class.make import files

ROOT = Path(__file__).resolve().parent.parent
CLASS = ROOT / "tests" / "sample_class"
EXPECTED = json.loads((CLASS / "expected.json").read_text("utf-8"))
HOSTILE = ("lena", "mario", "nia", "otto", "pia", "quentin", "rosa", "sven")
COMMAND = [sys.executable, "-m", "lucid_edu.grading.cli", "grade"]


def grade(out: Path, *options: str, paths: tuple[Path, ...] = (CLASS,)) -> Any:
    done = subprocess.run(
        [*COMMAND, *map(str, paths), "--out", str(out), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    body = json.loads((out / "grades.json").read_text("utf-8"))
    del body["timing"]
    return body


def by_path(body: Any) -> dict[str, Any]:
    return {item["path"]: item for item in body["submissions"]}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    need("bwrap")
    out = tmp_path_factory.mktemp("class")
    options = ("--seed", "2026", "--timeout", "4", "--isolation", "bubblewrap")
    return out, grade(out, *options)


def test_the_sample_class_is_what_its_maker_writes():
    for name, text in files().items():
        assert (CLASS / name).read_text("utf-8") == text


def test_everyone_gets_the_grade_expected(first):
    found = {
        path: {
            "status": item["status"],
            "score": item["score"],
            "mistakes": sorted(
                {
                    check["mistake"]
                    for exercise in item["exercises"]
                    for check in exercise["checks"]
                    if check["mistake"]
                }
            ),
        }
        for path, item in by_path(first[1]).items()
    }
    assert found == EXPECTED


def test_both_isolations_give_the_same_grades(first, tmp_path):
    options = ("--seed", "2026", "--timeout", "4", "--isolation", "process")
    weaker = grade(tmp_path, *options)
    assert weaker["isolation"]["name"] == "process"
    one, two = by_path(first[1]), by_path(weaker)
    assert one == two


def test_one_job_or_two_and_a_fresh_folder_change_no_byte(first, tmp_path):
    options = ("--seed", "2026", "--timeout", "4", "--isolation", "bubblewrap")
    assert grade(tmp_path, *options, "--jobs", "1") == first[1]


def test_the_rest_of_the_class_is_graded_alike_without_the_hostile(
    first, tmp_path
):
    honest = tuple(
        path
        for path in sorted(CLASS.glob("*.ipynb"))
        if not path.name.startswith(HOSTILE)
    )
    options = ("--seed", "2026", "--timeout", "4", "--isolation", "bubblewrap")
    alone = by_path(grade(tmp_path, *options, paths=honest))
    together = by_path(first[1])
    assert len(alone) == len(honest)
    assert all(together[path] == item for path, item in alone.items())


def test_a_second_run_judges_nothing_again(first):
    out, before = first
    done = subprocess.run(
        [*COMMAND, str(CLASS), "--out", str(out), "--timeout", "4"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Judged 0 of 32" in done.stdout
    assert "the seed of the earlier run: 2026" in done.stdout
    after = json.loads((out / "grades.json").read_text("utf-8"))
    del after["timing"]
    assert after == before


def test_an_interrupted_run_keeps_what_is_done_and_goes_on(first, tmp_path):
    options = ["--seed", "2026", "--timeout", "4", "--jobs", "1"]
    command = [*COMMAND, str(CLASS), "--out", str(tmp_path), *options]
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        # A shell's background job, as these tests may be, ignores it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    book = tmp_path / "gradebook.sqlite"
    while not (book.exists() and _judged(book) >= 3):
        assert child.poll() is None
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGINT)
    said, _ = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "run the same command again" in said
    kept = _judged(book)
    assert 3 <= kept < 32
    again = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert f"{kept} were known already" in again.stdout
    body = json.loads((tmp_path / "grades.json").read_text("utf-8"))
    assert body["submissions"] == first[1]["submissions"]


def _judged(book: Path) -> int:
    with closing(sqlite3.connect(book)) as db:
        try:
            return int(db.execute("SELECT count(*) FROM grade").fetchone()[0])
        except sqlite3.OperationalError:
            return 0
