"""Draws a student's answer over the reference, as SVG with a description."""

from __future__ import annotations

import io
from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np

from lucid_edu.grading.exercise import Assignment, Exercise
from lucid_edu.grading.wire import Call
from lucid_edu.grading.worker import evaluate


def curves(
    assignment: Assignment, exercise: Exercise, namespace: Mapping[str, Any]
) -> str:
    """Return both curves as SVG, or "" where there is nothing to draw.

    The reference is a solid line, the answer a dashed one.  Nothing is
    drawn where the answer gives no array of the right length.
    """
    if exercise.curve is None:
        return ""
    x = np.linspace(*exercise.curve, 201)
    name = next(iter(exercise.checks[0].draw(np.random.default_rng(0))))
    argument = next(iter(name))
    call = Call(exercise.checks[0].expression, {argument: x}, exercise.name)
    reference = evaluate(call, assignment.namespace).value
    answer = evaluate(call, namespace, seconds=1.0).value
    if reference is None or answer is None or answer.shape != x.shape:
        return ""
    return _draw(x, reference, answer, exercise.name, argument)


def _draw(
    x: np.ndarray,
    reference: np.ndarray,
    answer: np.ndarray,
    name: str,
    argument: str,
) -> str:
    # A heavy import, needed only here: the text comes without it.
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 2.8), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    axes.plot(x, reference, color="#0072b2", lw=3, label="what it should be")
    shown = np.where(np.isfinite(answer), answer, np.nan).astype(float)
    axes.plot(x, shown, "--", color="#c14a00", lw=2, label="your answer")
    span = float(np.ptp(reference)) or 1.0
    axes.set_ylim(reference.min() - span, reference.max() + span)
    axes.set_xlabel(argument)
    axes.set_ylabel(f"{name}({argument})")
    axes.grid(alpha=0.3)
    axes.legend()
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    svg = svg[svg.index("<svg") :]
    said = escape(
        f"Two curves over {argument}: a solid one, what {name} should be, "
        f"and a dashed one, your answer.",
        quote=True,
    )
    return svg.replace("<svg", f'<svg role="img" aria-label="{said}"', 1)
