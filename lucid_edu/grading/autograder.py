"""What a platform needs to grade one topic by itself: package, course, seed.

Nothing here judges; `autograde` does, on the platform.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from lucid_edu.grading import requirements
from lucid_edu.grading.bundle import tree
from lucid_edu.grading.course import assignment

ABOUT = "autograder.json"
_PACKAGE = Path(__file__).resolve().parent.parent


def gradescope(
    course: Path, topic: str, seed: int, options: Mapping[str, object]
) -> dict[str, bytes]:
    """Return the files of an autograder that Gradescope takes as a zip."""
    return {
        **_source(course, topic, seed, options),
        "setup.sh": _template("setup.sh"),
        "run_autograder": _template("run_autograder"),
    }


def classroom50(course: Path, topic: str, seed: int) -> dict[str, bytes]:
    """Return an autograder folder of Classroom 50, and a workflow."""
    source = _source(course, topic, seed, {})
    workflow = _template("workflow.yml").replace(b"@TOPIC@", topic.encode())
    return {
        **{f"source/{name}": data for name, data in source.items()},
        "autograder.py": _template("autograder.py.txt"),
        "workflow.yml": workflow,
    }


def _source(
    course: Path, topic: str, seed: int, options: Mapping[str, object]
) -> dict[str, bytes]:
    found = assignment(course, topic)
    about = {
        "topic": topic,
        "seed": seed,
        "lucid-edu": version("lucid-edu"),
        "assignment": found.version,
        **options,
    }
    notebook = course / "exercises" / f"{topic}.ipynb"
    # Solutions may share files whose names begin with an underscore.
    shared = found.path.parent.glob("_*.py")
    parts = {f"solutions/{path.name}": path for path in (found.path, *shared)}
    parts[f"exercises/{topic}.ipynb"] = notebook
    package = {
        f"lucid_edu/{name}": data
        for name, data in tree(_PACKAGE).items()
        if not name.startswith("course/")
    }
    return {
        **package,
        **{
            f"course/{name}": path.read_bytes() for name, path in parts.items()
        },
        "requirements.txt": _lines(requirements.everything()),
        ABOUT: (json.dumps(about, indent=1) + "\n").encode(),
    }


def _lines(texts: list[str]) -> bytes:
    return ("\n".join(texts) + "\n").encode()


def _template(name: str) -> bytes:
    folder = files("lucid_edu.grading") / "templates" / "autograder"
    return (folder / name).read_bytes()
