"""From what was handed in to the reports: attempts, roster, command line."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from handed_in import CANVAS, GOOD, POOR, ROOT, unpacked, zipped

from lucid_edu.grading.attempts import attempts, chosen
from lucid_edu.grading.cli import main
from lucid_edu.grading.discover import discover
from lucid_edu.grading.intake import HandedIn, Wanted

ROSTER = """\
Student,ID,Email,Section
"Lovelace, Ada",101,ada@example.org,A
"Bitdiddle, Ben",102,ben@example.org,B
"Cipher, Cy",103,cy@example.org,B
"""
CLASS = {
    "bitdiddleben_102_9002_sigmoid.ipynb": GOOD,
    "bitdiddleben_102_9010_sigmoid-1.ipynb": POOR,
    CANVAS: GOOD,
    "strangereve_109_9009_x.ipynb": POOR,
    "zany_110_9011_all.zip": b"an archive in an archive",
}


@pytest.fixture
def two_topics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of its own, so that it has these topics and no others."""
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "exercises", course / "exercises")
    (course / "solutions").mkdir()
    for topic in ("sigmoid", "logistic"):
        solved = course / "solutions" / f"{topic}.py"
        shutil.copy(ROOT / "solutions" / "sigmoid.py", solved)
    return course


def about(topic: str) -> bytes:
    """Return a notebook that answers this topic."""
    body = json.loads(GOOD)
    body["metadata"]["lucid_edu"]["topic"] = topic
    return json.dumps(body).encode()


def latest(folder: Path, course: Path = ROOT) -> list[tuple[str, int, int]]:
    kept = chosen(attempts(discover([folder], course), course), "latest")
    return [(e.path, e.intake.attempt, e.intake.attempts) for e in kept]


def test_the_highest_file_number_of_canvas_is_the_latest(tmp_path):
    names = ["a_1_999_sigmoid.ipynb", "a_1_1000_sigmoid-1.ipynb"]
    unpacked(tmp_path, dict.fromkeys(names, GOOD))
    assert latest(tmp_path) == [(names[1], 2, 2)]


def test_the_time_a_file_was_changed_decides_nothing(tmp_path):
    names = ["a_1_1_sigmoid.ipynb", "a_1_2_sigmoid.ipynb"]
    unpacked(tmp_path, dict.fromkeys(names, GOOD))
    for first, second in ((names[0], names[1]), (names[1], names[0])):
        os.utime(tmp_path / first, (1, 1))
        os.utime(tmp_path / second, (9, 9))
        assert latest(tmp_path) == [(names[1], 2, 2)]


def test_without_a_time_names_are_counted_as_people_count(tmp_path):
    student = "Ada_1_assignsubmission_file_"
    for last in ("sigmoid", "sigmoid-2", "sigmoid-10"):
        unpacked(tmp_path, {f"{student}/{last}.ipynb": GOOD})
        assert latest(tmp_path)[0][0] == f"{student}/{last}.ipynb"


@pytest.mark.parametrize("digits", ["9" * 5000, "1-" * 20_000, "(1" * 9000])
def test_no_name_is_too_long_to_be_sorted(tmp_path, digits):
    files = {f"a_1_1_{digits}.ipynb": GOOD, f"a_1_2_x{digits}.ipynb": GOOD}
    found = discover([zipped(tmp_path / "a.zip", files)], ROOT)
    start = time.process_time()
    (kept,) = chosen(attempts(found, ROOT), "latest")
    assert kept.intake.attempt == 2
    assert time.process_time() - start < 1


def test_an_attempt_that_cannot_be_read_replaces_none_that_can(tmp_path):
    unpacked(tmp_path, {"a_1_1_sigmoid.ipynb": GOOD, "b_2_2_f.ipynb": GOOD})
    (tmp_path / "a_1_9_sigmoid.zip").write_bytes(b"no archive")
    assert ("a_1_1_sigmoid.ipynb", 2, 2) in latest(tmp_path)


def test_two_topics_are_no_attempts_at_one(tmp_path, two_topics):
    files = {"a_1_1_one.ipynb": GOOD, "a_1_2_two.ipynb": about("logistic")}
    unpacked(tmp_path, files)
    found = latest(tmp_path, two_topics)
    assert [numbers for _, *numbers in found] == [[1, 1], [1, 1]]


def test_a_named_topic_must_be_one(tmp_path):
    unpacked(tmp_path, {"a.ipynb": GOOD})
    out = ["--out", str(tmp_path / "out"), "--topic", "cooking"]
    done = CliRunner().invoke(main, ["grade", str(tmp_path), *out])
    assert done.exit_code == 2
    assert "no topic 'cooking'" in done.output


def test_the_topic_named_is_that_of_notebooks_that_name_none(
    tmp_path, two_topics
):
    unpacked(tmp_path, {"a.ipynb": GOOD, "b/logistic.ipynb": GOOD})
    wanted = Wanted(topic="sigmoid")
    entries = HandedIn([tmp_path], two_topics, wanted).entries
    assert [entry.topic for entry in entries] == ["sigmoid", "logistic"]


