"""Draws a student's answer beside the reference, as SVG with a description.

A function of one variable becomes two curves, a vector points and their
error, a matrix a map of where it differs; an answer about a graph, the graph.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from lucid_edu.grading.cases import (
    PRACTICE_SEED,
    Case,
    case_difference,
    draw_cases,
)
from lucid_edu.grading.exercise import Assignment, Exercise
from lucid_edu.grading.graphs import drawn
from lucid_edu.grading.guard import (
    CappedWriter,
    depth_kept,
    printed_to,
    time_limit,
)
from lucid_edu.grading.wire import Call
from lucid_edu.grading.worker import evaluate, fresh

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_RIGHT, _YOURS = "#0072b2", "#c14a00"  # 3:1 and more on white
_SECONDS = 1.0
_ROUNDING = 1e-12


def show(
    assignment: Assignment, exercise: Exercise, namespace: Mapping[str, Any]
) -> str:
    """Return a picture of where the answer goes wrong, or "".

    Nothing is drawn where no array of the right shape came back, or the
    graph is too large to be read.
    """
    if exercise.curve is not None:
        return _curves(assignment, exercise, namespace)
    for case in draw_cases(assignment, PRACTICE_SEED, "", exercise.name):
        if case.check.measure is not None and exercise.graph is None:
            continue
        answer = evaluate(case.call, namespace, _SECONDS)
        if answer.status == "timeout":  # the next would take as long
            return ""
        if case_difference(case, answer) is None:
            continue
        if exercise.graph is not None:
            svg = _graph(case, namespace)
            if svg:
                return svg
            continue
        right, got = case.expected.value, answer.value
        if right is None or got is None or got.shape != right.shape:
            continue
        if right.ndim == 1 and right.size > 3:
            return _points(right, got, exercise.name)
        if right.ndim == 2 and min(right.shape) > 1:
            return _map(right, got, exercise.name)
    return ""


def _graph(case: Case, namespace: Mapping[str, Any]) -> str:
    sketch, call = case.exercise.graph, case.call
    assert sketch is not None
    inputs = {name: fresh(value) for name, value in call.inputs.items()}
    try:
        with (
            np.errstate(all="ignore"),
            printed_to(CappedWriter(0)),
            time_limit(_SECONDS),
            depth_kept(),
        ):
            found = sketch(namespace, call.expression, inputs)
            return drawn(found) if found else ""
    except BaseException:  # it runs the student's code: any may come
        return ""


def _curves(
    assignment: Assignment, exercise: Exercise, namespace: Mapping[str, Any]
) -> str:
    assert exercise.curve is not None
    x = np.linspace(*exercise.curve, 201)
    first = next(iter(exercise.checks[0].draw(np.random.default_rng(0))))
    argument = next(iter(first))
    call = Call(exercise.checks[0].expression, {argument: x}, exercise.name)
    right = evaluate(call, assignment.namespace).value
    got = evaluate(call, namespace, _SECONDS).value
    if right is None or got is None or got.shape != x.shape:
        return ""
    said = (
        f"Two curves over {argument}: a solid one, what {exercise.name} "
        f"should be, and a dashed one, your answer."
    )
    return _draw(
        x, right, got, said, (argument, f"{exercise.name}()"), ("-", "--")
    )


def _points(right: np.ndarray, got: np.ndarray, name: str) -> str:
    said = (
        f"Points over the index: circles, what {name} should be, and "
        f"crosses, your answer."
    )
    x = np.arange(right.size)
    return _draw(x, right, got, said, ("index", f"{name}()"), ("o", "x"))


def _draw(
    x: np.ndarray,
    right: np.ndarray,
    got: np.ndarray,
    said: str,
    labels: tuple[str, str],
    marks: tuple[str, str],
) -> str:
    shown = np.where(np.isfinite(got), got, np.nan).astype(float)
    right = np.where(np.isfinite(right), right, np.nan).astype(float)
    with np.errstate(all="ignore"):
        error = np.abs(shown - right) / np.abs(right)
    # Where the curves would lie on each other, the error has its own axis,
    # unless it is rounding alone.
    close = _ROUNDING < float(np.nanmax(error, initial=0.0)) < 0.02
    figure, axes = _figure(1 + close)
    axes[0].plot(x, right, marks[0], color=_RIGHT, lw=3, label="right")
    axes[0].plot(x, shown, marks[1], color=_YOURS, lw=2, label="your answer")
    if np.isfinite(right).any():
        low, high = np.nanmin(right), np.nanmax(right)
        axes[0].set_ylim(low - (high - low or 1), high + (high - low or 1))
    axes[0].set_ylabel(labels[1])
    axes[0].legend()
    if close:
        axes[1].semilogy(x, error, marks[1], color=_YOURS)
        axes[1].set_ylabel("relative error")
        said += " Below, the relative error of your answer on a log axis."
    axes[-1].set_xlabel(labels[0])
    for one_axes in axes:
        one_axes.grid(alpha=0.3)
    return _svg(figure, said)


def _map(right: np.ndarray, got: np.ndarray, name: str) -> str:
    apart = got.astype(float) - right.astype(float)
    worst = float(np.nanmax(np.abs(apart), initial=0.0))
    figure, (axes,) = _figure(1)
    # Shapes, no image: what filters a page may drop an image.
    image = axes.pcolormesh(
        apart, cmap=_few_colours(), vmin=-worst, vmax=worst
    )
    axes.set_aspect("equal")
    axes.invert_yaxis()
    for axis, size in zip((axes.yaxis, axes.xaxis), apart.shape, strict=True):
        places = range(0, size, -(-size // 8))
        axis.set_ticks([i + 0.5 for i in places], [str(i) for i in places])
    figure.colorbar(image, label="your answer minus the right one")
    axes.set_xlabel("column")
    axes.set_ylabel("row")
    differ = int(np.sum(~np.isclose(apart, 0.0)))
    said = (
        f"A map of your answer to {name} minus the right one: {differ} of "
        f"{apart.size} entries differ, by {worst:.3g} at most."
    )
    return _svg(figure, said)


def _few_colours() -> Any:
    import matplotlib

    return matplotlib.colormaps["PuOr"].resampled(31)


def _figure(rows: int) -> tuple[Any, list[Axes]]:
    # A heavy import, needed only here: the text comes without it.
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 1.2 + 1.7 * rows), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.subplots(rows, 1, sharex=True, squeeze=False)
    return figure, list(axes[:, 0])


def _svg(figure: Any, said: str) -> str:
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    svg = svg[svg.index("<svg") :]
    label = escape(said, quote=True)
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
