"""Archives are read in memory; what is wrong with one file stays its own."""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import warnings
import zipfile
from pathlib import Path

import pytest
from handed_in import GOOD, ROOT, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lucid_edu.grading.archives import (
    Archive,
    ArchiveLimits,
    UnreadableArchive,
)
from lucid_edu.grading.discover import NothingToGrade, discover, opened

SMALL = ArchiveLimits(entries=4, index=1000, single=3 << 20, ratio=50)


def refusals(path: Path) -> dict[str, str]:
    """Return why each file of a class is refused, "" where it is not."""
    return {e.path: opened(e).refused for e in discover([path], ROOT)}


def test_a_file_comes_back_as_it_was_put_in(tmp_path):
    found = Archive(zipped(tmp_path / "a.zip", {"x/ada.ipynb": GOOD}))
    assert found.names == ["x/ada.ipynb"]
    assert found.read("x/ada.ipynb") == (GOOD, "")
    assert found.read("nobody.ipynb")[0] is None


@pytest.mark.parametrize(
    "name",
    [
        "../eve.ipynb",
        "/etc/eve.ipynb",
        "a/../../eve.ipynb",
        "..\\eve.ipynb",
        "C:\\eve.ipynb",
        "C:eve.ipynb",
    ],
)
def test_a_name_that_leads_out_costs_its_own_submission(tmp_path, name):
    files = {"ada.ipynb": GOOD, name: GOOD}
    got = refusals(zipped(tmp_path / "a.zip", files))
    assert len(got) == 2
    assert got.pop("a.zip/ada.ipynb") == ""
    assert "leads out" in next(iter(got.values()))
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_two_files_of_one_name_are_both_refused(tmp_path):
    path = tmp_path / "a.zip"
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as made:
        warnings.simplefilter("ignore")
        for name in ("ada.ipynb", "eve.ipynb", "eve.ipynb"):
            made.writestr(name, GOOD)
    got = refusals(path)
    assert got["a.zip/ada.ipynb"] == ""
    assert "two files" in got["a.zip/eve.ipynb"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_is_refused(tmp_path, kind):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("ada.ipynb", GOOD)
        info = zipfile.ZipInfo("eve.ipynb")
        info.create_system, info.external_attr = 3, (kind | 0o777) << 16
        made.writestr(info, "ada.ipynb")
    got = refusals(path)
    assert got["a.zip/ada.ipynb"] == ""
    assert "link" in got["a.zip/eve.ipynb"]


def changed(path: Path, name: bytes, offset: int, value: int) -> None:
    """Set two bytes of the index entry of one file."""
    data = bytearray(path.read_bytes())
    place = data.rindex(name) - 46
    assert data[place : place + 4] == b"PK\x01\x02"
    struct.pack_into("<H", data, place + offset, value)
    path.write_bytes(data)


def test_an_encrypted_file_is_refused(tmp_path):
    files = {"ada.ipynb": GOOD, "eve.ipynb": GOOD}
    path = zipped(tmp_path / "a.zip", files)
    changed(path, b"eve.ipynb", 8, 1)
    got = refusals(path)
    assert got["a.zip/ada.ipynb"] == ""
    assert "encrypted" in got["a.zip/eve.ipynb"]


def test_a_rare_compression_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"ada.ipynb": GOOD, "eve.ipynb": GOOD})
    changed(path, b"eve.ipynb", 10, 12)
    assert "compressed in a way" in refusals(path)["a.zip/eve.ipynb"]


def test_a_damaged_file_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"ada.ipynb": GOOD, "eve.ipynb": GOOD})
    data = bytearray(path.read_bytes())
    place = data.index(b"eve.ipynb") + 200
    data[place : place + 40] = bytes(40)
    path.write_bytes(data)
    got = refusals(path)
    assert got["a.zip/ada.ipynb"] == ""
    assert "damaged" in got["a.zip/eve.ipynb"]


def test_a_name_that_is_falsely_called_utf8_costs_its_own(tmp_path):
    files = {
        "ada.ipynb": GOOD,
        "e\N{LATIN SMALL LETTER E WITH ACUTE}.ipynb": GOOD,
    }
    path = zipped(tmp_path / "a.zip", files)
    path.write_bytes(path.read_bytes().replace(b"e\xc3\xa9", b"e\xff\xfe"))
    got = refusals(path)
    assert got.pop("a.zip/ada.ipynb") == ""
    assert [*got.values()] == ["its name in the archive is not UTF-8 text"]


def test_utf8_names_are_read_even_where_nothing_says_so(tmp_path):
    path = zipped(tmp_path / "a.zip", {"Zo\u00eb.ipynb": GOOD})
    changed(path, "Zo\u00eb.ipynb".encode(), 8, 0)
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, 6, 0)
    path.write_bytes(data)
    assert refusals(path) == {"a.zip/Zo\u00eb.ipynb": ""}


def test_an_archive_inside_an_archive_is_not_opened(tmp_path):
    inner = zipped(tmp_path / "eve.zip", {"x.ipynb": GOOD}).read_bytes()
    files = {"ada.ipynb": GOOD, "eve.zip": inner}
    got = refusals(zipped(tmp_path / "a.zip", files))
    assert got["a.zip/ada.ipynb"] == ""
    assert "inside an archive" in got["a.zip/eve.zip"]


def test_a_bomb_is_refused_by_its_ratio_and_by_its_size(tmp_path):
    files = {"a.ipynb": bytes(2 << 20), "b.ipynb": os.urandom(4 << 20)}
    found = Archive(zipped(tmp_path / "a.zip", files), SMALL)
    assert "50 times its size" in found.read("a.ipynb")[1]
    assert "over 3 MB" in found.read("b.ipynb")[1]


def test_a_bomb_that_lies_about_its_size_stops_at_the_limit(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.ipynb": bytes(8 << 20)})
    data = bytearray(path.read_bytes())
    place = data.rindex(b"a.ipynb") - 46
    struct.pack_into("<I", data, place + 24, 1000)
    path.write_bytes(data)
    data_read, refused = Archive(path, SMALL).read("a.ipynb")
    assert data_read is None or len(data_read) <= 1000
    assert refused


def test_too_many_files_are_refused_before_they_are_listed(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"{n}.ipynb": b"" for n in range(5)})
    with pytest.raises(UnreadableArchive, match="lists 5 files; 4 can be"):
        Archive(path, SMALL)
    path = zipped(tmp_path / "b.zip", {f"{n}.ipynb": b"" for n in range(50)})
    with pytest.raises(UnreadableArchive, match="too many files"):
        Archive(path, SMALL)


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive", GOOD])
def test_no_archive_is_said_in_a_sentence(tmp_path, data):
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(NothingToGrade, match=r"a\.zip cannot be read: .*;"):
        discover([tmp_path / "a.zip"], ROOT)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    places=st.lists(
        st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=6)),
        max_size=8,
    ),
    cut=st.integers(0, 400),
)
def test_no_damage_to_an_archive_raises_or_hangs(tmp_path, places, cut):
    path = zipped(
        tmp_path / "a.zip", {"ada.ipynb": GOOD[:300], "b.ipynb": b"{}"}
    )
    data = bytearray(path.read_bytes())
    for place, put in places:
        place %= len(data)
        data[place : place + len(put)] = put
    path.write_bytes(data[: len(data) - cut])
    try:
        found = Archive(path, SMALL)
    except UnreadableArchive:
        return
    for name in found.names:
        read, refused = found.read(name)
        assert (read is None) == bool(refused)
    with contextlib.suppress(NothingToGrade):
        assert all(opened(entry) for entry in discover([path], ROOT))
