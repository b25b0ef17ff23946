"""Draws the graph of one call, and marks the nodes that came out wrong.

What is at a node, and what should be there, the sketch of an exercise says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from html import escape
from string import ascii_lowercase
from typing import Any

from lucid_edu.layout import layered
from lucid_edu.svg import Box, picture

MOST = 16


@dataclass(frozen=True)
class Spot:
    """One node: its name, the places of its inputs, and what came out.

    `said` are lines below the name, as "yours 0.5"; `fault` says what is
    wrong there, as "should be 0.25", and is empty where nothing is.
    """

    name: str
    inputs: tuple[int, ...]
    said: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True)
class Graph:
    """Nodes, inputs before their users, and a sentence on what they show."""

    about: str
    spots: tuple[Spot, ...]


Sketch = Callable[[Mapping[str, Any], str, Mapping[str, Any]], Graph | None]
"""From a student's namespace, an expression and its inputs to its graph."""


def drawn(graph: Graph) -> str:
    """Return the graph as SVG with a caption, or "" where nothing is wrong."""
    wrong = [spot for spot in graph.spots if spot.fault]
    if not wrong:
        return ""
    boxes = {
        place: Box(
            spot.name,
            "wrong" if spot.fault else "result" if spot.inputs else "data",
            _lines(spot),
            tuple(dict.fromkeys(spot.inputs)),
            "",
        )
        for place, spot in enumerate(graph.spots)
    }
    layout = layered(
        {place: box.inputs for place, box in boxes.items()},
        {place: box.width for place, box in boxes.items()},
    )
    svg = picture(boxes, layout, _words(graph, wrong), "Where it goes wrong")
    caption = f"{graph.about} A cross and a thick frame mark what is wrong."
    return f"{svg}<figcaption>{escape(caption)}</figcaption>"


def telling(kind: type, signs: Mapping[str, str]) -> type:
    """Return a subclass of `kind` that keeps how each result was made.

    `signs` has for each method a text such as "{} + {}"; it and the operands
    are then in the result's `made`.
    """
    told = type(kind.__name__, (kind,), {"made": ("", ())})
    for name, sign in signs.items():
        setattr(told, name, _keeping(getattr(kind, name), sign, told))
    return told


def named(end: Any, leaves: Mapping[Any, str]) -> dict[Any, tuple[str, str]]:
    """Return for each node below `end` "c" and "c = a + b", inputs first.

    Nodes without `made` that are no leaves are constants: they have no name
    of their own.  A graph that is too large for a picture has none at all.
    """
    inputs: dict[Any, tuple[Any, ...]] = dict.fromkeys(leaves, ())
    stack = [end]
    while stack and len(inputs) <= 2 * MOST:
        node = stack.pop()
        if node not in inputs:
            inputs[node] = tuple(node.parents)
            stack += node.parents
    names = {leaf: (name, name) for leaf, name in leaves.items()}
    free = [c for c in ascii_lowercase if c not in leaves.values()]
    if stack or len(inputs) > MOST + 8:
        return {}
    for node in TopologicalSorter(inputs).static_order():
        sign, operands = getattr(node, "made", ("", ()))
        if sign:
            texts = [_operand(operand, names) for operand in operands]
            letter = free.pop(0)
            names[node] = letter, f"{letter} = {sign.format(*texts)}"
    return names if len(names) <= MOST else {}


def apart(yours: float, right: float) -> tuple[str, str]:
    """Return two numbers with as few digits as tell them apart."""
    for digits in range(3, 17):
        one, other = f"{yours:.{digits}g}", f"{right:.{digits}g}"
        if one != other:
            break
    return one, other


def _keeping(method: Any, sign: str, told: type) -> Any:
    def call(self: Any, *others: Any) -> Any:
        made = method(self, *others)
        made.__class__, made.made = told, (sign, (self, *others))
        return made

    return call


def _operand(operand: Any, names: Mapping[Any, tuple[str, str]]) -> str:
    if operand in names:
        return names[operand][0]
    return f"{getattr(operand, 'data', operand):g}"


def _lines(spot: Spot) -> tuple[str, ...]:
    fault = (f"\N{BALLOT X} {spot.fault}",) if spot.fault else ()
    return spot.name, *spot.said, *fault


def _words(graph: Graph, wrong: list[Spot]) -> str:
    parts = [f"{graph.about} The graph has {len(graph.spots)} nodes."]
    for spot in wrong:
        parts.append(f"Wrong at {', '.join((spot.name, *spot.said))}:")
        parts[-1] += f" {spot.fault}."
    right = [
        ", ".join((spot.name, *spot.said))
        for spot in graph.spots
        if not spot.fault
    ]
    parts += (
        [f"Right: {'; '.join(right)}."] if right else ["No node is right."]
    )
    return " ".join(parts)
