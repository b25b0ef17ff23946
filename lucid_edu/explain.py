"""Says why a gradient is missing, zero or tiny."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lucid_edu.graph import propagate
from lucid_edu.lines import line_of
from lucid_edu.printing import number_text
from lucid_edu.tensor import Tensor

TINY = 1e-7
"""A gradient below this part of the one at the loss is called tiny."""

ONE_FROM = {"float16": 7.62, "float32": 16.64, "float64": 36.74}
"""From here on the sigmoid of a number is exactly 1."""


def explain_grad(x: Tensor, loss: Tensor | None = None) -> str:
    """Return, in words, why `x.grad` is what it is.

    With `loss`, the tensor that `backward()` starts from, the answer names
    the operation at which the gradient is lost, and its line where lines
    are recorded (see `record_lines`).  Changes nothing.

    >>> x = Tensor([300.0], requires_grad=True)
    >>> print(le.explain_grad(x * 1.0)[:41])
    grad is None because this tensor is no le
    >>> "saturated" in le.explain_grad(x, x.sigmoid())
    True
    """
    if not x.requires_grad:
        return _not_asked(x)
    if loss is not None:
        return _along(x, loss)
    if x.grad is not None:
        return _present(x.grad.data)
    if not x.is_leaf:
        return (
            "grad is None because this tensor is no leaf: backward() keeps "
            "the gradients of leaves only; call retain_grad() on it before"
        )
    return (
        "grad is None because no gradient has arrived since it was made or "
        "zero_grad() was called: either backward() has not run, or this "
        "tensor is not below the loss; explain_grad(x, loss) tells which"
    )


@dataclass(frozen=True)
class _Loss:
    """An operation that sends less back than arrived."""

    op: str
    where: str
    arrived: float
    sent: float
    data: Any


def _not_asked(x: Tensor) -> str:
    if x.dtype.kind != "f":
        return (
            f"grad is None because {x.dtype} has no gradient: make it "
            f"floating point with requires_grad=True"
        )
    return (
        "grad is None because this tensor does not require grad: it was "
        "made without requires_grad=True, or it is the result of detach(), "
        "of no_grad, of .data or .numpy(), or of inputs of which none "
        "requires grad"
    )


def _present(g: Any) -> str:
    size = float(np.abs(g).max(initial=0.0))
    if np.isnan(g).any():
        return (
            "grad holds nan: run forward and backward inside "
            "detect_anomaly() to see which operation made the first"
        )
    if size == 0:
        return (
            "grad is 0 everywhere: a gradient arrived and was lost on the "
            "way; explain_grad(x, loss) tells where"
        )
    return f"grad is there; its largest element is {number_text(size)}"


def _along(x: Tensor, loss: Tensor) -> str:
    if not loss.requires_grad:
        return (
            "no gradient can arrive: the loss was recorded from no tensor "
            "with requires_grad=True; was it made under no_grad?"
        )
    losses: list[_Loss] = []
    arrived: dict[int, Any] = {}
    path = _path(x, loss)
    if id(x) not in path:
        return (
            "no gradient arrives because the loss was not made from this "
            "tensor: look for a detach(), .data, .numpy(), no_grad, or for "
            "another tensor of the same name"
        )

    def tell(tensor: Any, g: Any, parts: Any) -> None:
        node = tensor._node
        if tensor is x:
            arrived[id(x)] = g
        for source, part in zip(node.inputs, parts, strict=False):
            if source is None or id(source) not in path:
                continue
            before, after = _size(g), _size(part)
            if after <= before * TINY and before > 0:
                line = line_of(node.place)
                where = f", {line}" if line else ""
                found = node.kernel.name, where, before, after, source._data
                losses.append(_Loss(*found))

    leaves = propagate(loss, np.ones_like(loss.data), tell)
    g = leaves[x] if x in leaves else arrived[id(x)]
    if np.isnan(g).any() or (_size(g) > TINY and not losses):
        return _present(g)
    start = "is 0" if _size(g) == 0 else f"is tiny ({number_text(_size(g))})"
    if not losses:
        return (
            f"the gradient {start}: no single operation loses it, the "
            f"factors along the way multiply; gradient_flow(model) shows "
            f"where it shrinks"
        )
    reasons = "; ".join(_reason(one) for one in losses[:3])
    return (
        f"the gradient {start if _size(g) <= TINY else 'shrinks'}: {reasons}"
    )


def _reason(one: _Loss) -> str:
    sent = "0" if one.sent == 0 else number_text(one.sent)
    head = (
        f"{one.op}{one.where} sends back {sent} of {number_text(one.arrived)}"
    )
    flat = np.ravel(one.data)
    if one.op == "sigmoid" and flat.dtype.name in ONE_FROM:
        limit = ONE_FROM[flat.dtype.name]
        far = int(np.sum(np.abs(flat) > limit))
        return (
            f"{head}: it is saturated, {far} of {flat.size} inputs have "
            f"|x| > {limit} in {flat.dtype.name}"
        )
    if one.op in ("hard_sigmoid", "clip"):
        return f"{head}: its inputs lie beyond the kinks, where it is flat"
    if one.op == "relu":
        dead = int(np.sum(flat <= 0))
        return f"{head}: {dead} of {flat.size} inputs are not above 0"
    if one.op == "tanh":
        return f"{head}: it is saturated, |x| is up to {np.abs(flat).max():g}"
    if one.op in ("multiply", "linear", "matmul"):
        return f"{head}: the other factor is 0 or tiny"
    return head


def _path(x: Tensor, loss: Tensor) -> set[int]:
    """Return the ids of the tensors between `x` and `loss`, both included."""
    found, stack = {id(loss): loss}, [loss]
    while stack:
        node = stack.pop()._node
        for source in node.inputs if node else ():
            if source is not None and id(source) not in found:
                found[id(source)] = source
                stack.append(source)
    path = {id(x)} if id(x) in found else set()
    made = [t for t in found.values() if t._node is not None and t is not x]
    made.sort(key=lambda t: t._node.order)  # type: ignore[union-attr]
    for tensor in made:
        inputs = tensor._node.inputs  # type: ignore[union-attr]
        if any(id(s) in path for s in inputs if s is not None):
            path.add(id(tensor))
    return path


def _size(g: Any) -> float:
    return float(np.abs(g).max(initial=0.0)) if np.ndim(g) else abs(float(g))
