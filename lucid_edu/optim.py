"""Optimizers: from gradients to the next parameters.

A step gives a parameter a new array and leaves the old one alone, so a
graph that was recorded before the step still holds the values it used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lucid_edu.kernels.memory import number
from lucid_edu.ops import Array
from lucid_edu.tensor import Tensor


class Optimizer:
    """The parameters, their learning rate, and `zero_grad`.

    Parameters that have a gradient, one data type and one number of steps
    behind them move together, end to end in one flat array: a few long
    operations cost less than many short ones.
    """

    memories = 0
    """How many numbers a parameter's element remembers between steps."""

    def __init__(self, parameters: Iterable[Tensor], lr: float) -> None:
        self.parameters = list(parameters)
        if not self.parameters:
            raise ValueError(
                "an optimizer needs at least one parameter; pass "
                "model.parameters(), and only once if it is a generator"
            )
        if not lr >= 0:
            raise ValueError(f"lr is a step size of 0 or more, not {lr}")
        self.lr = lr
        self._steps = [0] * len(self.parameters)
        self._memory: dict[int, list[Array]] = {}
        self._flat: dict[tuple[int, ...], list[Array]] = {}
        self._last: dict[tuple[int, ...], tuple[Array, list[Array]]] = {}

    def zero_grad(self) -> None:
        """Forget the gradients, before the next backward."""
        for parameter in self.parameters:
            parameter.grad = None

    def step(self) -> None:
        """Move every parameter that has a gradient."""
        together: dict[tuple[Any, int], list[int]] = {}
        for place, parameter in enumerate(self.parameters):
            if parameter.grad is not None:
                self._steps[place] += 1
                kind = parameter._data.dtype, self._steps[place]
                together.setdefault(kind, []).append(place)
        for (_, steps), places in together.items():
            self._move(tuple(places), steps)

    def update(
        self, value: Array, g: Array, memory: Sequence[Array], steps: int
    ) -> Array:
        """Return what is subtracted from `value`, a flat array.

        `memory` holds this optimizer's arrays of the same shape, zeros
        before the first of the `steps`, to be changed in place; `g` may be
        used as room to work in.
        """
        raise NotImplementedError(f"{type(self).__name__} needs update")

    def _move(self, places: tuple[int, ...], steps: int) -> None:
        parameters = [self.parameters[place] for place in places]
        value, views = self._last.get(places, _NOTHING)
        # As it was left, unless somebody gave a parameter another array.
        if [id(p._data) for p in parameters] != [*map(id, views)]:
            value = np.concatenate([p._data.reshape(-1) for p in parameters])
        g = np.concatenate([_grad(p).reshape(-1) for p in parameters])
        memory = self._flat.get(places) or self._gather(places, value)
        # In float16 a square overflows from 256 on: the memories, and what
        # is computed with them, are float32 at least.
        g = g.astype(np.promote_types(g.dtype, np.float32), copy=False)
        move = self.update(value, g, memory, steps)
        value = np.subtract(value, move).astype(value.dtype, copy=False)
        views = []
        start = 0
        for parameter in parameters:
            shape, end = parameter._data.shape, start + parameter._data.size
            parameter._data = view = value[start:end].reshape(shape)
            views.append(view)
            start = end
        self._last[places] = value, views

    def _gather(self, places: tuple[int, ...], like: Array) -> list[Array]:
        """Lay these parameters' memories end to end, and keep the views."""
        sizes = [self.parameters[place]._data.size for place in places]
        kind = np.promote_types(like.dtype, np.float32)
        flat = [np.zeros(like.shape, kind) for _ in range(self.memories)]
        start = 0
        for place, size in zip(places, sizes, strict=True):
            views = [array[start : start + size] for array in flat]
            for new, old in zip(
                views, self._memory.get(place, []), strict=False
            ):
                new[...] = old
            self._memory[place] = views
            start += size
        # Another grouping's arrays hold old numbers from now on.
        for other in [o for o in self._flat if set(o) & set(places)]:
            del self._flat[other]
            self._last.pop(other, None)
        self._flat[places] = flat
        return flat


_NOTHING: tuple[Array, list[Array]] = np.empty(0), []


def _grad(parameter: Tensor) -> Any:
    assert parameter.grad is not None
    return parameter.grad._data


class SGD(Optimizer):
    r"""Gradient descent: $v \leftarrow \mu v + g$, $p \leftarrow p - \eta v$.

    `weight_decay` $\lambda$ adds $\lambda p$ to the gradient.  With
    `momentum` 0 the step is $\eta g$.

    >>> w = Tensor([1.0], requires_grad=True)
    >>> sgd = optim.SGD([w], lr=0.1)
    >>> (w * w).backward()
    >>> sgd.step()
    >>> w.tolist()
    [0.800000011920929]
    """

    memories = 1

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr)
        self.momentum, self.weight_decay = momentum, weight_decay

    def update(
        self, value: Array, g: Array, memory: Sequence[Array], steps: int
    ) -> Array:
        """Return the step."""
        if self.weight_decay:
            g += self.weight_decay * value
        if self.momentum:
            (v,) = memory
            v *= self.momentum
            v += g
            g[...] = v
        g *= self.lr
        return g


class Adam(Optimizer):
    r"""Adam: steps scaled by running means of $g$ and $g^2$.

    $m \leftarrow \beta_1 m + (1 - \beta_1) g$ and
    $v \leftarrow \beta_2 v + (1 - \beta_2) g^2$; with both corrected for
    their start at 0, the step is $\eta \hat m / (\sqrt{\hat v} + \epsilon)$.
    Source: Kingma and Ba, 2015.  `weight_decay` as in SGD.

    >>> w = Tensor([1.0], requires_grad=True)
    >>> adam = optim.Adam([w], lr=0.1)
    >>> (w * w).backward()
    >>> adam.step()
    >>> round(w.item(), 4)
    0.9
    """

    memories = 2

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr)
        self.betas, self.eps, self.weight_decay = betas, eps, weight_decay

    def update(
        self, value: Array, g: Array, memory: Sequence[Array], steps: int
    ) -> Array:
        """Return the step."""
        if self.weight_decay:
            g += self.weight_decay * value
        (m, v), (one, two) = memory, self.betas
        # The means are kept without their factors (1 - beta), which are
        # multiplied into the numbers below: three long operations less.
        m *= number(one, m.dtype)
        m += g
        v *= number(two, v.dtype)
        v += np.square(g, g)
        unit = ((1 - two) / (1 - two**steps)) ** 0.5
        corrected = np.sqrt(v, g)
        corrected += self.eps / unit
        move = np.divide(m, corrected, corrected)
        move *= self.lr * (1 - one) / (1 - one**steps) / unit
        return move
