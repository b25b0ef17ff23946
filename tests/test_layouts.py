"""Downloads of every course system are recognised, packed and unpacked."""

from __future__ import annotations

import pytest
from handed_in import CANVAS, GOOD, METADATA, ROOT, unpacked, zipped

from lucid_edu.grading.discover import discover, opened

CLASSES = {
    "canvas": {
        CANVAS: GOOD,
        "bitdiddleben_102_9002_my notebook.ipynb": GOOD,
        "cipher_103_9003_plan.pdf": b"%PDF",
    },
    "moodle": {
        "Ada Lovelace_12_assignsubmission_file_/sigmoid.ipynb": GOOD,
        "Ben Bitdiddle_13_assignsubmission_file_/a/hw.ipynb": GOOD,
        "Cy Cipher_14_assignsubmission_file_/plan.pdf": b"%PDF",
    },
    "gradescope": {
        "assignment_1_export/submission_metadata.yml": METADATA,
        "assignment_1_export/submission_11/sigmoid.ipynb": GOOD,
        "assignment_1_export/submission_12/hw.ipynb": GOOD,
        "assignment_1_export/submission_12/notes/data.csv": b"1,2",
    },
    "nbgrader": {
        "submitted/ada/sigmoid/timestamp.txt": b"2026-10-01 10:00:00 UTC",
        "submitted/ada/sigmoid/problem1.ipynb": GOOD,
        "submitted/ben/week1/sigmoid.ipynb": GOOD,
        "submitted/ben/week1/timestamp.txt": b"2026-10-01 10:00:00 UTC",
    },
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("layout", CLASSES)
def test_a_download_is_recognised_packed_and_unpacked(
    tmp_path, layout, packed
):
    make = zipped if packed else unpacked
    path = make(tmp_path / ("class" + ".zip" * packed), CLASSES[layout])
    found = [opened(entry) for entry in discover([path], ROOT)]
    good = [entry for entry in found if entry.data == GOOD]
    assert {entry.intake.layout for entry in found} == {layout}
    assert len(good) == {"gradescope": 3}.get(layout, 2)
    assert {entry.student for entry in good} == {
        "canvas": {"lovelaceada", "bitdiddleben"},
        "moodle": {"Ada Lovelace", "Ben Bitdiddle"},
        "gradescope": {"Ada Lovelace", "Ben Bitdiddle", "Cy Cipher"},
        "nbgrader": {"ada", "ben"},
    }[layout]


@pytest.mark.parametrize("layout", CLASSES)
def test_one_file_of_a_download_has_the_same_student_alone(tmp_path, layout):
    folder = unpacked(tmp_path / "class", CLASSES[layout])
    together = {
        (e.student, e.topic, e.intake) for e in discover([folder], ROOT)
    }
    for name in CLASSES[layout]:
        if name.endswith(".ipynb"):
            alone = discover([folder / name], ROOT)
            assert {(e.student, e.topic, e.intake) for e in alone} <= together


def test_what_a_group_handed_in_has_a_path_for_each_of_them(tmp_path):
    path = zipped(tmp_path / "class.zip", CLASSES["gradescope"])
    file = "class.zip/assignment_1_export/submission_12/hw.ipynb"
    found = {entry.path: entry.who for entry in discover([path], ROOT)}
    assert {f"{file} (Ben Bitdiddle)", f"{file} (Cy Cipher)"} < found.keys()
    assert len(set(found.values())) == 3


def test_a_file_that_fits_no_name_is_still_somebody_s(tmp_path):
    files = {**CLASSES["canvas"], "eve.ipynb": GOOD}
    found = discover([unpacked(tmp_path / "class", files)], ROOT)
    layouts = {entry.student: entry.intake.layout for entry in found}
    assert layouts["eve"] == "loose"
    assert layouts["lovelaceada"] == "canvas"


def test_who_handed_in_something_else_is_told_so(tmp_path):
    folder = unpacked(tmp_path / "class", CLASSES["canvas"])
    found = {e.student: e.refused for e in discover([folder], ROOT)}
    assert found["cipher"] == (
        "cipher_103_9003_plan.pdf is no notebook; hand in an .ipynb file"
    )


def test_a_layout_can_be_forced(tmp_path):
    folder = unpacked(tmp_path / "class", CLASSES["canvas"])
    found = discover([folder / CANVAS], ROOT, "loose")
    assert [entry.student for entry in found] == [CANVAS[:-6]]
    files = {"ada/week1/sigmoid.ipynb": GOOD}
    folder = unpacked(tmp_path / "other", files)
    assert [e.student for e in discover([folder], ROOT)] == ["week1"]
    forced = discover([folder], ROOT, "nbgrader")
    assert [entry.student for entry in forced] == ["ada"]


def test_sections_of_students_are_not_taken_for_nbgrader(tmp_path):
    files = {f"submitted/tuesday/{n}/sigmoid.ipynb": GOOD for n in ("a", "b")}
    found = discover([unpacked(tmp_path, files) / "submitted"], ROOT)
    assert [entry.student for entry in found] == ["a", "b"]


def test_clones_are_recognised_and_their_histories_left_alone(tmp_path):
    place = "cs1-hw2_submissions_2026_10_01_T_12_00_00"
    for user in ("ada", "ben-b"):
        files = {"sigmoid.ipynb": GOOD, ".git/old.ipynb": GOOD}
        unpacked(tmp_path / place / f"cs1-hw2-{user}", files)
    unpacked(tmp_path / place / "cs1-hw2-cy", {".git/HEAD": b""})
    found = discover([tmp_path / place], ROOT)
    assert {e.intake.layout for e in found} == {"clones"}
    assert [(e.student, e.file is None) for e in found] == [
        ("ada", False),
        ("ben-b", False),
        ("cy", True),
    ]
