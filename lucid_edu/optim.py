"""Optimizers: from gradients to the next parameters.

A step gives a parameter a new array and leaves the old one alone, so a
graph that was recorded before the step still holds the values it used.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lucid_edu.ops import Array
from lucid_edu.tensor import Tensor


class Optimizer:
    """The parameters, their learning rate, and `zero_grad`."""

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

    def zero_grad(self) -> None:
        """Forget the gradients, before the next backward."""
        for parameter in self.parameters:
            parameter.grad = None

    def step(self) -> None:
        """Move every parameter that has a gradient."""
        for place, parameter in enumerate(self.parameters):
            if parameter.grad is not None:
                move = self.update(place, parameter.data, parameter.grad.data)
                parameter.data = parameter.data - move

    def update(self, place: int, value: Array, g: Array) -> Array:
        """Return what is subtracted from parameter number `place`."""
        raise NotImplementedError(f"{type(self).__name__} needs update")


class SGD(Optimizer):
    r"""Gradient descent: $v \leftarrow \mu v + g$, $p \leftarrow p - \eta v$.

    `weight_decay` $\lambda$ adds $\lambda p$ to the gradient.  With
    `momentum` 0 the step is $\eta g$.
    """

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr)
        self.momentum, self.weight_decay = momentum, weight_decay
        self._velocity: dict[int, Array] = {}

    def update(self, place: int, value: Array, g: Array) -> Array:
        """Return the step of one parameter."""
        if self.weight_decay:
            g = g + self.weight_decay * value
        if self.momentum:
            if place in self._velocity:
                g = self.momentum * self._velocity[place] + g
            self._velocity[place] = g
        return self.lr * g


class Adam(Optimizer):
    r"""Adam: steps scaled by running means of $g$ and $g^2$.

    $m \leftarrow \beta_1 m + (1 - \beta_1) g$ and
    $v \leftarrow \beta_2 v + (1 - \beta_2) g^2$; with both corrected for
    their start at 0, the step is $\eta \hat m / (\sqrt{\hat v} + \epsilon)$.
    Source: Kingma and Ba, 2015.  `weight_decay` as in SGD.
    """

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
        self._means: dict[int, tuple[int, Array, Array]] = {}

    def update(self, place: int, value: Array, g: Array) -> Array:
        """Return the step of one parameter."""
        if self.weight_decay:
            g = g + self.weight_decay * value
        start = (0, np.zeros_like(g), np.zeros_like(g))
        steps, m, v = self._means.get(place, start)
        one, two = self.betas
        steps += 1
        m = one * m + (1 - one) * g
        v = two * v + (1 - two) * g * g
        self._means[place] = (steps, m, v)
        corrected = np.sqrt(v) / float(np.sqrt(1 - two**steps)) + self.eps
        return self.lr / (1 - one**steps) * m / corrected
