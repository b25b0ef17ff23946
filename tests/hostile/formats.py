"""Files that are no notebooks, or notebooks that nobody's editor writes."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

from sample_class.make import RIGHT

from hostile.entry import ALL, POINTS, Hostile, code, notebook, raw

WHOLE = notebook(RIGHT, "")
TEXT = json.dumps(WHOLE)
LOGIT = POINTS["logit"]


def _with(**fields: object) -> dict[str, object]:
    return {**WHOLE, **fields}


def _one_cell(source: object) -> dict[str, object]:
    return _with(cells=[{"cell_type": "code", "source": source}])


def _link(folder: Path) -> None:
    (folder / "a_link.ipynb").symlink_to("/etc/passwd")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "a_pipe.ipynb")


def _huge(folder: Path) -> None:
    with open(folder / "a_huge_file.ipynb", "wb") as file:
        file.truncate(30 * 1024 * 1024)


def _python_file(folder: Path) -> None:
    (folder / "py_only").mkdir()
    (folder / "py_only" / "sigmoid.py").write_text(RIGHT["sigmoid"], "utf-8")


ENTRIES = [
    raw("empty", "an empty file", b""),
    raw("truncated", "half a notebook", TEXT[: len(TEXT) // 2].encode()),
    raw("not_utf8", "bytes of another encoding", b'{"cells": ["\xff\xe4"]}'),
    raw("utf16", "a notebook in UTF-16", TEXT.encode("utf-16")),
    raw("random_bytes", "no text at all", bytes(range(256)) * 40),
    raw("gzip_bomb", "nothing is unpacked", gzip.compress(bytes(10**7))),
    raw("python_text", "a .py named .ipynb", RIGHT["sigmoid"].encode()),
    raw("deep_json", "brackets without end", b"[" * 5_000_000),
    raw("json_list", "JSON, but a list", b"[1, 2]"),
    raw("json_number", "a number of many digits", b"9" * 100_000),
    raw("nbformat_3", "cells in worksheets", {"worksheets": [WHOLE]}),
    raw("cells_are_text", "cells are no list", _with(cells="print(1)")),
    raw("too_many_cells", "over 2000 cells", _with(cells=[{}] * 3000)),
    raw("code_of_megabytes", "over 1 MB of code", _one_cell("#" * 2_000_000)),
    raw(
        "odd_cells",
        "what is no cell is passed over",
        _with(cells=[None, 3, [], {"cell_type": "code"}, *WHOLE["cells"]]),
        "graded",
        ALL,
    ),
    raw(
        "odd_sources",
        "a source may be of any type",
        _with(
            cells=[code(odd) for odd in (None, 3, {}, [None, "x = 1"])]
            + WHOLE["cells"]
        ),
        "graded",
        ALL,
    ),
    raw(
        "duplicate_ids",
        "an id that stands twice costs nothing",
        _with(cells=[{**c, "id": "same"} for c in WHOLE["cells"]]),
        "graded",
        ALL,
    ),
    raw(
        "ids_like_paths",
        "an id is never a path",
        _with(cells=[{**c, "id": "../../" * 90} for c in WHOLE["cells"]]),
        "graded",
        ALL,
    ),
    raw(
        "future_nbformat",
        "the version is not believed, the cells are read",
        _with(nbformat=99, nbformat_minor="x"),
        "graded",
        ALL,
    ),
    raw(
        "cells_in_reverse",
        "functions may stand in any order",
        _with(cells=[code("import numpy as np"), *WHOLE["cells"][::-1]]),
        "graded",
        ALL,
    ),
    raw(
        "a_cell_is_missing",
        "one answer is lost with its cell",
        _with(cells=[c for c in WHOLE["cells"] if c.get("id") != "logit"]),
        "graded",
        ALL - LOGIT,
    ),
    raw(
        "a_function_is_renamed",
        "one answer is lost with its name",
        json.loads(TEXT.replace("def logit(", "def my_logit(")),
        "graded",
        ALL - LOGIT,
    ),
    raw(
        "only_markdown",
        "answers in text cells are none",
        _with(cells=[{**c, "cell_type": "raw"} for c in WHOLE["cells"]]),
        "graded",
    ),
    raw(
        "byte_order_mark",
        "a byte order mark costs nothing",
        b"\xef\xbb\xbf" + TEXT.encode(),
        "graded",
        ALL,
    ),
    raw(
        "not_a_number_in_json",
        "NaN and Infinity in the metadata cost nothing",
        _with(nbformat=float("nan"), nbformat_minor=float("inf")),
        "graded",
        ALL,
    ),
    raw(
        "lying_metadata",
        "another topic, version or score that it claims is not believed",
        _with(
            metadata={
                "lucid_edu": {"topic": "sigmoid", "score": 99, "version": []},
                "score": 99,
            }
        ),
        "graded",
        ALL,
    ),
    raw(
        "half_a_surrogate",
        "half a pair, a NUL and an escape sequence are text",
        _with(cells=[code("'\ud800\x1b[2J'\n"), *WHOLE["cells"]]),
        "graded",
        ALL,
    ),
    raw(
        "a_null_character",
        "a cell that is not Python costs itself",
        _with(cells=[code("x = '\0'"), *WHOLE["cells"]]),
        "graded",
        ALL,
    ),
    raw(
        "thousands_of_magics",
        "60 KB of shell lines are read in one pass",
        _with(cells=[code("x = 1\n" * 2000 + "!x\n" * 9000)]),
        "graded",
    ),
    raw(
        "deep_python",
        "nesting that no parser takes costs its cell",
        _with(cells=[code("-" * 90_000 + "1"), *WHOLE["cells"]]),
        "graded",
        ALL,
    ),
    raw("=cmd|' -C calc'!A0", "a name like a formula", WHOLE, "graded", ALL),
    raw("-rf", "a name like an option", WHOLE, "graded", ALL),
    raw("two\nlines\x1b[2J", "a name of two lines", WHOLE, "graded", ALL),
    raw("\u202efdp.exe", "a name read backwards", WHOLE, "graded", ALL),
    raw("<script>alert(1)<\u2215script>", "HTML", WHOLE, "graded", ALL),
    raw("x" * 240, "a name of 246 bytes", WHOLE, "graded", ALL),
    Hostile("a_link", "links are refused", "rejected", 0, _link),
    Hostile("a_pipe", "a pipe would wait for ever", "rejected", 0, _pipe),
    Hostile("a_huge_file", "over 20 MB", "rejected", 0, _huge),
    Hostile("py_only", "no notebook", "not_submitted", 0, _python_file),
]
