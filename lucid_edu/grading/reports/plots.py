"""The class report's pictures, as SVG that can stand inside a page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from lucid_edu.grading.reports.statistics import ExerciseRow

_BLUE, _GREEN = "#0072b2", "#00795a"


def distribution(shares: Sequence[float]) -> str:
    """Return a histogram of scores, as shares of what can be earned."""
    counts, _ = np.histogram(shares, bins=10, range=(0, 1))
    figure, axes = _figure(6, 2.6)
    axes.bar(np.arange(10) * 10 + 5, counts, width=9, color=_BLUE)
    axes.set_xlabel("score, % of the points")
    axes.set_ylabel("submissions")
    axes.yaxis.get_major_locator().set_params(integer=True)
    said = ", ".join(
        f"{10 * i} to {10 * i + 10} %: {n}" for i, n in enumerate(counts) if n
    )
    return _svg(figure, f"How many submissions earned which score. {said}.")


def success(rows: Sequence[ExerciseRow]) -> str:
    """Return a bar for each exercise of a topic: the mean share earned."""
    shares = [100 * row.share for row in rows]
    figure, axes = _figure(6, 0.7 + 0.34 * len(rows))
    places = np.arange(len(rows))[::-1]
    bars = axes.barh(places, shares, color=_GREEN, height=0.7)
    for bar, row in zip(bars, rows, strict=True):
        bar.set(hatch="//" if row.challenge else "", edgecolor="white")
    axes.set_yticks(places, [row.label for row in rows])
    axes.set(xlim=(0, 100), ylim=(-0.6, len(rows) - 0.4))
    axes.set_xlabel("mean share of the points, %")
    said = ", ".join(f"{row.label}: {100 * row.share:.0f} %" for row in rows)
    return _svg(figure, f"How much of each exercise was earned. {said}.")


def durations(seconds: Sequence[float]) -> str:
    """Return a histogram of the time that a submission took."""
    edges = [0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, np.inf]
    names = [f"under {edge:g} s" for edge in edges[1:-1]] + ["longer"]
    counts, _ = np.histogram(seconds, bins=edges)
    figure, axes = _figure(6, 2.6)
    axes.bar(np.arange(len(counts)), counts, width=0.9, color=_BLUE)
    axes.set_xticks(np.arange(len(counts)), names, rotation=30, ha="right")
    axes.set_ylabel("submissions")
    axes.yaxis.get_major_locator().set_params(integer=True)
    said = ", ".join(
        f"{name}: {n}" for name, n in zip(names, counts, strict=True) if n
    )
    return _svg(figure, f"How long a submission took to judge. {said}.")


def _figure(width: float, height: float) -> tuple[Any, Any]:
    # A heavy import: every worker process of a run would pay for it.
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: Any, said: str) -> str:
    import matplotlib as mpl

    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "lucid-edu", "svg.fonttype": "none"}):
        figure.savefig(
            out, format="svg", metadata={"Date": None, "Creator": None}
        )
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    label = escape(said, quote=True)
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
