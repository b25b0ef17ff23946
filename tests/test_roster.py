"""A list of the class, in whatever form a course system exports it."""

from __future__ import annotations

import pytest
from handed_in import GOOD, POOR, ROOT, zipped

from lucid_edu.grading.intake import HandedIn, Wanted
from lucid_edu.grading.layouts.origin import Origin
from lucid_edu.grading.roster import RosterError, read_roster

PLAIN = """\
Name,Student ID,E-mail,Username,Section
Ada Lovelace,0042,ada@example.org,alove,A
Ben Bitdiddle,43,ben.b@example.org,bbit,B
Cy Cipher,44,cy@example.org,cipher44,B
"""
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,sigmoid (7)
    Points Possible,,,,,25
"Lovelace, Ada",101,u42,alove,A,
"Bitdiddle, Ben",102,u43,bbit,A,
"""
MOODLE = """\
Identifier,First name,Last name,Email address
Participant 12,Ada,Lovelace,ada@example.org
Participant 13,Ben,Bitdiddle,ben@example.org
"""
CLASSROOM50 = """\
username,first_name,last_name,email,section,github_id
ada-l,Ada,Lovelace,,1,777
"""


def roster(tmp_path, text: str | bytes):
    path = tmp_path / "roster.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path)


@pytest.mark.parametrize(
    "origin",
    [
        Origin("ada", identity="0042"),
        Origin("0042"),
        Origin("x", email="ADA@example.org"),
        Origin("ada@example.org"),
        Origin("ada"),  # the address before its @
        Origin("ALOVE"),
        Origin("x", logins=("alove",)),
        Origin("x", logins=("hw-1-alove", "1-alove", "alove")),
        Origin("Ada Lovelace"),
        Origin("lovelaceada", identity="9", internal=True),
        Origin("Lovelace_Ada"),
    ],
    ids=repr,
)
def test_a_student_is_found_by_number_address_login_or_name(tmp_path, origin):
    found = roster(tmp_path, PLAIN).find(origin)
    assert found is not None
    assert (found.name, found.section) == ("Ada Lovelace", "A")


@pytest.mark.parametrize("name", ["eve", "", "ada lovelace king", "00042"])
def test_whoever_is_not_on_the_list_is_not_found(tmp_path, name):
    assert roster(tmp_path, PLAIN).find(Origin(name)) is None


def test_a_number_of_another_system_makes_nobody_somebody_else(tmp_path):
    found = roster(tmp_path, PLAIN)
    # Moodle's participant 43 is not the student with the number 43.
    cy = found.find(Origin("Cy Cipher", identity="43", internal=True))
    assert cy is not None
    assert cy.name == "Cy Cipher"
    assert found.find(Origin("Eve", identity="43", internal=True)) is None


def test_two_of_one_name_are_told_apart_by_number_or_not_at_all(tmp_path):
    text = 'Student,ID\n"Li, Wei",7\n"Li, Wei",8\n'
    found = roster(tmp_path, text)
    eight = found.find(Origin("liwei", identity="8", internal=True))
    assert eight is not None
    assert eight.ids == ("8",)
    assert found.find(Origin("liwei")) is None


def test_the_gradebook_of_canvas_is_a_roster(tmp_path):
    found = roster(tmp_path, CANVAS)
    assert [s.name for s in found.students] == [
        "Lovelace, Ada",
        "Bitdiddle, Ben",
    ]
    ada = found.find(Origin("lovelaceada", identity="101", internal=True))
    assert ada == found.students[0]
    assert ada.ids == ("101", "u42")


def test_the_worksheet_of_moodle_is_a_roster(tmp_path):
    found = roster(tmp_path, MOODLE)
    hidden = Origin("Participant 13", identity="13", internal=True)
    named = Origin("Ben Bitdiddle", identity="13", internal=True)
    assert found.find(hidden) == found.find(named) == found.students[1]
    assert found.students[1].name == "Ben Bitdiddle"


def test_the_list_of_classroom_50_is_a_roster(tmp_path):
    found = roster(tmp_path, CLASSROOM50)
    assert found.find(Origin("ada-l", logins=("ada-l",))) == found.students[0]


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff".encode() + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").replace("\n", "\r\n").encode(),
        b"\n\n" + PLAIN.encode(),
    ],
)
def test_encodings_and_separators_are_guessed(tmp_path, data):
    assert len(roster(tmp_path, data).students) == 3


def test_an_older_spreadsheet_keeps_its_accents(tmp_path):
    found = roster(tmp_path, "name\nZo\u00eb\n".encode("cp1252"))
    assert found.students[0].name == "Zo\u00eb"


def test_a_student_of_two_sections_is_one(tmp_path):
    again = "Ada Lovelace,0042,ada@example.org,alove,B\n"
    assert len(roster(tmp_path, PLAIN + again).students) == 3


@pytest.mark.parametrize(
    "data", [b"", b"grade\n1\n", b"\xff\xfe\x00", b'"name' + b"x" * 200_000]
)
def test_a_file_that_lists_nobody_is_said_in_a_sentence(tmp_path, data):
    with pytest.raises(RosterError, match=r"roster\.csv"):
        roster(tmp_path, data)


def test_no_account_takes_a_classmate_s_place_by_its_name(tmp_path):
    files = {
        "lovelaceada_101_9001_sigmoid.ipynb": GOOD,
        "lovelaceada_666_9999_sigmoid.ipynb": POOR,
        "cipher_103_9003_sigmoid.ipynb": GOOD,
    }
    path = zipped(tmp_path / "hw.zip", files)
    for ids, expected in ((CANVAS, [True, False]), ("", [False, False])):
        text = ids or "name\nAda Lovelace\n"
        (tmp_path / "r.csv").write_text(text, "utf-8")
        wanted = Wanted(roster=tmp_path / "r.csv")
        entries = HandedIn([path], ROOT, wanted).entries
        assert [e.intake.enrolled for e in entries[1:]] == expected
