"""Says in the page how large each picture is, so that no text jumps."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import imagesize

IMAGE = re.compile(r'<img (?![^>]*\bwidth=)([^>]*?src="([^":]+)"[^>]*?)(/?)>')


def sized(page: str, folder: Path) -> str:
    """Return a page from `folder` with the size of each of its pictures."""
    return IMAGE.sub(partial(_with_size, folder), page)


def _with_size(folder: Path, image: re.Match[str]) -> str:
    width, height = imagesize.get(folder / unquote(image[2].split("?")[0]))
    if width <= 0 or height <= 0:  # a drawing that fits any size
        return image[0]
    size = f'width="{round(width)}" height="{round(height)}"'
    return f"<img {image[1].rstrip()} {size} {image[3]}>"


def size_images(app: Any, exception: Exception | None) -> None:
    """Give every picture of every page its size."""
    if exception or app.builder.name not in ("html", "dirhtml"):
        return
    out = Path(app.outdir)
    for path in sorted(out.rglob("*.html")):
        if "_static" not in path.relative_to(out).parts:
            page = sized(path.read_text("utf-8"), path.parent)
            path.write_text(page, "utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Size the pictures once they are where the pages ask for them."""
    app.connect("build-finished", size_images, priority=550)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
