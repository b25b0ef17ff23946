"""Judges a notebook with nbval: its target cells against stored outputs.

The student's file is not trusted to say what is compared: the targets and
their outputs come from the course, and every other cell is laid still.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from lucid_edu.grading.scratch import Scratch

CELL_SECONDS = 60
_COLOUR = re.compile(r"(?:#x1B|\x1b)\[[0-9;]*m")
_QUIET = ["nbval-ignore-output", "raises-exception"]


@dataclass(frozen=True)
class TargetResult:
    """Whether the target of one exercise printed what it should."""

    exercise: str
    passed: bool
    message: str = ""


def lay_targets(
    notebook: dict[str, Any], reference: dict[str, Any]
) -> dict[str, Any]:
    """Return a copy of `notebook` in which only the targets can fail.

    Target cells get the reference's source and outputs, by cell id; one
    that was deleted is appended.  Other code cells still run, but neither
    their outputs nor their errors count.
    """
    targets = {
        cell["id"]: cell
        for cell in reference["cells"]
        if cell.get("id", "").endswith("-target")
    }
    cells: list[dict[str, Any]] = []
    for place, cell in enumerate(notebook.get("cells", [])):
        name = str(cell.get("id", ""))
        if cell.get("cell_type") != "code" or name.endswith("-check"):
            continue
        if name in targets:
            cells.append(targets.pop(name))
            continue
        cells.append(
            {
                "cell_type": "code",
                "id": f"own-{place}",
                "metadata": {"tags": _QUIET},
                "execution_count": None,
                "outputs": [],
                "source": cell.get("source", ""),
            }
        )
    cells += targets.values()
    return {
        "cells": cells,
        "metadata": reference["metadata"],
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def check_targets(notebook: Path, reference: Path) -> list[TargetResult]:
    """Run nbval on `notebook` in a Jupyter kernel, against `reference`.

    Both are paths of notebooks.  Returns a result for each target, in the
    reference's order.  Raises `RuntimeError` where nbval itself fails.
    """
    known = json.loads(reference.read_text("utf-8"))
    laid = lay_targets(json.loads(notebook.read_text("utf-8")), known)
    names = [
        cell["id"] for cell in laid["cells"] if cell["id"].endswith("-target")
    ]
    with Scratch() as scratch:
        copy = scratch.path / "submission.ipynb"
        copy.write_text(json.dumps(laid), "utf-8")
        failures = _run_nbval(copy)
    order = [i for i, c in enumerate(laid["cells"]) if c["id"] in names]
    results = [
        TargetResult(
            laid["cells"][i]["id"].removesuffix("-target"),
            i not in failures,
            failures.get(i, ""),
        )
        for i in order
    ]
    place = {cell.get("id"): i for i, cell in enumerate(known["cells"])}
    return sorted(results, key=lambda r: place[f"{r.exercise}-target"])


def _run_nbval(path: Path) -> dict[int, str]:
    report = path.with_suffix(".xml")
    command = [sys.executable, "-m", "pytest", "--nbval", str(path)]
    command += ["-q", "-c", os.devnull, "--rootdir", str(path.parent)]
    command += ["-p", "no:cacheprovider", "-p", "no:lucid_edu"]
    command += [f"--nbval-cell-timeout={CELL_SECONDS}"]
    command += [f"--junit-xml={report}", "-W", "default"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not report.exists():
        tail = (done.stdout + done.stderr).strip().splitlines()[-1:]
        raise RuntimeError(f"nbval did not run: {' '.join(tail)}")
    failures = {}
    for case in ElementTree.parse(report).iter("testcase"):
        bad = case.find("failure")
        bad = case.find("error") if bad is None else bad
        if bad is not None:
            number = int(case.get("name", "").split()[-1])
            failures[number] = _printed(bad.text or "")
    return failures


def _printed(text: str) -> str:
    text = _COLOUR.sub("", text)
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(lines[:12])
