"""The gradebook keeps what was, and the command `grades` shows it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict

import pytest
from click.testing import CliRunner
from handed_in import GOOD, POOR
from test_reports import grade, graded

from lucid_edu.grading.cli import main
from lucid_edu.grading.gradebook import SCHEMA, Gradebook, GradebookError
from lucid_edu.grading.reports.tables import grades_csv
from lucid_edu.grading.results import Intake

# As the first version wrote it; never to be changed.
SCHEMA_1 = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE grade (
    path TEXT NOT NULL, content TEXT NOT NULL, version TEXT NOT NULL,
    seed TEXT NOT NULL, policy TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (path, content, version, seed, policy)
);
INSERT INTO about VALUES ('schema', '1'), ('seed', '7');
"""
ABOUT = {
    "seed": 3,
    "isolation": asdict(graded().isolation),
    "limits": asdict(graded().limits),
    "versions": dict(graded().versions),
}

CANVAS = Intake("canvas", identity="9", late=True)


def key(path: str, content: str = "c") -> tuple[str, ...]:
    return (path, content, "v", "3", "policy")


def written(folder, *grades):
    folder.mkdir()
    with Gradebook(folder / "gradebook.sqlite") as book:
        book.begin(ABOUT, [])
        for one in grades:
            book.add(key(one.path, one.content), one)
    return str(folder)


def run(*arguments: str):
    return CliRunner().invoke(main, ["grades", *arguments])


def test_a_gradebook_of_schema_1_is_migrated_with_every_grade(tmp_path):
    path = tmp_path / "gradebook.sqlite"
    old = sqlite3.connect(path)
    old.executescript(SCHEMA_1)
    row = (*key("ada.ipynb"), json.dumps(asdict(grade())))
    old.execute("INSERT INTO grade VALUES (?, ?, ?, ?, ?, ?)", row)
    old.commit()
    old.close()
    for _ in range(2):
        with Gradebook(path) as book:
            assert book.get("schema") == str(SCHEMA)
            assert book.get("seed") == "7"
            assert book.find(key("ada.ipynb")) == grade()
            (attempt,) = book.attempts()
            assert (attempt.judged, attempt.grade) == ("", grade())
    with Gradebook(path) as book:
        book.begin(ABOUT, [key("ada.ipynb")])
        assert book.latest() == [grade()]


def test_a_schema_that_is_no_number_is_no_gradebook(tmp_path):
    with Gradebook(tmp_path / "b.sqlite") as book:
        book.put("schema", "many")
    with pytest.raises(GradebookError, match="no gradebook"):
        Gradebook(tmp_path / "b.sqlite")


def test_the_grade_that_holds_is_that_of_the_last_run(tmp_path):
    better = grade(content="new", notes=("again",))
    with Gradebook(tmp_path / "b.sqlite") as book:
        book.begin(ABOUT, [])
        book.add(key("ada.ipynb", "old"), grade())
        book.add(key("ben.ipynb"), grade("ben.ipynb"))
        book.begin(ABOUT, [])
        book.add(key("ada.ipynb", "new"), better)
        assert book.latest() == [better]
        book.begin(ABOUT, [key("ada.ipynb", "old")])
        assert book.latest() == [grade()]
        assert len(list(book.attempts())) == 3


def test_show_lists_the_class_and_one_students_feedback(tmp_path):
    folder = written(tmp_path / "g", grade(), grade("ben.ipynb"))
    shown = run("show", folder)
    assert shown.exit_code == 0
    assert "ada.ipynb  ada  sigmoid  graded  2 of 4" in shown.output
    one = run("show", folder, "ben")
    assert "This looks like: sign" in one.output
    assert "ada" not in one.output
    nobody = run("show", folder, "eve")
    assert nobody.exit_code == 2
    assert "has no grade of 'eve'" in nobody.output


def test_show_moves_no_cursor(tmp_path):
    folder = written(tmp_path / "g", grade(student="\x1b[2J\u202e"))
    assert "\x1b" not in run("show", folder).output


def test_export_writes_what_grading_would_have_written(tmp_path):
    folder = written(tmp_path / "g", grade(), grade("ben.ipynb"))
    to = tmp_path / "out"
    done = run("export", folder, "--to", str(to), "--format", "csv,json")
    assert done.exit_code == 0, done.output
    expected = grades_csv(graded(grade(), grade("ben.ipynb")))
    assert (to / "grades.csv").read_text() == expected
    body = json.loads((to / "grades.json").read_text())
    assert body["isolation"]["gaps"] == ["a gap"]


ROSTER = "Name,ID\nAda Lovelace,ada\nBen Bitdiddle,43\nCy Cipher,44\n"


def exported(tmp_path, *grades, more=()):
    folder = written(tmp_path / "g", *grades)
    (tmp_path / "roster.csv").write_text(ROSTER)
    roster = ("--roster", str(tmp_path / "roster.csv"))
    to = tmp_path / "out"
    done = run(
        *("export", folder, "--to", str(to), "--format", "json"),
        *(*roster, *more),
    )
    assert done.exit_code == 0, done.output
    body = json.loads((to / "grades.json").read_text())
    return done.output, {s["path"]: s for s in body["submissions"]}


