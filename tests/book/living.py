"""What the tests of the book's server share.

Starts it as a reader does, opens a page in live mode and says what its
cells show.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from book.browser import DESKTOP, Faults, visit

COMMAND = [sys.executable, "-m", "lucid_edu.grading.cli", "serve"]
SHOWN = """() => Promise.all(
  [...document.querySelectorAll("div.cell")].map(async (cell) => {
    const shown = [];
    const parts = "pre, th, td, .math, img, svg.lucid-graph, .lucid-feedback";
    for (const e of cell.querySelectorAll(".cell_output")) {
      for (const part of e.querySelectorAll(parts)) {
        if (part.closest("figcaption")) continue;
        const text = part.localName === "img"
          ? (await (await fetch(part.src)).text()).trim() + part.alt
          : part.textContent;
        shown.push(`${part.localName} ${text.trim()}`);
      }
    }
    return shown;
  }))"""
STATES = """() => [...document.querySelectorAll(".live-tools span")]
  .map((state) => state.textContent)"""
OVER = """() => !/is running/.test(
    document.querySelector(".live-bar output").textContent)
  && [...document.querySelectorAll(".live-tools span")]
    .every((state) => !/^(waiting|running)/.test(state.textContent))"""


@dataclass
class Served:
    """A running server: its process, its address and its token."""

    process: subprocess.Popen[str]
    base: str
    token: str


@contextmanager
def running(pages: Path) -> Iterator[Served]:
    """Run `lucid-edu serve` on a free port; end it as Ctrl-C does."""
    command = [*COMMAND, "--no-browser", "--port", "0", "--book", str(pages)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address, found, token = line.split()[-1].partition("#live=")
        assert found, line + process.stdout.read()
        base = "/".join(address.split("/")[:3]) + "/"
        yield Served(process, base, token)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@contextmanager
def live(
    browser: Browser,
    served: Served,
    path: str,
    faults: Faults,
    size: tuple[int, int] = DESKTOP,
    theme: str | None = None,
    bar: bool = True,
) -> Iterator[Page]:
    """Open a page in live mode; it has ended its kernel afterwards."""
    address = f"{served.base}{path}#live={served.token}"
    with visit(browser, address, served.base, faults, size, theme) as page:
        if bar:
            page.wait_for_selector(".live-bar")
        yield page
        page.goto("about:blank")  # leaving the page ends its kernel


def run_all(page: Page, seconds: float = 60) -> list[str]:
    """Run every cell of a page; return how each ended."""
    page.get_by_role("button", name="Run all cells").click()
    page.wait_for_function(OVER, timeout=seconds * 1000)
    return list(page.evaluate(STATES))


def cell(page: Page, start: str) -> Any:
    """Return the cell whose code starts like this."""
    cells = page.locator("div.cell")
    code = page.locator(f".cell_input pre:has-text('{start}')")
    return cells.filter(has=code).first


def write(found: Any, code: str) -> None:
    """Replace a cell's code as a reader does, by the keyboard."""
    found.get_by_role("textbox").focus()
    found.page.keyboard.press("Control+A")
    found.page.keyboard.insert_text(code)


def run(found: Any, seconds: float = 30) -> str:
    """Press a cell's Run button; return what the cell shows then."""
    found.get_by_role("button", name="Run").click()
    found.page.wait_for_function(OVER, timeout=seconds * 1000)
    return str(found.locator(".cell_output").inner_text())
