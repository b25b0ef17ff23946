"""An exercise solved in the real JupyterLab and the real Notebook 7."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from book.browser import Faults, visit
from book.conftest import ROOT
from lucid_edu.grading.course import assignment

TOKEN = secrets.token_hex(16)
FRONTS = {"lab": "lab/tree", "notebook": "notebooks"}
WRONG = "def sigmoid(x):\n    return 1 / (1 + np.exp(x))"
TALL = (1280, 2600)
# It keeps Jupyter's own news from asking the network.
OFFLINE = [
    "--LabApp.extension_manager=readonly",
    "--LabApp.news_url=None",
    "--JupyterNotebookApp.news_url=None",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """Yield the address of a server that has both, and its folder."""
    folder = tmp_path_factory.mktemp("front-ends")
    home = tmp_path_factory.mktemp("home")
    log = (home / "log").open("w+")
    process = subprocess.Popen(
        [
            *[sys.executable, "-m", "notebook", "--no-browser"],
            *["--ip=127.0.0.1", "--port=0", "--allow-root"],
            *[f"--IdentityProvider.token={TOKEN}", *OFFLINE],
        ],
        cwd=folder,
        env={**os.environ, "HOME": str(home), "LUCID_EDU_HOME": str(home)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield _address(process, home / "log"), folder
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _address(process: subprocess.Popen, log: Path) -> str:
    for _ in range(240):
        found = re.search(r"http://127\.0\.0\.1:\d+/", log.read_text("utf-8"))
        if found:
            return found[0]
        assert process.poll() is None, log.read_text("utf-8")
        time.sleep(0.25)
    raise AssertionError(log.read_text("utf-8"))


def laid_out(folder: Path, name: str) -> str:
    """Write a notebook with the sigmoid answered wrongly, then rightly."""
    notebook = json.loads((ROOT / "exercises/sigmoid.ipynb").read_text())
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    notebook["cells"] = [cells["setup"]]
    right = assignment(ROOT, "sigmoid")["sigmoid"].source
    for kind, answer in (("wrong", WRONG), ("right", right)):
        for one in ("sigmoid", "sigmoid-check"):
            cell = {**cells[one], "id": f"{one}-{kind}"}
            if one == "sigmoid":
                cell["source"] = answer
            notebook["cells"].append(cell)
    (folder / name).write_text(json.dumps(notebook), "utf-8")
    return name


def run_all(page: Page) -> None:
    expect(page.locator(".jp-Notebook")).to_contain_text(
        "check(sigmoid)", timeout=60_000
    )
    last = page.locator(".jp-Notebook .jp-InputPrompt").last
    for _ in range(6):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        try:
            expect(last).not_to_have_text("[ ]:", timeout=5_000)
            return
        except AssertionError:  # asked before the notebook had a kernel
            page.keyboard.press("Escape")
    raise AssertionError("the cells were not run")


@pytest.mark.parametrize("front", FRONTS)
def test_a_wrong_answer_and_a_right_one_are_judged_and_shown(
    front, server, browser: Browser
):
    base, folder = server
    name = laid_out(folder, f"{front}.ipynb")
    address = f"{base}{FRONTS[front]}/{name}?token={TOKEN}"
    with visit(browser, address, base, Faults(), TALL) as page:
        run_all(page)
        shown = page.locator(".lucid-feedback")
        expect(shown).to_have_count(2, timeout=60_000)
        for place, told in enumerate(("dropped the minus sign", "5 of 5")):
            one = shown.nth(place)
            expect(one).to_contain_text(told)
            one.scroll_into_view_if_needed()
            expect(one).to_be_visible()
        expect(shown.first.get_by_role("img")).to_be_visible()
        # Nothing of it was taken away, not its style either.
        style = "e => getComputedStyle(e.querySelector('li')).borderLeftWidth"
        assert shown.first.evaluate(style) == "4px"
