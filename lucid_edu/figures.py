"""How the book's figures look, and why they come out the same every time."""

from __future__ import annotations

from typing import Any

import numpy as np

COLOURS = ("#0072b2", "#c14a00", "#00795a", "#a3447f")
"""At least 4.9:1 on white and 3.3:1 on a dark page."""

STYLE: dict[str, Any] = {
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "figure.dpi": 96,
    "figure.facecolor": "white",
    "figure.figsize": (6.4, 3.4),
    "font.size": 11,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "svg.fonttype": "none",
    "svg.hashsalt": "lucid-edu",
}


def setup() -> None:
    """Make figures SVG, legible and identical from run to run.

    Call it in a chapter's first cell.  Lines differ in colour and in dash,
    so that colour alone never carries a meaning.  Arrays print with four
    decimals.
    """
    # Heavy imports, needed only where figures are drawn.
    import matplotlib as mpl
    from cycler import cycler
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    settings: Any = mpl.rcParams
    settings.update(STYLE)
    dashes = cycler(linestyle=["-", "--", "-.", ":"])
    settings["axes.prop_cycle"] = cycler(color=COLOURS) + dashes
    set_matplotlib_formats("svg", metadata={"Date": None, "Creator": None})
    np.set_printoptions(precision=4, suppress=True)