def test_export_with_a_roster_lists_who_handed_in_nothing(tmp_path):
    ben = grade("x.ipynb", student="bitdiddleben", intake=CANVAS)
    said, found = exported(tmp_path, grade(), ben, grade("eve.ipynb"))
    assert found["ada.ipynb"]["student"] == "Ada Lovelace"
    assert found["x.ipynb"]["intake"]["identity"] == "43"
    assert found["x.ipynb"]["intake"]["late"] is True
    assert found["eve.ipynb"]["intake"]["enrolled"] is False
    assert "Not on the roster: 1 of the submissions" in said
    assert found["roster/44"]["status"] == "not_submitted"
    assert found["roster/44"]["max_score"] > 0
    assert len(found) == 4


def test_export_asks_for_the_topic_of_those_missing_where_two_are(tmp_path):
    two = grade(), grade("b/y.ipynb", student="y", topic="stability")
    said, found = exported(tmp_path, *two)
    assert "name the topic with --topic" in said
    assert len(found) == 2


def test_export_takes_the_topic_of_those_missing(tmp_path):
    two = grade(), grade("b/y.ipynb", student="y", topic="stability")
    _, found = exported(tmp_path, *two, more=("--topic", "stability"))
    # Ada has answered the other topic only.
    missing = {"roster/ada", "roster/43", "roster/44"}
    assert missing <= found.keys()
    assert {found[path]["topic"] for path in missing} == {"stability"}


def test_export_knows_how_a_class_came_in_and_by_which_names(tmp_path):
    folder = tmp_path / "hw"
    folder.mkdir()
    name = "bitdiddleben_LATE_102_9001_sigmoid.ipynb"
    (folder / name).write_bytes(GOOD)
    (folder / "lovelaceada_101_9002_sigmoid.ipynb").write_bytes(GOOD)
    out = tmp_path / "g"
    command = ["grade", str(folder), "--out", str(out), "--seed", "1"]
    (tmp_path / "roster.csv").write_text("Name,ID\nBen Bitdiddle,102\n")
    for more in ([], ["--roster", str(tmp_path / "roster.csv")]):
        done = CliRunner().invoke(main, [*command, *more])
        assert done.exit_code == 0, done.output
        to = tmp_path / "out"
        run("export", str(out), "--to", str(to), "--format", "json")
        written, again = (
            json.loads((place / "grades.json").read_text())
            for place in (out, to)
        )
        assert again["submissions"] == written["submissions"]
    ben = again["submissions"][0]
    assert (ben["student"], ben["intake"]["late"]) == ("Ben Bitdiddle", True)


def test_export_leaves_out_the_attempts_that_do_not_count(tmp_path):
    folder = tmp_path / "hw"
    folder.mkdir()
    (folder / "lovelaceada_101_9001_sigmoid.ipynb").write_bytes(GOOD)
    (folder / "lovelaceada_101_9002_sigmoid-1.ipynb").write_bytes(POOR)
    out, to = str(tmp_path / "g"), tmp_path / "out"
    command = ["grade", str(folder), "--out", out, "--seed", "1"]
    for how, kept in (("best", [1]), ("all", [1, 2]), ("latest", [2])):
        done = CliRunner().invoke(main, [*command, "--attempts", how])
        assert done.exit_code == 0, done.output
        run("export", out, "--to", str(to), "--format", "json")
        body = json.loads((to / "grades.json").read_text())
        found = [s["intake"]["attempt"] for s in body["submissions"]]
        assert found == kept


def test_diff_says_what_changed_and_by_its_exit_code(tmp_path):
    one = written(tmp_path / "a", grade(), grade("ben.ipynb"))
    two = written(
        tmp_path / "b", grade(), grade("ben.ipynb", exercises=()), grade("cy")
    )
    same = run("diff", one, one)
    assert (same.exit_code, same.output) == (0, "0 of 2 grades differ.\n")
    other = run("diff", one, two)
    assert other.exit_code == 1
    assert "ben.ipynb: graded 2 of 4 became graded 0 of 0" in other.output
    assert "ben.ipynb: sigmoid 2 became None" in other.output
    assert "cy: only in the second" in other.output
    assert "2 of 3 grades differ." in other.output


def test_history_keeps_every_attempt_with_its_time(tmp_path):
    later = grade(content="cd" * 32, exercises=())
    folder = written(tmp_path / "g", grade(), later, grade("ben.ipynb"))
    lines = run("history", folder, "ada").output.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("20")
    assert "2 of 4  file abababababab" in lines[0]
    assert "0 of 0  file cdcdcdcdcdcd" in lines[1]


def test_a_folder_without_a_gradebook_is_said_and_none_is_made(tmp_path):
    done = run("show", str(tmp_path))
    assert done.exit_code == 2
    assert "holds no gradebook.sqlite" in done.output
    assert list(tmp_path.iterdir()) == []
