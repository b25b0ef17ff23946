"""An archive in a folder is one student's, and costs only that student."""

from __future__ import annotations

from pathlib import Path

from handed_in import GOOD, ROOT, zipped

from lucid_edu.grading import source
from lucid_edu.grading.discover import discover, opened


def refusals(path: Path) -> dict[str, str]:
    """Return why each submission is refused, "" where it is not."""
    return {e.path: opened(e).refused for e in discover([path], ROOT)}


def test_a_student_s_own_archive_is_opened_and_costs_only_them(tmp_path):
    zipped(tmp_path / "ada.zip", {"hw/sigmoid.ipynb": GOOD, "n.txt": b""})
    zipped(tmp_path / "dan.zip", {"notes.txt": b""})
    (tmp_path / "eve.zip").write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "fay.zip").symlink_to(tmp_path / "ada.zip")
    (tmp_path / "gil.ipynb").write_bytes(GOOD)
    found = [opened(entry) for entry in discover([tmp_path], ROOT)]
    got = {entry.student: entry.refused for entry in found}
    assert got.keys() == {"ada", "dan", "eve", "fay", "gil"}
    assert got["ada"] == got["gil"] == ""
    assert got["dan"] == "the archive holds no notebook"
    assert "cannot be read" in got["eve"]
    assert "link" in got["fay"]
    assert found[0].topic == "sigmoid"
    assert found[0].data == GOOD


def test_a_student_s_archive_names_no_other_student(tmp_path):
    files = {"lovelaceada_1_2_sigmoid.ipynb": GOOD, "../ben.ipynb": GOOD}
    zipped(tmp_path / "evileve_7_8_hw.zip", files)
    (tmp_path / "lovelaceada_1_2_sigmoid.ipynb").write_bytes(GOOD)
    found = discover([tmp_path], ROOT)
    assert sorted(e.student for e in found) == [
        "evileve",
        "evileve",
        "lovelaceada",
    ]


def test_a_flood_of_notebooks_costs_one_student(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MOST_FILES", 3)
    flood = {f"{n}.ipynb": b"{}" for n in range(9)}
    zipped(tmp_path / "eve.zip", flood)
    (tmp_path / "ada.ipynb").write_bytes(GOOD)
    got = refusals(tmp_path)
    assert got.pop("ada.ipynb") == ""
    assert [*got.values()] == ["9 notebooks; 3 are looked at"]


def test_more_bytes_than_anyone_needs_cost_one_student(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MOST_BYTES", 1 << 20)
    big = {f"{n}.ipynb": bytes(600_000) for n in range(2)}
    zipped(tmp_path / "eve.zip", big)
    assert "over 1 MB" in next(iter(refusals(tmp_path).values()))


def test_an_archive_beside_a_student_s_notebook_is_no_other_student(tmp_path):
    place = tmp_path / "class" / "ada"
    place.mkdir(parents=True)
    (place / "sigmoid.ipynb").write_bytes(GOOD)
    zipped(place / "data.zip", {"table.csv": b"1,2"})
    found = discover([tmp_path / "class"], ROOT)
    assert [entry.student for entry in found] == ["ada"]


def test_a_student_s_archive_named_alone_is_still_theirs(tmp_path):
    path = tmp_path / "lovelaceada_101_9_hw.zip"
    zipped(path, {"bitdiddleben_102_8_sigmoid.ipynb": GOOD})
    (entry,) = discover([path], ROOT)
    assert (entry.student, entry.intake.identity) == ("lovelaceada", "101")
    assert opened(entry).data == GOOD
