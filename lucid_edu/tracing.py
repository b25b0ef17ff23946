"""Tells a backward pass step by step: what arrives, what is sent where.

The pass that is told changes nothing: no `.grad`, no hook.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from lucid_edu.graph import propagate
from lucid_edu.lines import Line, line_of
from lucid_edu.names import Names, TensorNames
from lucid_edu.ops import Array
from lucid_edu.printing import short
from lucid_edu.tensor import Tensor

RULES = {
    "matmul": ("g @ right.T", "left.T @ g"),
    "linear": ("g @ W", "g.T @ x", "the rows of g, added up"),
    "sum": ("1 for every element",),
    "mean": ("1/n for every element",),
    "max": ("1 at the maximum",),
    "reshape": ("g in the old shape",),
    "transpose": ("g with the axes put back",),
    "index": ("g where it was taken from",),
    "stack": ("its part of g",),
    "concatenate": ("its part of g",),
}
"""The rules of what does not work element by element, input by input."""


@dataclass(frozen=True)
class Sent:
    """What one step sends to one of its inputs.

    `local` is the derivative of the step's value by this input, where the
    operation works element by element; else it is None, and `rule` says in
    words what is done with the arriving gradient g.  `whole` is what has
    arrived there so far, this included.
    """

    to: str
    local: Array | None
    rule: str
    gradient: Array
    whole: Array


@dataclass(frozen=True)
class Step:
    """One operation on the way back."""

    number: int
    op: str
    name: str
    line: Line | None
    inputs: tuple[tuple[str, Array], ...]
    value: Array
    gradient: Array
    sent: tuple[Sent, ...]


class Trace:
    """The steps of a backward pass, youngest first; print it or loop."""

    def __init__(self, steps: list[Step], leaves: dict[str, Array]) -> None:
        self.steps, self.leaves = steps, leaves

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, place: int) -> Step:
        return self.steps[place]

    def __str__(self) -> str:
        lines = []
        for step in self.steps:
            given = _given(step)
            at = f"   ({step.line})" if step.line else ""
            lines.append(
                f"{step.number}. {step.name} = {step.op}({given}){at}"
            )
            lines.append(f"   value {short(step.value)}")
            lines.append(f"   arrives {short(step.gradient)}")
            for sent in step.sent:
                local = _local(sent)
                lines.append(f"   to {sent.to}: {local} -> {_arrival(sent)}")
        lines.append("gradients:")
        lines += [f"   {name}: {short(g)}" for name, g in self.leaves.items()]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col">{title}</th>'
            for title in (
                "step", "operation", "line", "value", "arrives", "sends"
            )
        )  # fmt: skip
        rows = "".join(_row(step) for step in self.steps)
        leaves = ", ".join(
            f"{escape(n)}: {escape(short(g))}" for n, g in self.leaves.items()
        )
        return (
            f'<table class="lucid-trace"><caption>Backward, step by step. '
            f"Gradients: {leaves}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def trace(loss: Tensor, gradient: Any = None, names: Names = None) -> Trace:
    """Return the backward pass of `loss`, told step by step.

    `gradient` has the shape of `loss` and defaults to ones.  `names` is a
    model or a mapping from names to tensors; without it, tensors are called
    as in the code that calls this.  Raises `RuntimeError` where `loss`
    needs no gradient.

    >>> w = Tensor(2.0, requires_grad=True)
    >>> loss = (w * 3.0).sigmoid()
    >>> with_names = le.trace(loss, names={"w": w, "loss": loss})
    >>> len(with_names), with_names[0].op
    (2, 'sigmoid')
    >>> with_names.leaves
    {'w': array(0.00739953, dtype=float32)}
    """
    if not loss.requires_grad:
        raise RuntimeError(
            "trace() needs a tensor made from one with requires_grad=True"
        )
    if names is None:
        frame = sys._getframe(1)
        names = {**frame.f_globals, **frame.f_locals}
    called = TensorNames(names)
    data = loss.data
    seed = np.ones_like(data)
    if gradient is not None:
        seed = np.array(gradient, dtype=data.dtype)
    if seed.shape != data.shape:
        raise ValueError(
            f"trace() needs gradient= of shape {data.shape}, not {seed.shape}"
        )
    steps: list[Step] = []
    whole: dict[int, Array] = {}

    def tell(tensor: Any, g: Any, parts: Any) -> None:
        node = tensor._node
        locals_ = _locals(node, tensor)
        sent = []
        rules = RULES.get(node.kernel.name, ("its own rule",))
        for at, (source, part) in enumerate(zip(node.inputs, parts)):  # noqa: B905
            if source is None:
                continue
            local, rule = locals_[at], rules[min(at, len(rules) - 1)]
            part = np.array(part)
            before = whole.get(id(source))
            whole[id(source)] = part if before is None else before + part
            name = called(source)
            sent.append(Sent(name, local, rule, part, whole[id(source)]))
        given = node.inputs if node.place is None else node.place.inputs
        inputs = tuple(called.with_value(x) for x in given if x is not None)
        steps.append(
            Step(
                len(steps) + 1,
                node.kernel.name,
                called(tensor),
                line_of(node.place),
                inputs,
                tensor.data,
                np.array(g),
                tuple(sent),
            )
        )

    leaves = propagate(loss, seed, tell)
    ends = {called(leaf): np.array(g) for leaf, g in leaves.items()}
    return Trace(steps, ends)


def _locals(node: Any, tensor: Any) -> list[Array | None]:
    """Return d value / d input for what works element by element."""
    if node.kernel.name in RULES:
        return [None] * len(node.inputs)
    value = tensor.data
    parts = node.kernel.backward(np.ones_like(value), node.saved, node.inputs)
    return [np.array(part) if part is not None else None for part in parts] + [
        None
    ] * (len(node.inputs) - len(parts))


def _given(step: Step) -> str:
    return ", ".join(
        f"{name} = {short(value)}" if name else short(value)
        for name, value in step.inputs
    )


def _local(sent: Sent) -> str:
    return sent.rule if sent.local is None else f"times {short(sent.local)}"


def _arrival(sent: Sent) -> str:
    text = short(sent.gradient)
    if sent.whole is sent.gradient or np.array_equal(
        sent.whole, sent.gradient, equal_nan=True
    ):
        return text
    return f"{text}, {short(sent.whole)} with what was there"


def _row(step: Step) -> str:
    given = _given(step)
    sends = "<br>".join(
        f"{escape(s.to)}: {escape(_local(s))} → {escape(_arrival(s))}"
        for s in step.sent
    )
    cells = (
        f"{step.name} = {step.op}({given})",
        str(step.line or ""),
        short(step.value),
        short(step.gradient),
    )
    middle = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return (
        f'<tr><th scope="row">{step.number}</th>{middle}<td>{sends}</td></tr>'
    )
