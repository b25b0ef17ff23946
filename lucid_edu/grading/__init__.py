"""The grader: checks in a notebook, in a terminal and for a whole class."""

from typing import Any

__all__ = ["check", "hint", "solution"]


def __getattr__(name: str) -> Any:
    # These pull in the feedback and its templates; the modules that run
    # beside student code live in this package too and must stay light.
    if name in __all__:
        from lucid_edu.grading import practice

        return getattr(practice, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
