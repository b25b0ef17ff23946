"""Opens built pages in headless Chromium with the network blocked.

Says what is wrong with a page; the tests say that nothing may be.
"""

from __future__ import annotations

import functools
import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
AXE_RULES = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split()
DESKTOP, PHONE = (1280, 900), (390, 844)

IN_PAGE = """() => {
  const cut = e => e.outerHTML.slice(0, 120), out = {};
  const maths = [...document.querySelectorAll('.math')];
  out.math = maths.filter(e => !e.querySelector('.katex')).map(cut);
  out.alt = [...document.images].filter(i => {
    const alt = i.getAttribute('alt');
    return alt === null || /_images|\\.(png|svg)$/.test(alt) ||
      (alt.trim() === '' && i.closest('.cell_output, figure'));
  }).map(cut);
  const seen = {};
  document.querySelectorAll('[id]').forEach(e => {
    if (!e.closest('svg')) seen[e.id] = (seen[e.id] || 0) + 1; });
  out.ids = Object.keys(seen).filter(k => seen[k] > 1);
  return out;
}"""
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  return document.scrollingElement.scrollWidth > width + 1
    ? [`${document.scrollingElement.scrollWidth} px in ${width} px`] : [];
}"""
# A part that a phone has not laid out yet lies elsewhere for axe.
STILL = (
    "*,*::before,*::after{animation:none!important;transition:none!important}"
    "section{content-visibility:visible!important}"
)
OPEN_ALL = """() => {
  document.querySelectorAll('details').forEach(d => d.open = true);
  document.querySelectorAll('.toggle-hidden').forEach(
    e => e.classList.remove('toggle-hidden'));
}"""

# What is shown anew is measured with the next frame.
TWO_FRAMES = """() => new Promise(
  done => requestAnimationFrame(() => requestAnimationFrame(done)))"""


@dataclass
class Faults:
    """What is wrong with one page, by kind; empty lists are good."""

    network: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    math: list[str] = field(default_factory=list)
    alt: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)
    keyboard: list[str] = field(default_factory=list)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve `folder` on this machine only; yield its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    """Yield a headless browser that reaches nothing but this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=FLAGS
        )
        yield browser
        browser.close()


@contextmanager
def visit(
    browser: Browser,
    address: str,
    base: str,
    faults: Faults,
    size: tuple[int, int] = DESKTOP,
    theme: str | None = None,
) -> Iterator[Page]:
    """Open a page; note outside requests, failures and console errors.

    `theme` is "light" or "dark" as a returning reader chose it, or None on
    a first visit.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    if theme:
        chosen = f"localStorage.mode = localStorage.theme = '{theme}'"
        context.add_init_script(chosen)

    def gate(route: Any) -> None:
        url = route.request.url
        if url.startswith((base, "data:", "blob:")):
            route.continue_()
        else:
            faults.network.append(f"asks {url[:100]}")
            route.abort()

    def answered(response: Any) -> None:
        if response.status >= 400:
            faults.network.append(f"{response.status} {response.url}")

    context.route("**/*", gate)
    page = context.new_page()
    page.on("response", answered)
    page.on("pageerror", lambda e: faults.console.append(str(e)[:200]))
    page.on(
        "console",
        lambda m: (
            faults.console.append(m.text[:200])
            if m.type == "error" and "ERR_FAILED" not in m.text
            else None
        ),
    )
    page.goto(address, wait_until="load")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    yield page
    context.close()


def examine(browser: Browser, base: str, path: str) -> Faults:
    """Return everything that is wrong with the page at `path`."""
    faults = Faults()
    address = base + path
    for theme in ("light", "dark"):
        with visit(browser, address, base, faults, theme=theme) as page:
            if theme == "light":
                found = page.evaluate(IN_PAGE)
                faults.math += found["math"]
                faults.alt += found["alt"]
                faults.ids += found["ids"]
                faults.keyboard += _keyboard(page)
            page.add_style_tag(content=STILL)
            page.evaluate(OPEN_ALL)
            faults.axe += [f"{theme}: {line}" for line in axe(page)]
    with visit(browser, address, base, faults, PHONE) as page:
        page.add_style_tag(content=STILL)
        page.evaluate(OPEN_ALL)
        faults.overflow += page.evaluate(OVERFLOW)
        faults.axe += [f"phone: {line}" for line in axe(page)]
    return faults


def weight(browser: Browser, base: str, folder: Path, path: str) -> int:
    """Return the bytes of a first visit, text files gzipped."""
    asked: set[str] = set()
    with visit(browser, base + path, base, Faults()) as page:
        page.on("request", lambda request: asked.add(request.url))
        page.reload(wait_until="networkidle")
    total = 0
    for url in asked:
        file = folder / url.removeprefix(base).split("?")[0].split("#")[0]
        if file.is_file():
            data = file.read_bytes()
            text = file.suffix not in (".woff2", ".png")
            total += len(gzip.compress(data)) if text else len(data)
    return total


def axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    page.evaluate(TWO_FRAMES)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, preload: false})",
        AXE_RULES,
    )
    return [
        f"{v['impact']} {v['id']}: {node['html'][:140]}"
        for v in found["violations"]
        for node in v["nodes"][:3]
    ]


def _keyboard(page: Page) -> list[str]:
    page.keyboard.press("Tab")
    first = page.evaluate(
        "() => { const e = document.activeElement;"
        " return [e.textContent.trim(), e.getAttribute('href') || '']; }"
    )
    faults = []
    if not (first[1].startswith("#") or "skip" in first[0].lower()):
        faults.append(f"the first stop is no skip link: {first}")
    for _ in range(25):
        page.keyboard.press("Tab")
        bare = page.evaluate(
            "() => { const e = document.activeElement;"
            " if (!e || e === document.body) return '';"
            " const s = getComputedStyle(e);"
            " const ring = s.outlineStyle !== 'none'"
            "  && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none';"
            " return ring ? '' : e.outerHTML.slice(0, 100); }"
        )
        if bare:
            faults.append(f"no visible focus: {bare}")
    # The last stop may show a tip, which lies outside the page's regions.
    page.evaluate("() => document.activeElement.blur()")
    page.wait_for_selector(".tooltip", state="detached")
    return faults


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass
