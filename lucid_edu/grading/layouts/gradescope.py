"""Gradescope, "Export submissions": `submission_12345/` and who that is.

The names stand in `submission_metadata.yml` beside these folders.  What a
group handed in is graded for each of its members.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml

from lucid_edu.grading.layouts.origin import (
    Files,
    Origin,
    moment,
    most,
    stem,
)

NAME = "gradescope"
_ABOUT = "submission_metadata.yml"
# The same reader in C where it is installed: ten times as fast.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def recognise(files: Files) -> bool:
    """Return whether most files lie in a folder of a submission."""
    names = [name for name in files.names if not name.endswith(_ABOUT)]
    return most([_folder(name) is not None for name in names])


def decode(name: str, files: Files) -> tuple[Origin, ...]:
    """Return whose file this is; several for a group."""
    found = _folder(name)
    if found is None:
        return ()
    base, folder = found
    about = _submissions(files.read(f"{base}/{_ABOUT}") or b"").get(folder)
    hints, order = (stem(name),), moment(_created(about))
    people = about.get(":submitters") if isinstance(about, dict) else None
    origins = [
        Origin(
            _text(person, ":name") or _text(person, ":email") or folder,
            _text(person, ":sid"),
            email=_text(person, ":email"),
            hints=hints,
            order=order,
        )
        for person in (people if isinstance(people, list) else [])
    ]
    return tuple(origins) or (Origin(folder, hints=hints, order=order),)


def _folder(name: str) -> tuple[str, str] | None:
    parts = name.split("/")
    for place, part in enumerate(parts[1:-1], 1):
        if re.fullmatch(r"submission_\d+", part):
            return "/".join(parts[:place]), part
    return None


@lru_cache(maxsize=4)
def _submissions(data: bytes) -> dict[str, Any]:
    # Texts only: no tag of the file is ever turned into an object.
    try:
        found = yaml.load(data, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _created(about: Any) -> str:
    when = about.get(":created_at") if isinstance(about, dict) else None
    # Some exports write the time as an object that holds it.
    return _text(when, "utc") if isinstance(when, dict) else str(when or "")


def _text(of: Any, key: str) -> str:
    value = of.get(key) if isinstance(of, dict) else None
    return value.strip() if isinstance(value, str) else ""