def test_the_order_of_paths_and_of_files_changes_nothing(tmp_path):
    names = [f"{who}_{n}_{n}_sigmoid.ipynb" for n, who in enumerate("abcdef")]
    places = []
    for n, name in enumerate(names):
        places.append(tmp_path / str(n % 2) / name)
        unpacked(places[-1].parent, {name: GOOD})
    expected = discover(places, ROOT)
    for seed in range(5):
        random.Random(seed).shuffle(places)
        assert discover(places, ROOT) == expected


def grade(path: Path, out: Path, *options: str) -> tuple[Any, str]:
    arguments = ["grade", str(path), "--out", str(out), "--seed", "5"]
    done = CliRunner().invoke(main, [*arguments, "--jobs", "1", *options])
    assert done.exit_code == 0, done.output
    body = json.loads((out / "grades.json").read_text("utf-8"))
    return {s["path"]: s for s in body["submissions"]}, done.output


@pytest.fixture(scope="module")
def canvas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return zipped(tmp_path_factory.mktemp("canvas") / "hw.zip", CLASS)


@pytest.fixture(scope="module")
def graded(canvas: Path) -> tuple[Any, str, Path]:
    out = canvas.parent / "out"
    roster = canvas.parent / "roster.csv"
    roster.write_text(ROSTER, "utf-8")
    found, said = grade(canvas, out, "--roster", str(roster))
    return found, said, out


def test_a_class_of_canvas_is_graded_under_its_own_names(graded):
    found, said, out = graded
    assert "Layout: 5 canvas." in said
    ada = found[f"hw.zip/{CANVAS}"]
    assert (ada["student"], ada["score"]) == ("Lovelace, Ada", 25)
    assert ada["intake"] == {
        "layout": "canvas",
        "identity": "101",
        "email": "ada@example.org",
        "section": "A",
        "late": True,
        "attempt": 1,
        "attempts": 1,
        "enrolled": True,
    }
    ben = found["hw.zip/bitdiddleben_102_9010_sigmoid-1.ipynb"]
    assert ben["intake"]["attempt"] == ben["intake"]["attempts"] == 2
    assert ben["score"] < 25
    assert not list(out.rglob("*.ipynb"))


def test_who_is_missing_or_unknown_is_listed(graded):
    found, said, out = graded
    cy = found["roster/103"]
    assert (cy["status"], cy["student"]) == ("not_submitted", "Cipher, Cy")
    eve = found["hw.zip/strangereve_109_9009_x.ipynb"]
    assert (eve["status"], eve["intake"]["enrolled"]) == ("graded", False)
    zany = found["hw.zip/zany_110_9011_all.zip"]
    assert zany["status"] == "rejected"
    assert "inside an archive" in zany["notes"][0]
    assert "Not on the roster: 2 of the submissions" in said
    page = (out / "report.html").read_text("utf-8")
    assert "graded; late" in page
    assert "graded; attempt 2 of 2" in page
    assert "not on the roster" in page
    table = (out / "grades.csv").read_text("utf-8")
    rows = csv.DictReader(table.splitlines())
    assert {row["id"]: row["late"] for row in rows} == {
        "101": "yes",
        "102": "no",
        "103": "",
        "109": "no",
        "110": "no",
    }


def test_a_student_s_grade_is_the_same_without_the_others(graded, tmp_path):
    path = zipped(tmp_path / "hw.zip", {CANVAS: GOOD})
    roster = tmp_path / "roster.csv"
    roster.write_text("\n".join(ROSTER.split("\n")[:2]), "utf-8")
    found, _ = grade(path, tmp_path / "out", "--roster", str(roster))
    assert found == {f"hw.zip/{CANVAS}": graded[0][f"hw.zip/{CANVAS}"]}


@pytest.mark.parametrize("how", ["best", "all"])
def test_the_best_attempt_or_all_can_count(canvas, tmp_path, how):
    found, _ = grade(canvas, tmp_path, "--attempts", how)
    scores = {
        item["intake"]["attempt"]: item["score"]
        for item in found.values()
        if item["student"] == "bitdiddleben"
    }
    assert scores.keys() == {"best": {1}, "all": {1, 2}}[how]
    assert scores[1] == 25


def test_missing_students_need_one_topic(tmp_path, two_topics):
    files = {
        "ada/sigmoid.ipynb": GOOD,
        "ada/logistic.ipynb": about("logistic"),
    }
    folder = unpacked(tmp_path / "class", files)
    (tmp_path / "r.csv").write_text("name\nada\nben\n", "utf-8")
    told = ("--roster", str(tmp_path / "r.csv"), "--course", str(two_topics))
    found, said = grade(folder, tmp_path / "out", *told)
    assert len(found) == 2
    assert "without a submission: 1; name the topic with --topic" in said
    told = (*told, "--topic", "logistic")
    found, said = grade(folder, tmp_path / "out", *told)
    assert found["roster/ben"]["topic"] == "logistic"
    assert "2 were known already" in said
