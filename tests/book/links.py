"""Checks the links in the Markdown, the notebooks and the bibliography.

    python -m book.links               files and headings, no network
    python -m book.links --external    addresses of other sites, too

Both run in the folder tests.  Links between the book's pages by label are
Sphinx's to check.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import unquote
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
KINDS = {".md", ".ipynb", ".bib", ".cff"}
FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1`*$|`[^`\n]+`", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^()\s>]*(?:\([^()\s]*\))?[^()\s>]*)>?\)")
OUTSIDE = re.compile(r"https?://[^\s<>\"'`\\{}|\])]+")
HEADING = re.compile(r"^#+ (.*)$|^\(([\w-]+)\)=$", re.M)
UNMADE = ("example.org", "example.com", "127.0.0.1", "localhost")
REFUSED = (401, 403, 405, 429, 999)  # there, but not for programs


def texts(root: Path) -> dict[Path, str]:
    """Return the text of every file under version control that has links."""
    # The sample class hands in notebooks that are broken on purpose.
    command = ["git", "ls-files", "-z", "--cached", "--others"]
    done = subprocess.run(
        [*command, "--exclude-standard", "--", ":!tests"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [root / name for name in done.stdout.split("\0") if name]
    return {
        path: _text(path)
        for path in sorted(found)
        if path.suffix in KINDS and path.exists()
    }


def dead_inside(root: Path, pages: dict[Path, str]) -> list[str]:
    """Return the links to files or headings that are not there."""
    dead = []
    for page, text in pages.items():
        if page.suffix not in (".md", ".ipynb"):
            continue
        for link in LINK.findall(FENCE.sub("", text)):
            away = not link or re.match(r"[a-z]+:", link)
            if not away and not _stands(page, link, pages):
                dead.append(f"{page.relative_to(root)}: {link}")
    return dead


def outside(pages: dict[Path, str]) -> list[str]:
    """Return the addresses of other sites, each once."""
    found = {
        link.rstrip(".,;:")
        for text in pages.values()
        for link in OUTSIDE.findall(text)
    }
    return sorted(
        link for link in found if not any(name in link for name in UNMADE)
    )


def answer(address: str) -> str:
    """Return "" if a site has the page, else what it said."""
    for method in ("HEAD", "GET"):
        try:
            asked = Request(
                address, method=method, headers={"User-Agent": "Mozilla/5.0"}
            )
            with urlopen(asked, timeout=20):
                return ""
        except HTTPError as error:
            said = f"{error.code} {error.reason}"
            if error.code in REFUSED and method == "GET":
                return ""
        except (URLError, OSError, ValueError) as error:
            return f"not reached: {getattr(error, 'reason', error)}"
    return said


def main(root: Path, external: bool) -> int:
    """Report what is dead; return 1 if anything is."""
    pages = texts(root)
    dead = dead_inside(root, pages)
    print(*(f"dead: {line}" for line in dead), sep="\n", end="\n" * bool(dead))
    if external:
        links = outside(pages)
        with ThreadPoolExecutor(8) as pool:
            said = dict(zip(links, pool.map(answer, links), strict=True))
        lost = {link: why for link, why in said.items() if why}
        for link, why in lost.items():
            print(f"{link}: {why}")
        print(f"{len(links) - len(lost)} of {len(links)} addresses answer.")
        if lost and all(why.startswith("not re") for why in said.values()):
            print("None was reached: is there a network?")
        dead += lost
    return bool(dead)


def _text(path: Path) -> str:
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = json.loads(text).get("cells", [])
    prose = [c for c in cells if c.get("cell_type") == "markdown"]
    return "\n\n".join("".join(cell["source"]) for cell in prose)


def _stands(page: Path, link: str, pages: dict[Path, str]) -> bool:
    path, _, name = unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    if path and not target.exists():
        return any(f"({link})=\n" in text for text in pages.values())
    return not name or target not in pages or name in _names(pages[target])


def _names(text: str) -> Iterator[str]:
    for heading, label in HEADING.findall(text):
        words = re.sub(r"[^\w\- ]", "", heading.lower()).strip()
        yield label or words.replace(" ", "-")


if __name__ == "__main__":
    sys.exit(main(ROOT, "--external" in sys.argv[1:]))
