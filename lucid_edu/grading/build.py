"""Makes the exercise notebook from an assignment; one source, no drift."""

from __future__ import annotations

import ast
import contextlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lucid_edu.grading.course import assignment as read_assignment
from lucid_edu.grading.course import topics
from lucid_edu.grading.exercise import Assignment, CourseError, Exercise
from lucid_edu.grading.merge import mark
from lucid_edu.grading.origin import installing
from lucid_edu.notebooks import METADATA

if TYPE_CHECKING:
    from nbformat import NotebookNode

SETUP = (
    "import numpy as np\n\nfrom lucid_edu.grading import check, hint, solution"
)


def exercise_notebook(assignment: Assignment) -> NotebookNode:
    """Return the notebook that a student fills in.

    Cell ids are fixed, so that reference outputs can be laid into an edited
    copy: `sigmoid-prompt`, `sigmoid`, `sigmoid-target`, `sigmoid-check`.
    """
    from nbformat.v4 import new_notebook  # slow to import

    title, _, rest = assignment.introduction.partition("\n")
    heading = f"# Exercises: {title.rstrip('.')}"
    course = assignment.path.parent.parent
    cells = [
        _markdown("introduction", f"{heading}\n\n{rest.strip()}"),
        _code("setup", installing(course) + SETUP),
    ]
    for exercise in assignment.exercises:
        cells += _exercise_cells(assignment, exercise)
    own = {"topic": assignment.topic, "version": assignment.version}
    notebook: NotebookNode = new_notebook(
        cells=cells, metadata={**METADATA, "lucid_edu": own}
    )
    return notebook


def write_exercises(course: Path, names: tuple[str, ...]) -> list[Path]:
    """Write `exercises/<topic>.ipynb` of these topics; return what changed."""
    changed = []
    for path, text in _rendered(course, names):
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path)
    return changed


def stale_exercises(course: Path, names: tuple[str, ...]) -> list[Path]:
    """Return the files that differ from what would be written."""
    stale = [
        path
        for path, text in _rendered(course, names)
        if not path.exists() or path.read_text("utf-8") != text
    ]
    known = {f"{topic}.ipynb" for topic in topics(course)}
    strays = (course / "exercises").glob("*.ipynb")
    return stale + [path for path in strays if path.name not in known]


def _rendered(course: Path, names: tuple[str, ...]) -> list[tuple[Path, str]]:
    import nbformat

    return [
        (
            course / "exercises" / f"{topic}.ipynb",
            nbformat.writes(exercise_notebook(read_assignment(course, topic)))
            + "\n",
        )
        for topic in names or topics(course)
    ]


def _exercise_cells(
    assignment: Assignment, exercise: Exercise
) -> list[NotebookNode]:
    from nbformat.v4 import new_output

    _, _, text = exercise.prompt.partition("\n")
    points = f"{exercise.max_score} points"
    if exercise.challenge:
        points = "a challenge: optional, without points"
    prompt = (
        f"## `{exercise.name}`\n\n**{exercise.title}** ({points})\n\n"
        f"{text.strip()}"
    )
    target = _code(f"{exercise.name}-target", exercise.target)
    printed = run_target(assignment, exercise)
    target["execution_count"] = 1
    target["outputs"] = [new_output("stream", name="stdout", text=printed)]
    given = assignment.newly_given(exercise)
    before = [_code(f"{exercise.name}-given", given.strip())] if given else []
    return [
        _markdown(f"{exercise.name}-prompt", prompt),
        *before,
        _code(exercise.name, exercise.starter),
        _markdown(f"{exercise.name}-aim", _aim(printed)),
        target,
        _code(f"{exercise.name}-check", f"check({exercise.name})"),
    ]


def _aim(printed: str) -> str:
    # The cell's own output is gone once a student has run it.
    return (
        f"A right answer makes the next cell print this:\n\n"
        f"```text\n{printed.rstrip()}\n```"
    )


def run_target(assignment: Assignment, exercise: Exercise) -> str:
    """Return what the target cell prints with the solution.

    Raises `CourseError` where it fails, or prints nothing: there would be
    nothing to aim at.
    """
    tree = ast.parse(exercise.target)
    out = io.StringIO()
    namespace: dict[str, Any] = dict(assignment.namespace)
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(tree, "<target>", "exec"), namespace)
    except Exception as error:  # the author's own call: any may come
        raise CourseError(
            f"the target of {exercise.name} fails "
            f"({type(error).__name__}: {error}); mend it, or the solution"
        ) from None
    if not out.getvalue().strip():
        raise CourseError(
            f"the target of {exercise.name} prints nothing; let it print"
        )
    return out.getvalue()


def _markdown(name: str, text: str) -> NotebookNode:
    from nbformat.v4 import new_markdown_cell

    return _marked(new_markdown_cell(text), name)


def _code(name: str, source: str) -> NotebookNode:
    from nbformat.v4 import new_code_cell

    return _marked(new_code_cell(source), name)


def _marked(cell: NotebookNode, name: str) -> NotebookNode:
    """Give a cell its id, and the mark by which a change is seen later."""
    cell["id"] = name
    cell["metadata"]["lucid_edu"] = {"mark": mark(cell["source"])}
    return cell
