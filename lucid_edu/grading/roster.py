"""Reads the list of a class, and finds in it whose a submission is."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lucid_edu.grading.layouts.origin import Origin
from lucid_edu.grading.reading import read_file

# By what a column's head looks like without blanks, marks and capitals.
_COLUMNS = {
    "id": "id studentid sid sisuserid idnumber identifier orgdefinedid "
    "studentnumber number matriculation userid githubid",
    "email": "email emailaddress mail",
    "login": "login loginid username user sisloginid githubusername github "
    "netid",
    "name": "student name fullname studentname displayname",
    "first": "firstname givenname first",
    "last": "lastname surname familyname last",
    "section": "section sections group class",
}


class RosterError(Exception):
    """The file is no list of a class; the text says why."""


@dataclass(frozen=True)
class Student:
    """One row of the list; what it does not say is empty."""

    name: str
    ids: tuple[str, ...] = ()
    email: str = ""
    login: str = ""
    section: str = ""
    named: bool = True

    @property
    def key(self) -> str:
        """The surest thing that tells this student from the others."""
        return next(filter(None, (*self.ids, self.email, self.login)), "")


class Roster:
    """The students of a class, found by number, address, login or name.

    What two of them share, such as a name, finds neither.
    """

    def __init__(self, students: Iterable[Student]) -> None:
        # A student of two sections has two rows.
        once = {student.key or student: student for student in students}
        self.students = tuple(once.values())
        self._by: dict[tuple[str, str], set[Student]] = {}
        for student in self.students:
            for key in _keys(student):
                self._by.setdefault(key, set()).add(student)

    def find(self, origin: Origin) -> Student | None:
        """Return the student that a submission belongs to, if it is told."""
        if origin.internal:
            # Another list may give the same number to somebody else.
            numbered = self._by.get(("id", origin.identity.casefold()), set())
            named = self._by.get(("name", _squashed(origin.student)), set())
            agreed = {s for s in numbered if s in named or not s.named}
            if len(agreed) == 1:
                return next(iter(agreed))
        for key in _wanted(origin):
            found = self._by.get(key, set())
            if len(found) == 1:
                return next(iter(found))
        return None


def read_roster(path: Path) -> Roster:
    """Return the list in a CSV file; heads and separators are guessed.

    Raises `RosterError` where no column tells who is meant.
    """
    data, refused = read_file(path)
    if data is None:
        raise RosterError(f"{path}: {refused}")
    rows = _rows(_decoded(data), path)
    heads = [_kind(head) for head in rows[0]] if rows else []
    if not {"name", "last", "email", "login", "id"} & set(heads):
        raise RosterError(
            f"{path} has no column that tells who is meant; its first row "
            f"must name some of: name, email, id, login, section"
        )
    students = (_student(heads, row) for row in rows[1:])
    return Roster(student for student in students if student is not None)


def _rows(text: str, path: Path) -> list[list[str]]:
    first = text.lstrip().split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        found = [*csv.reader(io.StringIO(text.lstrip()), delimiter=mark)]
    except csv.Error as error:
        raise RosterError(f"{path} is no CSV file ({error})") from None
    return [[cell.strip() for cell in row] for row in found if any(row)]


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # an older spreadsheet's


def _kind(head: str) -> str:
    plain = re.sub(r"[^a-z]", "", head.lower())
    return next(
        (kind for kind, heads in _COLUMNS.items() if plain in heads.split()),
        "",
    )


def _student(heads: list[str], row: list[str]) -> Student | None:
    cells: dict[str, list[str]] = {}
    for kind, cell in zip(heads, row, strict=False):
        if cell:
            cells.setdefault(kind, []).append(cell)
    one = {kind: found[0] for kind, found in cells.items()}
    ids = tuple(cells.get("id", []))
    name = one.get("name") or " ".join(
        filter(None, (one.get("first"), one.get("last")))
    )
    # A line that Canvas adds to its gradebook.
    if name.lower() == "points possible" or not (name or one):
        return None
    email, login = one.get("email", ""), one.get("login", "")
    shown = name or login or email or next(iter(ids), "")
    if not shown:
        return None
    section = one.get("section", "")
    return Student(shown, ids, email, login, section, bool(name))


def _keys(student: Student) -> Iterator[tuple[str, str]]:
    for number in student.ids:
        yield "id", number.casefold()
        yield "id", number.removeprefix("Participant ").casefold()
    if student.email:
        yield "email", student.email.casefold()
        yield "local", student.email.split("@")[0].casefold()
    if student.login:
        yield "login", student.login.casefold()
        yield "local", student.login.split("@")[0].casefold()
    for name in _turned(student.name):
        yield "name", name


def _wanted(origin: Origin) -> Iterator[tuple[str, str]]:
    """Yield what may find the student, the surest first."""
    number = "" if origin.internal else origin.identity
    texts = [*filter(None, (*origin.logins, number, origin.student))]
    for kind in ("id", "email", "login"):
        for text in filter(None, (origin.email, *texts)):
            yield kind, text.casefold()
    yield "name", _squashed(origin.student)
    for text in texts:
        yield "local", text.casefold()


def _turned(name: str) -> Iterator[str]:
    """Yield a name squashed, with any word of it first: "lovelaceada"."""
    words = name.replace(",", " ").split()
    for first in range(len(words)):
        yield _squashed("".join(words[first:] + words[:first]))


def _squashed(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in plain if c.isalnum())
