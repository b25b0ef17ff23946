"""Every format says what its platform expects, and nothing a student made."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from test_reports import EVIL, check, evil_grade, grade, graded

from lucid_edu.grading.cli import main
from lucid_edu.grading.exercise import CourseError
from lucid_edu.grading.reports.canvas import canvas_csv
from lucid_edu.grading.reports.classroom50 import classroom50_json
from lucid_edu.grading.reports.junit import junit_xml
from lucid_edu.grading.reports.moodle import moodle_csv
from lucid_edu.grading.reports.nbgrader import (
    HEAD,
    nbgrader_csv,
    nbgrader_students_csv,
)
from lucid_edu.grading.reports.outputs import FORMATS, write_reports
from lucid_edu.grading.reports.prairielearn import prairielearn_json
from lucid_edu.grading.reports.roll import read_people
from lucid_edu.grading.results import ExerciseResult

ROOT = Path(__file__).resolve().parent.parent


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Email address\n"
        '"Lovelace, Ada",17,s17,ADA,A,ada@example.org\n',
        "utf-8-sig",
    )
    return read_people(path)


def test_canvas_gets_its_columns_points_possible_and_a_row_a_student(people):
    absent = grade("ben/sigmoid.ipynb", student="ben", status="not_submitted")
    text = canvas_csv(graded(grade(), absent), people)
    points, ada, ben = table(text)
    assert text.startswith("Student,ID,SIS User ID,SIS Login ID,Section,")
    assert points["Student"].strip() == "Points Possible"
    assert points["sigmoid"] == "4"
    assert ada == {
        "Student": "Lovelace, Ada",
        "ID": "17",
        "SIS User ID": "s17",
        "SIS Login ID": "ADA",
        "Section": "A",
        "sigmoid": "2",
    }
    assert ben["sigmoid"] == ""


def test_of_several_submissions_the_one_with_most_points_is_written():
    worse = grade("late/ada.ipynb", student="ada", exercises=())
    for order in ((grade(), worse), (worse, grade())):
        rows = table(canvas_csv(graded(*order)))
        assert [row["sigmoid"] for row in rows[1:]] == ["2"]


def test_moodle_gets_grade_and_feedback_of_each_topic(people):
    (row,) = table(moodle_csv(graded(grade()), people))
    assert row["Email address"] == "ada@example.org"
    assert row["ID number"] == "s17"
    assert row["sigmoid"] == "2"
    assert row["sigmoid feedback"] == "sigmoid: 2 of 4 (sign)."


def test_nbgrader_gets_the_columns_of_its_own_export(people):
    (row,) = table(nbgrader_csv(graded(grade()), people))
    assert list(row) == HEAD
    assert (row["student_id"], row["email"]) == ("ADA", "ada@example.org")
    assert (row["score"], row["max_score"]) == ("2.0", "4.0")
    (student,) = table(nbgrader_students_csv(graded(grade()), people))
    assert student["id"] == "ADA"


@pytest.mark.parametrize(
    "write", [canvas_csv, moodle_csv, nbgrader_csv, nbgrader_students_csv]
)
def test_no_cell_of_a_table_is_a_formula_or_moves_a_cursor(write):
    bad = grade("x.ipynb", student='=HYPERLINK("x")', topic="@sum(a)")
    text = write(graded(bad, evil_grade()))
    for row in csv.reader(io.StringIO(text)):
        assert not any(cell[:1] in tuple("=+-@\t\r") and cell for cell in row)
    assert "\x1b" not in text


def test_people_without_a_name_column_are_refused(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("colour\nred\n")
    with pytest.raises(CourseError, match="no column that names a student"):
        read_people(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CourseError, match="no CSV"):
        read_people(path)


def test_classroom_50_gets_what_its_runner_says():
    runner = {
        "CLASSROOM": "c",
        "ASSIGNMENT": "hw1",
        "SUBMISSION_TAG": "submit/1",
        "COMMIT_URL": "commit",
        "RELEASE_URL": "release",
    }
    body = json.loads(classroom50_json(grade(), runner, "2026-01-01T00:00Z"))
    assert body["schema"] == "classroom50/result/v1"
    assert body["assignment"] == "hw1"
    assert body["review"] == "commit"
    assert (body["score"], body["max-score"]) == (2, 4)
    assert {type(t["passed"]) for t in body["tests"]} == {bool}


def test_prairielearn_gets_a_share_and_is_told_what_is_not_gradable():
    body = json.loads(prairielearn_json(grade()))
    assert body["gradable"] is True
    assert body["score"] == 0.5
    assert [t["points"] for t in body["tests"]] == [2, 0]
    broken = grade(status="unreadable", notes=("cut off",))
    body = json.loads(prairielearn_json(broken))
    assert body == {"gradable": False, "format_errors": ["cut off"]}


def test_a_huge_answer_stays_within_prairielearns_megabyte():
    bad = check(message="no", detail=(("got", "9" * 3_000_000),))
    text = prairielearn_json(
        grade(exercises=(ExerciseResult("f", "t", (bad,)),))
    )
    assert len(text) < 1_000_000


def test_junit_counts_and_is_xml_whatever_a_student_wrote():
    evil = evil_grade()
    text = junit_xml(graded(grade(), evil))
    suite, other = ET.fromstring(text)
    assert suite.get("tests") == "2"
    assert suite.get("failures") == "1"
    assert len(suite.findall("testcase/failure")) == 1
    assert other.get("name") == "evil.ipynb"
    assert EVIL not in text


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def test_the_same_class_gives_the_same_bytes_in_every_format(tmp_path):
    for name in ("one", "two"):
        write_reports(graded(grade(), evil_grade()), tmp_path / name, FORMATS)
    assert dict(files(tmp_path / "one")) == dict(files(tmp_path / "two"))
    assert len(dict(files(tmp_path / "one"))) == 16


def test_grade_writes_the_formats_that_were_named(tmp_path):
    sample = ROOT / "tests" / "sample_class"
    out = tmp_path / "out"
    named = [str(sample / "ada.ipynb"), "--out", str(out), "--seed", "1"]
    run = CliRunner().invoke
    done = run(main, ["grade", *named, "--format", "canvas, moodle,junit"])
    assert done.exit_code == 0, done.output
    for name in ("canvas.csv", "moodle.csv", "junit.xml", "report.html"):
        assert (out / name).stat().st_size > 0
    assert not (out / "nbgrader.csv").exists()
    done = run(main, ["grade", *named, "--format", "excel"])
    assert done.exit_code == 2
    assert "the formats are: json, csv" in done.output
