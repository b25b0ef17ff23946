"""Remembers grades in a SQLite file: one transaction each, nothing twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lucid_edu.grading.results import CheckResult, ExerciseResult, Grade

SCHEMA = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS grade (
    path TEXT NOT NULL, content TEXT NOT NULL, version TEXT NOT NULL,
    seed TEXT NOT NULL, policy TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (path, content, version, seed, policy)
);
"""


class GradebookError(Exception):
    """The gradebook's file cannot be used."""


class Gradebook:
    """The grades in one file; a context manager.

    A grade is found again by the submission's path and content, the
    assignment's version, the seed and the policy (limits and isolation).
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, timeout=30)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            # A killed grader loses nothing; a lost machine its last moments.
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_TABLES)
            found = self.get("schema")
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise GradebookError(
                f"{path} is no gradebook ({error}); choose another --out"
            ) from None
        if found is None:
            self.put("schema", str(SCHEMA))
        elif int(found) != SCHEMA:
            self._db.close()
            raise GradebookError(
                f"{path} has schema {found} and this version writes "
                f"{SCHEMA}; choose another --out"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def get(self, name: str) -> str | None:
        """Return a remembered setting, such as the seed."""
        row = self._db.execute(
            "SELECT value FROM about WHERE name = ?", (name,)
        ).fetchone()
        return None if row is None else str(row[0])

    def put(self, name: str, value: str) -> None:
        """Remember a setting."""
        with self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value)
            )

    def find(self, key: Sequence[str]) -> Grade | None:
        """Return the grade with this key, if it was given before."""
        row = self._db.execute(
            "SELECT body FROM grade WHERE path = ? AND content = ? AND "
            "version = ? AND seed = ? AND policy = ?",
            tuple(key),
        ).fetchone()
        return None if row is None else _grade(json.loads(row[0]))

    def add(self, key: Sequence[str], grade: Grade) -> None:
        """Write a grade down, in a transaction of its own."""
        with self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO grade VALUES (?, ?, ?, ?, ?, ?)",
                (*key, json.dumps(grade, default=vars)),
            )


def _grade(body: dict[str, Any]) -> Grade:
    exercises = tuple(
        ExerciseResult(
            item["name"],
            item["title"],
            tuple(_check(check) for check in item["checks"]),
            item.get("challenge", False),
        )
        for item in body["exercises"]
    )
    return Grade(
        **{
            **body,
            "exercises": exercises,
            "notes": tuple(body["notes"]),
        }
    )


def _check(body: dict[str, Any]) -> CheckResult:
    detail = tuple((label, text) for label, text in body["detail"])
    return CheckResult(**{**body, "detail": detail})
