"""Says when an edition of the book was made, the same for every build of it.

`SOURCE_DATE_EPOCH` has the first word, then the last commit, then the date
of the release, for a copy without history.
"""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
COMMITTED = ("git", "log", "-1", "--format=%ct")
RELEASED = re.compile(r"^date-released: *['\"]?(\d{4}-\d\d-\d\d)", re.M)
PRINTED = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}\+\d\d'\d\d'\)")


def edition(root: Path = ROOT) -> datetime:
    """Return the moment that this edition bears."""
    given = os.environ.get("SOURCE_DATE_EPOCH") or _committed(root)
    if given:
        return datetime.fromtimestamp(int(given), UTC)
    said = (root / "CITATION.cff").read_text("utf-8")
    return datetime.fromisoformat(f"{RELEASED.findall(said)[0]}T00:00+00:00")


def dated(pdf: bytes, moment: datetime) -> bytes:
    """Return a PDF with another date of the same length in its place."""
    # The table at a PDF's end counts bytes, so no other length will do.
    digits = f"{moment:%Y%m%d%H%M%S}".encode()
    return PRINTED.sub(rb"\g<1>" + digits + rb"+00'00')", pdf)


def _committed(root: Path) -> str:
    # A copy that lies inside another repository has no history of its own.
    if not (root / ".git").exists():
        return ""
    try:
        done = subprocess.run(
            COMMITTED, cwd=root, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


def set_date(app: Any) -> None:
    """Let Sphinx write the same date wherever it writes one."""
    os.environ["SOURCE_DATE_EPOCH"] = f"{edition().timestamp():.0f}"


def setup(app: Any) -> dict[str, Any]:
    """Set the date before pages are written."""
    app.connect("builder-inited", set_date)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
