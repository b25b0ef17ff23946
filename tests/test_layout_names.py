"""Every course system's names are decoded to students, topics, attempts."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from handed_in import CANVAS, METADATA
from hypothesis import given
from hypothesis import strategies as st

from lucid_edu.grading.layouts import (
    canvas,
    clones,
    gradescope,
    moodle,
    nbgrader,
)
from lucid_edu.grading.layouts.choose import choose
from lucid_edu.grading.layouts.origin import moment


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
