"""Reads `solutions/<topic>.py` into an assignment."""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import sys
import zlib
from pathlib import Path
from types import ModuleType

from lucid_edu.grading import policy
from lucid_edu.grading.exercise import Assignment, CourseError


def load_assignment(path: Path) -> Assignment:
    """Read the assignment that `solutions/<topic>.py` at `path` holds.

    Raises `CourseError` when the file is missing or declares no EXERCISES.
    """
    if not path.is_file():
        raise CourseError(
            f"no assignment at {path}; run in the course folder, "
            f"or name it with --course"
        )
    name = f"solutions_{path.stem}_{zlib.crc32(str(path).encode()):08x}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where inspect looks for a class's text
    spec.loader.exec_module(module)
    exercises = tuple(getattr(module, "EXERCISES", ()))
    if not exercises:
        raise CourseError(f"{path} declares no EXERCISES; add the list")
    return Assignment(
        topic=path.stem,
        introduction=inspect.getdoc(module) or "",
        exercises=exercises,
        namespace=vars(module),
        version=hashlib.sha256(path.read_bytes()).hexdigest()[:12],
        path=path,
        allowed_imports=_allowed(module, path),
    )


def _allowed(module: ModuleType, path: Path) -> tuple[str, ...]:
    allowed = tuple(getattr(module, "ALLOWED_IMPORTS", policy.DEFAULT))
    if not set(allowed) <= set(policy.AVAILABLE):
        raise CourseError(
            f"ALLOWED_IMPORTS in {path} may name {policy.AVAILABLE}, and is "
            f"{allowed}"
        )
    return allowed
