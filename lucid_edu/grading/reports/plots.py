"""The class report's pictures, as SVG that can stand inside a page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

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


def success(rows: Sequence[tuple[str, str, float, int]]) -> str:
    """Return a bar for each exercise: the mean share of its points."""
    names = [name for _, name, _, _ in rows]
    shares = [100 * share for _, _, share, _ in rows]
    figure, axes = _figure(6, 0.7 + 0.34 * len(rows))
    places = np.arange(len(rows))[::-1]
    axes.barh(places, shares, color=_GREEN, height=0.7)
    axes.set_yticks(places, names)
    axes.set_xlim(0, 100)
    axes.set_xlabel("mean share of the points, %")
    said = ", ".join(
        f"{n}: {s:.0f} %" for n, s in zip(names, shares, strict=True)
    )
    return _svg(figure, f"How much of each exercise was earned. {said}.")


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
