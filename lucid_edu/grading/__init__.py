"""The grader: checks in a notebook, in a terminal and for a whole class."""

from typing import Any

__all__ = ["check"]


def __getattr__(name: str) -> Any:
    # `check` pulls in the feedback and its templates; the modules that run
    # beside student code live in this package too and must stay light.
    if name == "check":
        from lucid_edu.grading.practice import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
