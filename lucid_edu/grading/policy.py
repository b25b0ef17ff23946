"""Which modules a submission may import: the list, the hook, the sentence.

It runs beside student code and is no wall: whoever gets round the list finds
modules that the system call filter and the empty root have made harmless.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

DEFAULT = ("numpy", "math")
AVAILABLE = tuple(
    "numpy math cmath random itertools functools collections operator "
    "dataclasses typing enum abc copy string re statistics fractions "
    "decimal numbers contextlib warnings time types textwrap".split()
)
"""What a topic may allow: all that a child has in memory."""

# Part of the language, or of the exercise notebook itself.
_ALWAYS = ("__future__", "typing", "lucid_edu")
_PRACTICE = ("check", "hint", "solution")
_type, _str = type, str


def refusal(module: str, allowed: Sequence[str]) -> str:
    """Return the sentence that a refused import ends with."""
    *others, last = allowed or ("nothing",)
    needed = f"{', '.join(others)} and {last}" if others else last
    return (
        f"`{module[:60]}` is not part of this course; the exercises need "
        f"only {needed}"
    )


def close_imports() -> None:
    """Leave no way to load a module that is not in memory yet."""
    for name in [n for n in sys.modules if n.startswith("lucid_edu")]:
        del sys.modules[name]
    stub, grading = ModuleType("lucid_edu"), ModuleType("lucid_edu.grading")
    # What a notebook calls for its own feedback has nothing to say here.
    silent = dict.fromkeys(_PRACTICE, lambda *args, **options: None)
    vars(grading).update(silent)
    vars(stub).update(silent, grading=grading)
    sys.modules |= {"lucid_edu": stub, "lucid_edu.grading": grading}
    sys.path.clear()
    sys.path_importer_cache.clear()
    sys.meta_path[:] = [_NothingMore]


def enforce(allowed: Sequence[str], namespace: Mapping[str, Any]) -> None:
    """Let the code of `namespace` import the `allowed` modules only.

    NumPy and the standard library go on importing what they need.
    """
    known = frozenset((*allowed, *_ALWAYS))
    load = builtins.__import__

    def guarded(
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if globals is None or globals.get("__name__") == "__main__":
            top = name.partition(".")[0] if _type(name) is _str else "this"
            if top not in known:
                raise ModuleNotFoundError(refusal(top, allowed), name=top)
        return load(name, globals, locals, fromlist or (), level)

    builtins.__import__ = guarded


class _NothingMore:
    """The last word on imports: what is not loaded is not to be had."""

    @staticmethod
    def find_spec(
        name: str, path: object = None, target: object = None
    ) -> Any:
        raise ModuleNotFoundError(
            f"`{name[:60]}` is not there when a notebook is judged", name=name
        )
