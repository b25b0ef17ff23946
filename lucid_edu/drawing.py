"""Draws the graph below a tensor as an SVG picture.

Boxes are tensors, lines say what was made of what, from the top down.  The
picture takes the colour of the text around it, so it is legible on a dark
page, and its description says in words what it shows.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from lucid_edu.graph import propagate
from lucid_edu.layout import layered
from lucid_edu.names import Names, TensorNames
from lucid_edu.nn.module import Module, Parameter
from lucid_edu.printing import short
from lucid_edu.svg import Box, picture
from lucid_edu.tensor import Tensor

MOST = 400

STYLE = (
    ".lucid-graph{color:#1f2328}"
    "@media(prefers-color-scheme:dark){.lucid-graph{color:#e6edf3}}"
)


class Drawing:
    """A picture: shown in a notebook, or saved with `save(path)`."""

    def __init__(self, svg: str, description: str) -> None:
        self.svg, self.description = svg, description

    def _repr_html_(self) -> str:
        # What scrolls must be within reach of the keyboard.
        return (
            f'<div style="overflow-x:auto" tabindex="0" role="group" '
            f'aria-label="Computational graph">{self.svg}</div>'
        )

    def __str__(self) -> str:
        return self.description

    __repr__ = __str__

    def save(self, path: str | Path) -> None:
        """Write the picture to a file that stands alone."""
        styled = self.svg.replace("<title", f"<style>{STYLE}</style><title", 1)
        Path(path).write_text(styled, "utf-8")


def draw(loss: Tensor, names: Names = None) -> Drawing:
    """Return a picture of how `loss` was made.

    Every box has the operation, the shape and, for small arrays, value and
    gradient; parameters, leaves and data are told apart.  Operations that a
    module ran are framed with its name where lines are recorded (see
    `record_lines`).  `names` is a model or a mapping from names to tensors;
    by default tensors are called as in the code that calls this.  Raises
    `ValueError` beyond 400 tensors.

    >>> w = Tensor(2.0, requires_grad=True)
    >>> print(le.draw(w.sigmoid(), names={"w": w}))
    A graph of 2 tensors. sigmoid from w.
    """
    if names is None:
        frame = sys._getframe(1)
        names = {**frame.f_globals, **frame.f_locals}
    boxes = _boxes(loss, TensorNames(names))
    words = _description(boxes)
    layout = layered(
        {k: b.inputs for k, b in boxes.items()},
        {k: b.width for k, b in boxes.items()},
    )
    return Drawing(picture(boxes, layout, words), words)


def _boxes(loss: Tensor, called: TensorNames) -> dict[int, Box]:
    tensors = _old_to_young(loss)
    grads: dict[int, Any] = {}
    if loss.requires_grad:

        def tell(tensor: Any, g: Any, parts: Any) -> None:
            grads[id(tensor)] = np.asarray(g)

        leaves = propagate(loss, np.ones_like(loss.data), tell)
        grads.update({id(leaf): np.asarray(g) for leaf, g in leaves.items()})
    place = {id(tensor): k for k, tensor in enumerate(tensors)}
    boxes = {}
    for k, tensor in enumerate(tensors):
        given = [x for x in _given(tensor) if isinstance(x, Tensor)]
        boxes[k] = Box(
            called(tensor),
            _kind(tensor),
            _text(tensor, called(tensor), grads.get(id(tensor))),
            tuple(dict.fromkeys(place[id(x)] for x in given)),
            _group(tensor),
        )
    return boxes


def _old_to_young(loss: Tensor) -> list[Tensor]:
    """Return the tensors below `loss`, each after what it was made of."""
    found: dict[int, Tensor] = {id(loss): loss}
    stack = [loss]
    while stack:
        for x in _given(stack.pop()):
            if isinstance(x, Tensor) and id(x) not in found:
                found[id(x)] = x
                stack.append(x)
        if len(found) > MOST:
            raise ValueError(
                f"draw() shows up to {MOST} tensors, and this graph has "
                f"more; draw a smaller part of it"
            )
    made = [x for x in found.values() if x._node is not None]
    made.sort(key=lambda x: x._node.order)  # type: ignore[union-attr]
    # Leaves in the order in which they are first used.
    leaves: dict[int, Tensor] = {}
    for x in [*made, loss]:
        for y in [*_given(x), x]:
            if isinstance(y, Tensor) and y._node is None:
                leaves.setdefault(id(y), y)
    return [*leaves.values(), *made]


def _given(tensor: Tensor) -> tuple[Any, ...]:
    node = tensor._node
    if node is None:
        return ()
    found = node.inputs if node.place is None else node.place.inputs
    return tuple(x for x in found if x is not None)


def _kind(tensor: Tensor) -> str:
    if tensor._node is not None:
        return "result"
    if isinstance(tensor, Parameter):
        return "parameter"
    return "leaf" if tensor.requires_grad else "data"


def _text(tensor: Tensor, name: str, g: Any) -> tuple[str, ...]:
    node = tensor._node
    if node is None:
        head = f"{name} ({_kind(tensor)})"
    else:
        numbers = [
            f", {short(np.asarray(x))}"
            for x in _given(tensor)
            if not isinstance(x, Tensor)
        ]
        head = f"{name} = {node.kernel.name}(…{''.join(numbers)})"
        if name.startswith(f"{node.kernel.name}_"):
            head = f"{node.kernel.name}(…{''.join(numbers)})"
    lines = [head.replace("(…)", "")]
    if tensor.data.size > 4 or tensor.data.size == 0:
        lines.append(f"shape {tensor.shape}")
    else:
        shape = f"{tensor.shape} " if tensor.shape else ""
        lines.append(f"value {shape}{short(tensor.data)}")
        if g is not None:
            lines.append(f"grad {short(np.asarray(g))}")
    return tuple(lines)


def _group(tensor: Tensor) -> str:
    node = tensor._node
    if node is None or node.place is None or not node.place.modules:
        return ""
    outer, inner = node.place.modules[0], node.place.modules[-1]
    path = next(
        (n for n, m in outer.named_modules() if m is inner and n), ""
    ) if isinstance(outer, Module) else ""  # fmt: skip
    kind = type(inner).__name__
    return f"{path}: {kind}" if path else kind


def _description(boxes: dict[int, Box]) -> str:
    made = [b for b in boxes.values() if b.inputs]
    count = f"A graph of {len(boxes)} tensors."
    steps = [
        f"{b.text[0]} from {', '.join(boxes[k].name for k in b.inputs)}"
        + (f", in {b.group}" if b.group else "")
        + "."
        for b in made
    ]
    return " ".join([count, *steps])
