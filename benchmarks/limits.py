"""Depth, memory and import time of the engine, as one JSON object.

Memory is what Python's `tracemalloc` counts, NumPy's arrays included.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import tracemalloc

import numpy as np

import lucid_edu as le

IMPORTS = 21


def chain(length: int) -> le.Tensor:
    """Return the end of a chain of operations on one number."""
    y = le.Tensor(1.0, requires_grad=True)
    for _ in range(length // 2):
        y = y * 0.999 + 0.001
    return y


def deep(length: int) -> dict[str, float]:
    """Return the CPU seconds of a chain that no recursion would survive."""
    start = time.process_time()
    end = chain(length)
    middle = time.process_time()
    end.backward()
    return {
        "operations deep": length,
        "seconds forward": middle - start,
        "seconds backward": time.process_time() - middle,
    }


def bytes_per_operation(length: int) -> float:
    """Return the peak of memory of a chain and its backward, per operation."""
    tracemalloc.start()
    chain(100).backward()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    end = chain(length)
    end.backward()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (peak - before) / length


def peak_arrays(size: int = 4_000_000) -> float:
    """Return the peak above the input, in arrays, of a sigmoid's gradient."""
    x = le.Tensor(np.zeros(size, np.float32), requires_grad=True)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    x.sigmoid().sum().backward()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (peak - before) / (4 * size)


def import_ratio() -> float:
    """Return the CPU time of importing the package over that of NumPy."""
    names = ("numpy", "lucid_edu")
    times: dict[str, list[float]] = {name: [] for name in names}
    # With its compiled files, as after every first import.
    env = {k: v for k, v in os.environ.items() if "BYTECODE" not in k}
    for _ in range(IMPORTS):
        for name in names:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                [sys.executable, "-c", f"import {name}"], check=True, env=env
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            user = after.ru_utime - before.ru_utime
            times[name].append(user + after.ru_stime - before.ru_stime)
    numpy, ours = (sorted(times[name])[IMPORTS // 2] for name in names)
    return ours / numpy


if __name__ == "__main__":
    print(
        json.dumps(
            {
                **deep(1_000_000),
                "bytes per operation at peak, 10,000": (
                    bytes_per_operation(10_000)
                ),
                "bytes per operation at peak, 1,000,000": (
                    bytes_per_operation(1_000_000)
                ),
                "peak arrays above the input, sigmoid and gradient": (
                    peak_arrays()
                ),
                "import time over that of NumPy": import_ratio(),
            }
        )
    )
