"""How fast the engine is, beside PyTorch and beside NumPy by hand.

    python benchmarks/engine.py [--quick] [--out FILE]

Each case runs in a process of its own with one thread, its peers take turns,
and what counts is the median of the process's CPU time.  Read the ratios:
they are of one run on one machine.  Without PyTorch its column stays empty.
"""

from __future__ import annotations

import argparse
import compileall
import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "book" / "data" / "benchmarks.json"
SIZES = (10, 1_000, 100_000, 10_000_000)

# (name, goal as a part of PyTorch's time or None, kind and arguments)
CASES: list[tuple[str, float | None, tuple[Any, ...]]] = []
for _kind in ("float32", "float64"):
    for _back in (False, True):
        for _size, _goal in zip(SIZES, (0.5, 0.5, 1.0, 0.6), strict=True):
            _name = f"sigmoid{' and gradient' if _back else ''}"
            _row = f"{_name}, {_size:,}, {_kind}"
            _case = ("activation", "sigmoid", _size, _kind, _back)
            CASES.append((_row, _goal if _back else None, _case))
        for _size, _goal in zip(SIZES, (None, 0.7, 1.2, 0.7), strict=True):
            _name = f"hard sigmoid{' and gradient' if _back else ''}"
            _row = f"{_name}, {_size:,}, {_kind}"
            _case = ("activation", "hardsigmoid", _size, _kind, _back)
            CASES.append((_row, _goal if _back else None, _case))
CASES += [
    ("BCE with logits, 1,000,000, float32", 0.6, ("bce", 10**6, "float32")),
    ("BCE with logits, 1,000,000, float64", 0.6, ("bce", 10**6, "float64")),
    ("training step 64-128-2, batch 32", 0.2, ("training", (64, 128, 2), 32)),
    (
        "training step 784-256-128-10, batch 128",
        0.7,
        ("training", (784, 256, 128, 10), 128),
    ),
    ("chain of 10,000 operations", 0.25, ("chain",)),
]


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case is not None:
        print(json.dumps(measure(*json.loads(options.case))))
        return
    if versions()["torch"] == "absent":
        print("PyTorch is not installed: its column stays empty.")
    compileall.compile_dir(ROOT / "lucid_edu", quiet=2)
    rounds, budget = (3, 0.1) if options.quick else (11, 1.0)
    rows = []
    start = time.perf_counter()
    for done, (name, goal, case) in enumerate(CASES, 1):
        times = in_process([*case], rounds, budget)
        rows.append({"name": name, "goal": goal, "seconds": times})
        passed = time.perf_counter() - start
        left = passed / done * (len(CASES) - done)
        print(f"[{done}/{len(CASES)}, {left:.0f} s left] {line(rows[-1])}")
    more = other_measures()
    for key, value in more.items():
        print(f"{key}: {value:,.4g}")
    options.out.parent.mkdir(exist_ok=True)
    found = {"versions": versions(), "rows": rows, "other": more}
    options.out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(f"Wrote {options.out}. The book's page on speed reads it.")


def in_process(
    case: list[Any], rounds: int, budget: float
) -> dict[str, float]:
    """Return each peer's median CPU seconds, from a process of its own."""
    text = json.dumps([case, rounds, budget])
    command = [sys.executable, __file__, "--case", text]
    one = dict.fromkeys(THREADS, "1")
    done = subprocess.run(
        command,
        env={**os.environ, **one},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(case: list[Any], rounds: int, budget: float) -> dict[str, float]:
    """Return each peer's median CPU seconds for one run of a case."""
    import cases

    if cases.torch is not None:
        cases.torch.set_num_threads(1)
    kind, *arguments = case
    peers = getattr(cases, kind)(*arguments)
    repeats = {}
    for peer, run in peers.items():
        run()
        start = time.process_time()
        run()
        once = max(time.process_time() - start, 1e-6)
        repeats[peer] = max(1, int(budget / rounds / once))
    # The objects of the imports would be walked by every full collection.
    gc.collect()
    gc.freeze()
    times: dict[str, list[float]] = {peer: [] for peer in peers}
    for _ in range(rounds):
        for peer, run in peers.items():
            start = time.process_time()
            for _ in range(repeats[peer]):
                run()
            passed = time.process_time() - start
            times[peer].append(passed / repeats[peer])
    return {peer: statistics.median(t) for peer, t in times.items()}


def other_measures() -> dict[str, float]:
    """Return what is no ratio to a peer: depth, memory, import time."""
    script = Path(__file__).with_name("limits.py")
    done = subprocess.run(
        [sys.executable, str(script)], check=True, capture_output=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def line(row: dict[str, Any]) -> str:
    """Return a row as text."""
    seconds = row["seconds"]
    text = f"{row['name']}: {seconds['lucid_edu'] * 1e6:,.1f} us"
    for peer in ("PyTorch", "NumPy"):
        if peer in seconds:
            ratio = seconds["lucid_edu"] / seconds[peer]
            text += f", {ratio:.2f} x {peer}"
    return text + (f" (goal {row['goal']})" if row["goal"] else "")


def versions() -> dict[str, str]:
    """Return what was measured with."""
    found = {"Python": platform.python_version()}
    for package in ("numpy", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found


if __name__ == "__main__":
    main()
