"""Remembers grades in a SQLite file: one transaction each, nothing twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lucid_edu.grading.results import (
    CheckResult,
    ExerciseResult,
    Grade,
    Intake,
)

SCHEMA = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS grade (
    path TEXT NOT NULL, content TEXT NOT NULL, version TEXT NOT NULL,
    seed TEXT NOT NULL, policy TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (path, content, version, seed, policy)
);
"""
# From the schema before to the one named; a new file passes through all.
_MIGRATIONS = {
    2: (
        # When it was judged; of what schema 1 wrote nobody knows.
        "ALTER TABLE grade ADD COLUMN judged TEXT NOT NULL DEFAULT ''",
        # The grade that holds for each path of the last run.
        "CREATE TABLE latest (path TEXT PRIMARY KEY, content TEXT, "
        "version TEXT, seed TEXT, policy TEXT)",
    ),
}
_KEY = "path = ? AND content = ? AND version = ? AND seed = ? AND policy = ?"
_HOLDS = "INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class Attempt:
    """One grade that was ever given: when, by which key, what it was."""

    judged: str
    content: str
    version: str
    seed: str
    grade: Grade


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
            found = self.get("schema") or "1"
            if int(found) <= SCHEMA:
                self._migrate()
        except (sqlite3.DatabaseError, ValueError) as error:
            self._db.close()
            raise GradebookError(
                f"{path} is no gradebook ({error}); choose another --out"
            ) from None
        if int(found) > SCHEMA:
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
            f"SELECT body FROM grade WHERE {_KEY}", tuple(key)
        ).fetchone()
        return None if row is None else _grade(json.loads(row[0]))

    def begin(
        self, about: Mapping[str, Any], known: Iterable[Sequence[str]]
    ) -> None:
        """Begin a run: what it judges by, and the keys that hold already."""
        with self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO about VALUES ('run', ?)",
                (json.dumps(about),),
            )
            self._db.execute("DELETE FROM latest")
            self._db.executemany(_HOLDS, map(tuple, known))

    def add(self, key: Sequence[str], grade: Grade) -> None:
        """Write a grade down, in a transaction of its own."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO grade VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*key, json.dumps(grade, default=vars), now),
            )
            self._db.execute(_HOLDS, tuple(key))

    def amend(self, key: Sequence[str], grade: Grade) -> None:
        """Write whose a known grade is, which changes nothing judged."""
        body = json.dumps(grade, default=vars)
        with self._db:
            self._db.execute(
                f"UPDATE grade SET body = ? WHERE {_KEY}", (body, *key)
            )

    def keep(self, paths: Iterable[str]) -> None:
        """Let no other grade hold: of several attempts, one may count."""
        kept = set(paths)
        held = self._db.execute("SELECT path FROM latest").fetchall()
        with self._db:
            self._db.executemany(
                "DELETE FROM latest WHERE path = ?",
                [row for row in held if row[0] not in kept],
            )

    def latest(self) -> list[Grade]:
        """Return the grades that hold since the last run, by path."""
        rows = self._db.execute(
            "SELECT body FROM grade JOIN latest "
            "USING (path, content, version, seed, policy) ORDER BY path"
        )
        return [_grade(json.loads(row[0])) for row in rows]

    def attempts(self) -> Iterator[Attempt]:
        """Yield every grade that was ever given, by path, oldest first."""
        rows = self._db.execute(
            "SELECT judged, content, version, seed, body FROM grade "
            "ORDER BY path, rowid"
        )
        for judged, content, version, seed, body in rows:
            grade = _grade(json.loads(body))
            yield Attempt(judged, content, version, seed, grade)

    def _migrate(self) -> None:
        # Taken before looking: two processes may open one old file.
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:
            found = int(self.get("schema") or "1")
            for schema in range(found + 1, SCHEMA + 1):
                for statement in _MIGRATIONS[schema]:
                    self._db.execute(statement)
            self._db.execute(
                "INSERT OR REPLACE INTO about VALUES ('schema', ?)",
                (str(SCHEMA),),
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
            "intake": Intake(**body.get("intake", {})),
        }
    )


def _check(body: dict[str, Any]) -> CheckResult:
    detail = tuple((label, text) for label, text in body["detail"])
    return CheckResult(**{**body, "detail": detail})
