"""A folder of git clones, one repository a student: `<assignment>-<user>`.

GitHub Classroom and Classroom 50 name them so.  Where the assignment ends
is known from the folder's name, `<assignment>_submissions_<time>`, or from
a topic in the repository's; a roster can tell it too.
"""

from __future__ import annotations

import re

from lucid_edu.grading.layouts.origin import Files, Origin, most, stem

NAME = "clones"
_DOWNLOAD = re.compile(r"(?P<assignment>.+?)[-_]submissions(?:_.*)?")


def recognise(files: Files) -> bool:
    """Return whether most notebooks lie in a repository of their own."""
    notebooks = [n for n in files.names if n.lower().endswith(".ipynb")]
    return most([_repository(n, files) is not None for n in notebooks])


def decode(name: str, files: Files) -> tuple[Origin, ...]:
    """Return whose file this is, by its repository's name."""
    found = _repository(name, files)
    parts = name.split("/")
    if found is None and (files.repositories or len(parts) < 3):
        return ()
    # A download without histories: the folders are the repositories.
    where = (found or "/".join(parts[:2])).split("/")
    repository, holder = where[-1], where[-2] if len(where) > 1 else ""
    assignment, user = _split(repository, holder, files.topics)
    words = repository.split("-")
    endings = tuple("-".join(words[k:]) for k in range(1, len(words)))
    logins = (user, *endings) if user == repository else (user,)
    return (Origin(user, logins=logins, hints=(stem(name), assignment)),)


def _repository(name: str, files: Files) -> str | None:
    parts = name.split("/")
    for end in range(2, len(parts)):
        place = "/".join(parts[:end])
        if place in files.repositories:
            return place
    return None


def _split(
    repository: str, holder: str, topics: tuple[str, ...]
) -> tuple[str, str]:
    """Return the assignment, as a topic is spelt, and the user."""
    download = _DOWNLOAD.fullmatch(holder)
    named = download["assignment"] if download else holder
    before, user = "", repository
    if named and repository.startswith(f"{named}-"):
        before, user = named, repository[len(named) + 1 :]
    for topic in sorted(topics, key=len, reverse=True):
        spelt = topic.replace("_", "[-_]")
        if before and re.search(rf"(?:^|-){spelt}$", before):
            return topic, user
        found = re.search(rf"(?:^|-){spelt}-(.+)$", repository)
        if found and not before:
            return topic, found[1]
    return before, user
