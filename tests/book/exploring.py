"""What the tests of the explorable figures share.

Builds two pages, reads what a figure prints, runs its numbers without a page.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer

from book.browser import Faults, visit

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "book" / "_static" / "explore"
FIGURES = ["tangent", "hard", "floats", "threshold", "graph", "stack"]
DTYPES = ["float16", "float32", "float64"]
NARROW = (360, 740)
CONF = """
import sys
sys.path.insert(0, {ext!r})
extensions = ["myst_nb", "lucid_math", "lucid_pages", "lucid_explore"]
project, html_theme, html_static_path = "x", "sphinx_book_theme", ["_static"]
html_math_renderer = "katex"
html_context = {{"default_mode": "auto"}}
html_theme_options = {{"navbar_persistent": []}}
"""


def every_figure() -> str:
    """Return the text of a page with every figure."""
    parts = [
        f"## On {name}\n\n```{{explore}} {name}\nMove it: *{name}*.\n```\n"
        for name in FIGURES
    ]
    return "# Figures\n\n" + "\n".join(parts)


def build(
    source: Path, page: str | None = None, warnings: StringIO | None = None
) -> Path:
    """Build two pages: the first with figures, the second with none.

    Warnings are errors, unless they are asked for.
    """
    shutil.copytree(ROOT / "book" / "_static", source / "_static")
    ext = str(ROOT / "book" / "_ext")
    (source / "conf.py").write_text(CONF.format(ext=ext), "utf-8")
    text = (page or every_figure()) + "\n```{toctree}\nplain\n```\n"
    (source / "index.md").write_text(text, "utf-8")
    (source / "plain.md").write_text("# Plain\n\nNothing here.\n", "utf-8")
    out = source / "_build" / "html"
    # In a process of its own: Sphinx registers its nodes once for all.
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-E", "-q"]
    command += ["-d", str(out / "trees"), str(source), str(out)]
    command += ["-W"] if warnings is None else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    if warnings is not None:
        warnings.write(done.stderr)
    return out


@contextmanager
def opened(browser: Any, base: str, name: str, **how: Any) -> Iterator[Any]:
    """Yield the page and one live figure; nothing may go wrong."""
    faults = Faults()
    with visit(browser, base + "index.html", base, faults, **how) as page:
        yield page, page.locator(f"figure[data-explore={name}]")
    assert faults == Faults()


def printed(figure: Any) -> dict[str, str]:
    """Return the numbers that the figure's words hold."""
    found = figure.locator("output [data-number]").evaluate_all(
        "all => all.map(e => [e.dataset.number, e.textContent])"
    )
    return dict(found)


def show(number: Any) -> str:
    """Write a number as the figures do: four digits."""
    x = float(number)
    size = abs(x)
    if x.is_integer() and size < 1e4:
        text = str(int(size))
    elif size < 1e-3 or size >= 1e4:
        digits, power = f"{size:.3e}".split("e")
        text = f"{digits}e{int(power)}".replace("e-", "e−")
    else:
        text = f"{size:#.4g}"
    if size < 1 and text == "1.000":
        return f"−1 + {show(1 + x)}" if x < 0 else f"1 − {show(1 - x)}"
    return ("−" if x < 0 else "") + text


def press(figure: Any, name: str, *keys: str) -> None:
    """Move one control by keyboard alone."""
    control = figure.locator(f"[name={name}]")
    control.focus()
    for key in keys:
        control.press(key)


@contextmanager
def javascript() -> Iterator[Any]:
    """Yield an engine that knows `numbers.js`."""
    racer = MiniRacer()
    racer.eval((SCRIPTS / "numbers.js").read_text("utf-8"))
    yield racer
    racer.close()


def run(engine: Any, code: str, **given: Any) -> Any:
    """Return the code's value; JSON has no word for what is not finite."""
    names = "".join(f"const {k} = {json.dumps(v)};" for k, v in given.items())
    text = engine.eval(
        "(() => { const n = lucidExplore.numbers;"
        f"{names} return JSON.stringify({code}, (_, v) => typeof v"
        " === 'number' && !Number.isFinite(v) ? String(v) : v); })()"
    )
    return json.loads(text, parse_constant=float)
