"""Writes a laid-out graph as SVG, in the colour of the text around it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from lucid_edu.layout import Layout

LETTER, LINE, PAD, ROW_GAP, MARGIN = 7.3, 17.0, 10.0, 46.0, 24.0


@dataclass(frozen=True)
class Box:
    """One tensor of the picture: its kind and its lines of text."""

    name: str
    kind: str
    text: tuple[str, ...]
    inputs: tuple[int, ...]
    group: str

    @property
    def width(self) -> float:
        """Return the width in units of the picture."""
        return max(map(len, self.text)) * LETTER + 2 * PAD

    @property
    def height(self) -> float:
        """Return the height in units of the picture."""
        return len(self.text) * LINE + 2 * PAD - 4


def picture(
    boxes: dict[int, Box],
    layout: Layout,
    words: str,
    title: str = "Computational graph",
) -> str:
    """Return the boxes and their lines as an SVG element."""
    tall = [0.0] * layout.layers
    for k, box in boxes.items():
        tall[layout.layer[k]] = max(tall[layout.layer[k]], box.height)
    top = [MARGIN + sum(tall[:i]) + ROW_GAP * i for i in range(layout.layers)]
    middle = [t + h / 2 for t, h in zip(top, tall, strict=True)]
    parts = [_frames(boxes, layout, middle)]
    for (start, end), bends in layout.bends.items():
        y0, y1 = middle[layout.layer[start]], middle[layout.layer[end]]
        points = [
            (layout.x[start], y0 + boxes[start].height / 2),
            *(
                # Straight down beside the boxes of that layer.
                (x, middle[row] + half)
                for x, row in bends
                for half in (-tall[row] / 2, tall[row] / 2)
            ),
            (layout.x[end], y1 - boxes[end].height / 2),
        ]
        parts.append(_line([(x + PAD, y) for x, y in points]))
    for k, box in boxes.items():
        parts.append(_box(box, layout.x[k] + PAD, middle[layout.layer[k]]))
    width = layout.width + 2 * PAD
    height = top[-1] + tall[-1] + PAD
    return (
        f'<svg class="lucid-graph" xmlns="http://www.w3.org/2000/svg" '
        f'role="img" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" '
        f'font-family="ui-monospace, monospace" font-size="12">'
        f"<title>{escape(title)}</title><desc>{escape(words)}</desc>"
        f"{''.join(parts)}</svg>"
    )


def _line(points: list[tuple[float, float]]) -> str:
    (x, y), *rest = points
    path = [f"M{x:.1f} {y:.1f}"]
    for nx, ny in rest:
        mid = (y + ny) / 2
        path.append(f"C{x:.1f} {mid:.1f} {nx:.1f} {mid:.1f} {nx:.1f} {ny:.1f}")
        x, y = nx, ny
    head = f"M{x - 4:.1f} {y - 7:.1f}L{x:.1f} {y:.1f}L{x + 4:.1f} {y - 7:.1f}"
    return (
        f'<path d="{"".join(path)}{head}" fill="none" '
        f'stroke="currentColor" stroke-opacity="0.65"/>'
    )


SHAPES = {
    "result": 'rx="4" stroke="currentColor"',
    "parameter": 'rx="14" stroke="#c14a00" stroke-width="2.5"',
    "leaf": 'rx="14" stroke="#0072b2" stroke-width="2.5"',
    "data": 'rx="14" stroke="currentColor" stroke-dasharray="4 3"',
    "wrong": 'rx="0" stroke="#c14a00" stroke-width="4"',
}


def _box(box: Box, x: float, y: float) -> str:
    left, top = x - box.width / 2, y - box.height / 2
    lines = []
    for i, line in enumerate(box.text):
        weight = ' font-weight="bold"' if i == 0 else ""
        lines.append(
            f'<text x="{x:.1f}" y="{top + PAD + LINE * (i + 0.65):.1f}" '
            f'text-anchor="middle" fill="currentColor"{weight}>'
            f"{escape(line)}</text>"
        )
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" fill="currentColor" fill-opacity="0.06" '
        f"{SHAPES[box.kind]}/>{''.join(lines)}"
    )


def _frames(boxes: dict[int, Box], layout: Layout, middle: list[float]) -> str:
    """Return a frame around every module's boxes that holds no others."""
    frames = []
    for group in dict.fromkeys(b.group for b in boxes.values() if b.group):
        inside = {k for k, b in boxes.items() if b.group == group}
        users = {
            k: {j for j, b in boxes.items() if k in b.inputs} for k in boxes
        }
        whole = inside | {
            k
            for k, b in boxes.items()
            if b.kind == "parameter" and users[k] <= inside
        }
        # With its parameters if nothing else is in the way.
        fitting = [
            keys
            for keys in (whole, inside)
            if not _meets_others(boxes, layout, middle, keys)
        ]
        if not fitting:
            continue
        x0, y0, x1, y1 = _bounds(boxes, layout, middle, fitting[0])
        frames.append(
            f'<rect x="{x0 - 7 + PAD:.1f}" y="{y0 - 19:.1f}" '
            f'width="{x1 - x0 + 14:.1f}" height="{y1 - y0 + 26:.1f}" rx="6" '
            f'fill="none" stroke="currentColor" stroke-opacity="0.45" '
            f'stroke-dasharray="2 4"/>'
            f'<text x="{x0 + PAD:.1f}" y="{y0 - 7:.1f}" font-size="11" '
            f'fill="currentColor">{escape(group)}</text>'
        )
    return "".join(frames)


def _meets_others(
    boxes: dict[int, Box],
    layout: Layout,
    middle: list[float],
    keys: set[int],
) -> bool:
    x0, y0, x1, y1 = _bounds(boxes, layout, middle, keys)
    for k in boxes.keys() - keys:
        left, top, right, bottom = _bounds(boxes, layout, middle, {k})
        if left < x1 + 7 and right > x0 - 7 and top < y1 and bottom > y0:
            return True
    return False


def _bounds(
    boxes: dict[int, Box],
    layout: Layout,
    middle: list[float],
    keys: set[int],
) -> tuple[float, float, float, float]:
    x, y = layout.x, {k: middle[layout.layer[k]] for k in keys}
    return (
        min(x[k] - boxes[k].width / 2 for k in keys),
        min(y[k] - boxes[k].height / 2 for k in keys),
        max(x[k] + boxes[k].width / 2 for k in keys),
        max(y[k] + boxes[k].height / 2 for k in keys),
    )
