"""Started by root, a submission is another user, in both isolations."""

from __future__ import annotations

import os

import psutil
import pytest

from lucid_edu.grading.another import NOBODY, another_user

AS_ROOT = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become another user"
)


@AS_ROOT
def test_started_by_root_a_submission_is_another_user(sandbox):
    warm = psutil.Process(sandbox._zygote.pid)
    code = [p for p in (warm, *warm.children(recursive=True)) if is_python(p)]
    # As the machine sees them, not as they see themselves in a namespace.
    assert {user for p in code for user in p.uids()} == {NOBODY}
    assert {group for p in code for group in p.gids()} == {NOBODY}
    assert f"the unprivileged user {NOBODY}" in sandbox.isolation.layers


def is_python(process: psutil.Process) -> bool:
    return "python" in process.cmdline()[0]


CANNOT = {
    "no right to change its user": ("0" * 16, "0 0 4294967295"),
    "no other users": ("f" * 16, "0 1000 1"),
}


@AS_ROOT
@pytest.mark.parametrize("why", CANNOT)
def test_a_root_that_cannot_become_another_user_is_told_apart(why, tmp_path):
    rights, users = CANNOT[why]
    status = tmp_path / "status"
    status.write_text(f"Name:\tpython\nCapEff:\t{rights}\n")
    (tmp_path / "uid_map").write_text(f"{users}\n")
    assert another_user() == NOBODY
    assert another_user(status) == -1
