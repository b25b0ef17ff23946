"""A training step in bare NumPy: the least that the same numbers cost.

No tensor and no graph: the forward pass, its derivatives and Adam, written
out for one architecture, with parameters in one flat array.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class Network:
    """Linear layers with ReLU between, a sigmoid, BCE and Adam."""

    def __init__(self, sizes: tuple[int, ...], x: Array, t: Array) -> None:
        rng = np.random.default_rng(1)
        self.x, self.t, self.steps = x, t, 0
        shapes = [(n, m) for n, m in pairwise(sizes)]
        count = sum(n * m + m for n, m in shapes)
        self.flat = np.empty(count, np.float32)
        self.grad = np.empty_like(self.flat)
        self.m, self.v = np.zeros((2, count), np.float32)
        self.room = np.empty_like(self.flat)
        self.layers = list(self._views(self.flat, shapes))
        self.grads = list(self._views(self.grad, shapes))
        for (n, _), (weight, bias) in zip(shapes, self.layers, strict=True):
            weight[...] = rng.uniform(-1, 1, weight.shape) / np.sqrt(n)
            bias[...] = rng.uniform(-1, 1, bias.shape) / np.sqrt(n)

    def step(self) -> None:
        """Move the parameters once."""
        inputs, y = [self.x], self.x
        for weight, bias in self.layers[:-1]:
            y = y @ weight
            y += bias
            np.maximum(y, 0, out=y)
            inputs.append(y)
        weight, bias = self.layers[-1]
        z = y @ weight + bias
        e = np.exp(-np.abs(z))
        p = np.maximum(e, z >= 0) / (1 + e)
        losses = np.maximum(z, 0) - z * self.t + np.log1p(e)
        self.loss = losses.mean()
        g = (p - self.t) / p.size
        for place in range(len(self.layers) - 1, -1, -1):
            into_weight, into_bias = self.grads[place]
            np.matmul(inputs[place].T, g, out=into_weight)
            np.add.reduce(g, 0, out=into_bias)
            if place:
                g = g @ self.layers[place][0].T
                g *= inputs[place] > 0
        self._adam()

    def _adam(self) -> None:
        self.steps += 1
        m, v, g, room = self.m, self.v, self.grad, self.room
        m *= 0.9
        m += np.multiply(g, 0.1, out=room)
        v *= 0.999
        np.square(g, out=room)
        room *= 0.001
        v += room
        np.sqrt(v, out=room)
        room /= (1 - 0.999**self.steps) ** 0.5
        room += 1e-8
        np.divide(m, room, out=room)
        room *= 1e-3 / (1 - 0.9**self.steps)
        self.flat -= room

    @staticmethod
    def _views(flat: Array, shapes: list[tuple[int, int]]) -> Any:
        start = 0
        for n, m in shapes:
            middle = start + n * m
            yield flat[start:middle].reshape(n, m), flat[middle : middle + m]
            start = middle + m
