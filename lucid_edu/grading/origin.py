"""Where a course can be installed from: the repository in `_config.yml`."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from lucid_edu.grading.exercise import CourseError

_URL = re.compile(r"(https?|ssh|file)://[\w.@:/~+-]+")


_CELL = """\
try:
    import lucid_edu
except ModuleNotFoundError:
    {line}

"""
_FOUND = re.compile(
    r"try:\n    import lucid_edu\nexcept ModuleNotFoundError:\n.*\n+"
)


def installing(course: Path, rest: str = "") -> str:
    """Return `rest` after the lines that install the course, if it can be.

    On a machine of others, as Colab's, it is not there yet; where it is,
    the lines do nothing.  `rest` may begin with such lines from before.
    """
    line = install_line(course)
    rest = _FOUND.sub("", rest, count=1) if _FOUND.match(rest) else rest
    return (_CELL.format(line=line) if line else "") + rest


def install_line(course: Path) -> str:
    """Return the `%pip` line that installs the course, or "".

    It is "" where `_config.yml` names no repository: nobody could install
    from it.  Raises `CourseError` for what is no address.
    """
    try:
        text = (course / "_config.yml").read_text("utf-8")
        named = (yaml.safe_load(text) or {}).get("repository") or {}
        url, branch = named.get("url") or "", named.get("branch") or "main"
    except FileNotFoundError:
        return ""
    except (AttributeError, yaml.YAMLError):
        raise CourseError(
            f"{course / '_config.yml'} cannot be understood; mend its entry "
            f"`repository`, with `url` and `branch`"
        ) from None
    if not url:
        return ""
    # It becomes a line that every student runs.
    if not _URL.fullmatch(url) or not re.fullmatch(r"[\w./-]+", branch):
        raise CourseError(
            f"the repository in {course / '_config.yml'} is "
            f"{url!r}, branch {branch!r}; a URL such as "
            f"https://github.com/someone/a-book is needed"
        )
    return f"%pip install -q git+{url.rstrip('/')}@{branch}"
