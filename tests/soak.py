"""How large the long tests are: small in CI, large under `make soak`.

    cd tests && python -m soak [--fresh]

runs them in rounds and writes down which are done: stopped by Ctrl-C or a
failure, the same command goes on with the others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from sample_class.make import RIGHT, notebook
from tqdm import tqdm

Item = TypeVar("Item")
SOAK = os.environ.get("LUCID_EDU_SOAK") == "1"
ROOT = Path(__file__).resolve().parent.parent
_BASE = json.loads((ROOT / "exercises" / "sigmoid.ipynb").read_text("utf-8"))
DONE = ROOT / "_build" / "soak.json"
_FUZZ_ROUNDS = 20
_FUZZ_TIMES = 2


def size(small: int, large: int) -> int:
    """Return `small`, or `large` where LUCID_EDU_SOAK=1."""
    return large if SOAK else small


def submission(n: int = 0, **other: str) -> bytes:
    """Return a right notebook, but for the exercises in `other`.

    Each `n` gives other bytes, so other inputs.
    """
    made = notebook(RIGHT | other, _BASE)
    return json.dumps(made).encode() + b" " * n


def shown(things: Iterable[Item], total: int, unit: str) -> Iterable[Item]:
    """Show how many of them are done, how fast, and the time left."""
    return tqdm(things, total=total, unit=f" {unit}", disable=not SOAK)


def rounds() -> dict[str, tuple[list[str], dict[str, str]]]:
    """Return what pytest is told in each round, and its environment."""
    long = {"LUCID_EDU_SOAK": "1"}
    found = {
        "kills": (["test_killed.py"], long),
        "loops": (["test_many.py", "-k", "loops"], long),
        "memory": (["test_many.py", "-k", "memory"], long),
    }
    more = {"LUCID_EDU_FUZZ": str(_FUZZ_TIMES)}
    for seed in range(_FUZZ_ROUNDS):
        told = ["test_fuzz.py", f"--hypothesis-seed={seed}"]
        found[f"fuzzing {seed}"] = told, more
    return found


def main(fresh: bool) -> int:
    """Run the rounds that are left; return 1 where one fails."""
    DONE.parent.mkdir(exist_ok=True)
    done = {} if fresh or not DONE.exists() else json.loads(DONE.read_text())
    left = {name: of for name, of in rounds().items() if name not in done}
    print(f"{len(done)} rounds are done, {len(left)} are left.")
    bar = tqdm(left.items(), unit=" rounds")
    for name, (told, more) in bar:
        bar.set_postfix_str(name)
        start = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "-s", *told]
        place = ROOT / "tests"
        ended = subprocess.run(command, cwd=place, env={**os.environ, **more})
        if ended.returncode:
            bar.close()
            print(f"{name} failed; mend it, and run the same command again.")
            return 1
        done[name] = f"{time.monotonic() - start:.0f} s"
        DONE.write_text(json.dumps(done, indent=1))
    print(f"All {len(done)} rounds passed; {DONE} has their times.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main("--fresh" in sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nStopped: the same command goes on with the other rounds.")
        sys.exit(130)
