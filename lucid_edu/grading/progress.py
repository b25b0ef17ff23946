"""Remembers, on the student's own machine, what was tried and solved.

A JSON file in the user's data folder, or in the folder that LUCID_EDU_HOME
names.  It is a convenience: where it cannot be read or written, nothing is
lost but the memory.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import platformdirs

from lucid_edu.grading.results import ExerciseResult


@dataclass(frozen=True)
class Record:
    """What is remembered of one exercise."""

    attempts: int = 0
    best: int = 0
    of: int = 0
    hints: int = 0

    @property
    def solved(self) -> bool:
        """Whether every point was earned once."""
        return 0 < self.of <= self.best


class Progress:
    """The records of all exercises, by topic and name."""

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or _home()) / "progress.json"

    def record(self, topic: str, name: str) -> Record:
        """Return what is remembered of an exercise."""
        found = self._read().get(f"{topic}/{name}", {})
        try:
            return Record(**{key: int(found[key]) for key in found})
        except (TypeError, ValueError, AttributeError):
            return Record()

    def attempted(self, topic: str, result: ExerciseResult) -> Record:
        """Write down one judged answer; return the new record.

        An exercise that was not begun is no attempt.
        """
        known = self.record(topic, result.name)
        begun = not all(
            c.outcome == "missing" or "not written yet" in c.message
            for c in result.checks
        )
        # Another sum means other checks: what was best before is of no use.
        before = known.best if known.of == result.max_score else 0
        new = replace(
            known,
            attempts=known.attempts + begun,
            best=max(before, result.score),
            of=result.max_score,
        )
        self._write(f"{topic}/{result.name}", new)
        return new

    def one_more_hint(self, topic: str, name: str, most: int) -> int:
        """Reveal one more hint, of `most`; return how many are revealed."""
        known = self.record(topic, name)
        new = replace(known, hints=min(known.hints + 1, most))
        self._write(f"{topic}/{name}", new)
        return new.hints

    def _read(self) -> dict[str, dict[str, int]]:
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, key: str, record: Record) -> None:
        everything = {**self._read(), key: asdict(record)}
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(everything, file, indent=1, sort_keys=True)
            os.replace(name, self.path)


def _home() -> Path:
    named = os.environ.get("LUCID_EDU_HOME")
    return Path(named or platformdirs.user_data_dir("lucid-edu", False))
