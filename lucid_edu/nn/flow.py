"""How much gradient every layer gets, and how much of it is saturated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from lucid_edu.nn.layers import HardSigmoid, ReLU, Sigmoid, Tanh
from lucid_edu.nn.module import Module, Parameter
from lucid_edu.ops import Array


@dataclass(frozen=True)
class LayerFlow:
    """One layer: its dotted name, its class, and what flows through it.

    `grad_norm` and `weight_norm` are Euclidean norms over the layer's own
    parameters, None where it has none or no gradient has arrived.
    `saturated` is the part of the outputs at which the layer is flat: 1 or
    0 of a sigmoid to within one rounding, at the ends of a hard sigmoid,
    the zeros of a ReLU; None for other layers and outside the block.
    """

    name: str
    kind: str
    grad_norm: float | None
    weight_norm: float | None
    saturated: float | None


class GradientFlow:
    """Rows of `LayerFlow`, in the order of the model's layers."""

    def __init__(self, model: Module) -> None:
        self._model = model
        self._flat: dict[int, tuple[int, int]] = {}
        self._handles: list[Any] = []

    def __enter__(self) -> Self:
        self._flat.clear()
        for module in self._model.modules():
            if type(module) in FLAT:
                hook = module.register_forward_hook(self._count)
                self._handles.append(hook)
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self._handles:
            handle.remove()
        self._handles.clear()

    @property
    def rows(self) -> list[LayerFlow]:
        """The layers that have parameters or can saturate."""
        found = []
        for name, module in self._model.named_modules():
            own = [
                p for p in vars(module).values() if isinstance(p, Parameter)
            ]
            if not own and type(module) not in FLAT:
                continue
            grads = [p.grad.data for p in own if p.grad is not None]
            flat, size = self._flat.get(id(module), (0, 0))
            found.append(
                LayerFlow(
                    name,
                    type(module).__name__,
                    _norm(grads) if grads else None,
                    _norm([p.data for p in own]) if own else None,
                    flat / size if size else None,
                )
            )
        return found

    def __str__(self) -> str:
        lines = [f"{'layer':16} {'':12} {'|grad|':>10} {'saturated':>10}"]
        for row in self.rows:
            norm = "" if row.grad_norm is None else f"{row.grad_norm:.3e}"
            part = "" if row.saturated is None else f"{row.saturated:.1%}"
            lines.append(f"{row.name:16} {row.kind:12} {norm:>10} {part:>10}")
        return "\n".join(lines)

    __repr__ = __str__

    def plot(self, axes: Any = None) -> Any:
        """Draw norms as points and saturation as bars; return the axes."""
        import matplotlib.pyplot as plt

        axes = axes or plt.gca()
        rows = self.rows
        places = range(len(rows))
        norms = [np.nan if r.grad_norm is None else r.grad_norm for r in rows]
        axes.plot(places, norms, "o", label="gradient norm")
        axes.set_yscale("log")
        axes.set_ylabel("gradient norm")
        names = [f"{row.name}\n{row.kind}" for row in rows]
        axes.set_xticks(list(places), names)
        if any(row.saturated is not None for row in rows):
            other = axes.twinx()
            parts = [row.saturated or 0.0 for row in rows]
            other.bar(places, parts, 0.4, alpha=0.3, label="saturated part")
            other.set_ylim(0, 1)
            other.set_ylabel("saturated part")
            axes.set_zorder(other.get_zorder() + 1)
            axes.patch.set_visible(False)
        return axes

    def _count(self, module: Module, inputs: Any, output: Any) -> None:
        flat = FLAT[type(module)](output.data)
        before, size = self._flat.get(id(module), (0, 0))
        now = before + int(flat.sum()), size + int(flat.size)
        self._flat[id(module)] = now


def gradient_flow(model: Module) -> GradientFlow:
    """Return how gradients flow through `model`.

    After `backward()` the rows hold each layer's gradient norm.  Around it,
    `with gradient_flow(model) as flow:` also counts how much of every
    activation is saturated in the forward passes of the block.

    >>> le.manual_seed(0)
    >>> model = nn.Sequential(nn.Linear(1, 2), nn.ReLU())
    >>> with le.gradient_flow(model) as flow:
    ...     model(Tensor([[1.0]])).sum().backward()
    >>> [row.kind for row in flow.rows]
    ['Linear', 'ReLU']
    """
    return GradientFlow(model)


def _ends(y: Array) -> Array:
    eps = np.finfo(y.dtype).eps
    return np.asarray((y >= 1 - eps / 2) | (y <= eps))


def _both_ends(y: Array) -> Array:
    return np.asarray(np.abs(y) >= 1 - np.finfo(y.dtype).eps / 2)


def _kinks(y: Array) -> Array:
    return np.asarray((y <= 0) | (y >= 1))


FLAT: dict[type[Module], Callable[[Array], Array]] = {
    Sigmoid: _ends,
    HardSigmoid: _kinks,
    Tanh: _both_ends,
    ReLU: lambda y: np.asarray(y <= 0),
}
FLAT.update(dict.fromkeys(HardSigmoid.__subclasses__(), _kinks))


def _norm(arrays: list[Array]) -> float:
    return float(np.sqrt(sum(float(np.sum(np.square(a))) for a in arrays)))
