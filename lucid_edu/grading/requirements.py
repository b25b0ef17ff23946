"""What the package needs, by name and version, as it is installed here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, version

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PACKAGE = "lucid-edu"


def direct(*extras: str) -> list[str]:
    """Return `name==version` of the package and what it names itself."""
    names = {PACKAGE, *(need.name for need in _needs(PACKAGE, {"", *extras}))}
    return sorted(_pinned(name) for name in names)


def everything() -> list[str]:
    """Return `name==version` of all that the package needs, not itself."""
    found: set[str] = set()
    coming = [(PACKAGE, frozenset({""}))]
    while coming:
        name, extras = coming.pop()
        for need in _needs(name, set(extras)):
            wanted = canonicalize_name(need.name)
            if wanted not in found:
                found.add(wanted)
                coming.append((wanted, frozenset({"", *need.extras})))
    return sorted(_pinned(name) for name in found)


def _needs(name: str, extras: set[str]) -> Iterator[Requirement]:
    try:
        texts = distribution(name).requires or []
    except PackageNotFoundError:
        return
    for text in texts:
        need = Requirement(text)
        marker = need.marker
        if marker is None or any(
            marker.evaluate({"extra": extra}) for extra in extras
        ):
            yield need


def _pinned(name: str) -> str:
    try:
        return f"{canonicalize_name(name)}=={version(name)}"
    except PackageNotFoundError:
        # An extra that is not installed here: its newest will do.
        return canonicalize_name(name)
