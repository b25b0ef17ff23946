"""What a killed grader leaves in the temporary folder, and who removes it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from lucid_edu.grading.sandbox import Sandbox
from lucid_edu.grading.scratch import PREFIX, Scratch

OWNER = """
from lucid_edu.grading.sandbox import Sandbox
box = Sandbox("process")
print(box._housing.folder, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def started() -> tuple[subprocess.Popen[str], Path]:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    return owner, Path(owner.stdout.readline().strip())


def test_the_next_grader_removes_the_folder_of_a_killed_one(tmp_path):
    owner, folder = started()
    owner.kill()
    owner.communicate()
    assert folder.parent == tmp_path and folder.is_dir()
    with Sandbox("process") as box:
        assert not folder.exists()
        assert box._housing.folder.is_dir()
    assert not [*tmp_path.glob(f"{PREFIX}*")]


def test_the_folder_of_a_grader_that_runs_is_left_alone():
    owner, folder = started()
    mine = Scratch()
    Scratch().close()
    assert (folder / "code").is_dir() and mine.path.is_dir()
    owner.communicate("\n")  # it ends, and takes its folder along
    assert not folder.exists()
    mine.close()


def test_what_is_only_named_like_our_folders_is_left_alone(tmp_path):
    unlike = tmp_path / f"{PREFIX}thesis"
    unlike.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "owner").touch()
    (tmp_path / f"{PREFIX}file").touch()
    (unlike / "owner").symlink_to(elsewhere / "owner")
    Scratch().close()
    assert unlike.is_dir() and (elsewhere / "owner").exists()
