"""Notebooks and archives as a class hands them in, for the tests of intake."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from sample_class.make import RIGHT, notebook

ROOT = Path(__file__).resolve().parent.parent
BASE = json.loads((ROOT / "exercises" / "sigmoid.ipynb").read_text("utf-8"))
GOOD = json.dumps(notebook(RIGHT, BASE)).encode()
POOR = json.dumps(notebook({}, BASE)).encode()
CANVAS = "lovelaceada_LATE_101_9001_sigmoid.ipynb"
METADATA = b"""\
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0042'
    :email: ada@example.org
  :created_at: 2026-10-02 09:00:00.000000000 -07:00
submission_12:
  :submitters:
  - :name: Ben Bitdiddle
    :sid: '43'
    :email: ben@example.org
  - :name: Cy Cipher
    :sid: '44'
    :email: cy@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-10-01 10:00:00.000000000 Z
"""


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    """Write an ordinary archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def unpacked(folder: Path, files: dict[str, bytes]) -> Path:
    """Write the same files as a folder."""
    for name, data in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder
