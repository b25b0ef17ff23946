"""Every course system's names are decoded to students, topics, attempts."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from handed_in import CANVAS, GOOD, ROOT, unpacked, zipped
from hypothesis import given
from hypothesis import strategies as st

from lucid_edu.grading.discover import discover, opened
from lucid_edu.grading.layouts import (
    canvas,
    clones,
    gradescope,
    moodle,
    nbgrader,
)
from lucid_edu.grading.layouts.choose import choose
from lucid_edu.grading.layouts.origin import moment

METADATA = b"""\
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0042'
    :email: ada@example.org
  :created_at: 2026-10-02 09:00:00.000000000 -07:00
submission_12:
  :submitters:
  - :name: Ben Bitdiddle
    :sid: '43'
    :email: ben@example.org
  - :name: Cy Cipher
    :sid: '44'
    :email: cy@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-10-01 10:00:00.000000000 Z
"""

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


@dataclass
class Names:
    """Files that are names only."""

    names: list[str]
    topics: tuple[str, ...] = ("sigmoid", "hard_sigmoid")
    repositories: frozenset[str] = frozenset()
    texts: dict[str, bytes] = field(default_factory=dict)

    def read(self, name: str) -> bytes | None:
        return self.texts.get(name)


def whose(layout, name: str, **more) -> list[str]:
    return [o.student for o in layout.decode(name, Names([name], **more))]


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


@pytest.mark.parametrize(
    ("place", "student", "topic"),
    [
        ("hw1-submissions/hw1-ada-b", "ada-b", "hw1"),
        ("hw1/hw1-ada-b", "ada-b", "hw1"),
        ("all/cs1-hard-sigmoid-ada", "ada", "hard_sigmoid"),
        ("all/sigmoid-sigmoid-fan", "sigmoid-fan", "sigmoid"),
        ("all/hw1-ada", "hw1-ada", ""),
    ],
)
def test_a_clone_s_user_is_what_follows_the_assignment(place, student, topic):
    files = Names([f"{place}/x.ipynb"], repositories=frozenset({place}))
    (origin,) = clones.decode(f"{place}/x.ipynb", files)
    assert (origin.student, origin.hints) == (student, ("x", topic))


def test_canvas_tells_lateness_and_the_later_file(tmp_path):
    (late,) = canvas.decode(CANVAS, Names([]))
    (early,) = canvas.decode("x_7_80_f.ipynb", Names([]))
    assert (late.late, early.late) == (True, False)
    assert early.order < late.order
    (anonymous,) = canvas.decode("LATE_anon_Ab1_80_f.ipynb", Names([]))
    assert (anonymous.student, anonymous.late) == ("anon_Ab1", True)


def test_moodle_names_flat_files_and_hidden_participants():
    flat = "Ada B. Lovelace_12_assignsubmission_file_sig_moid.ipynb"
    assert whose(moodle, flat) == ["Ada B. Lovelace"]
    hidden = "Participant_12_assignsubmission_file_/x.ipynb"
    assert whose(moodle, hidden) == ["Participant 12"]


def test_gradescope_tells_times_of_both_spellings():
    files = Names([], texts={"e/submission_metadata.yml": METADATA})
    (ada,) = gradescope.decode("e/submission_11/x.ipynb", files)
    ben, cy = gradescope.decode("e/submission_12/x.ipynb", files)
    assert (ada.identity, ada.email) == ("0042", "ada@example.org")
    assert ada.order == "2026-10-02T16:00:00.000000+00:00"
    assert ben.order == cy.order == "2026-10-01T10:00:00.000000+00:00"


@pytest.mark.parametrize(
    "data",
    [b"", b"[1", b"- 1", b"submission_11: 5", b"[" * 3000, b"\xff\xfe\x00"],
)
def test_gradescope_without_its_metadata_still_names_the_submission(data):
    files = Names([], texts={"e/submission_metadata.yml": data})
    (origin,) = gradescope.decode("e/submission_11/x.ipynb", files)
    assert origin.student == "submission_11"


def test_no_yaml_tag_becomes_an_object(tmp_path):
    aim = tmp_path / "made"
    data = f"submission_11: !!python/object/apply:os.mkdir ['{aim}']\n"
    texts = {"e/submission_metadata.yml": data.encode()}
    gradescope.decode("e/submission_11/x.ipynb", Names([], texts=texts))
    assert not aim.exists()


def test_nbgrader_reads_its_timestamp():
    texts = {"submitted/ada/hw/timestamp.txt": b"2026-10-01 10:00:00.5 UTC\n"}
    name = "submitted/ada/hw/sigmoid.ipynb"
    (origin,) = nbgrader.decode(name, Names([name], texts=texts))
    assert origin.order == "2026-10-01T10:00:00.500000+00:00"
    assert origin.hints == ("sigmoid", "hw")


def test_times_in_every_zone_sort_as_they_passed():
    texts = ("2026-01-01 12:00:00 +0100", "2026-01-01T11:30:00Z")
    early, late = map(moment, texts)
    assert early < late
    assert moment("yesterday") == moment("") == ""


_WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789éß", min_size=1)
_NUMBER = st.integers(1, 10**12)
_FILE = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\"),
    min_size=1,
    max_size=30,
)


@given(_WORD, st.booleans(), _NUMBER, _NUMBER, _FILE)
def test_what_canvas_writes_is_read_back(student, late, number, file, own):
    mark = "_LATE" if late else ""
    name = f"{student}{mark}_{number}_{file}_{own}"
    (origin,) = canvas.decode(name, Names([]))
    assert (origin.student, origin.identity) == (student, str(number))
    assert (origin.late, int(origin.order)) == (late, file)


@given(st.text("Aaö .-'", min_size=1), _NUMBER, _FILE, st.booleans())
def test_what_moodle_writes_is_read_back(student, number, own, flat):
    between = "" if flat else "/"
    name = f"{student}_{number}_assignsubmission_file_{between}{own}"
    (origin,) = moodle.decode(f"class/{name}", Names([]))
    assert (origin.student, origin.identity) == (student, str(number))


@given(st.lists(st.text("ab/_1.LATEsubmision", max_size=30), max_size=6))
def test_no_name_is_too_odd_for_any_layout(names):
    files = Names(names)
    layout = choose(files)
    for name in names:
        assert isinstance(layout.decode(name, files), tuple)
