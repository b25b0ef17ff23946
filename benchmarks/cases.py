"""What is timed: the same work in lucid_edu, in PyTorch, in raw NumPy.

A case is built once and returns a function without arguments for each peer.
PyTorch is optional: without it its column stays empty.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from by_hand import Network

import lucid_edu as le
from lucid_edu import nn, optim

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

Peers = dict[str, Callable[[], Any]]
CHAIN = 10_000


def activation(name: str, size: int, dtype: str, backward: bool) -> Peers:
    """Time an activation, alone or with the gradient of its sum."""
    data = np.random.default_rng(1).normal(0, 3, size).astype(dtype)
    x = le.Tensor(data, requires_grad=backward)
    ours = le.sigmoid if name == "sigmoid" else nn.functional.hardsigmoid
    peers = {"lucid_edu": _run(ours, x, backward)}
    raw = _Raw(data)
    peers["NumPy"] = getattr(raw, f"{name}_{'both' if backward else 'value'}")
    if name == "sigmoid" and not backward:
        peers["np.exp alone"] = raw.exponential
    if torch:
        t = torch.tensor(data, requires_grad=backward)
        theirs = (
            torch.sigmoid
            if name == "sigmoid"
            else torch.nn.functional.hardsigmoid
        )
        peers["PyTorch"] = _run(theirs, t, backward)
    return peers


def bce(size: int, dtype: str) -> Peers:
    """Time the mean BCE with logits and its gradient."""
    rng = np.random.default_rng(1)
    data = rng.normal(0, 3, size).astype(dtype)
    target = (rng.random(size) < 0.5).astype(dtype)
    x = le.Tensor(data, requires_grad=True)
    loss = nn.BCEWithLogitsLoss()
    fixed = le.Tensor(target)
    peers = {
        "lucid_edu": _run(lambda x: loss(x, fixed), x, True, total=False),
        "NumPy": _Raw(data, target).bce,
    }
    if torch:
        t = torch.tensor(data, requires_grad=True)
        y = torch.tensor(target)
        theirs = torch.nn.BCEWithLogitsLoss()
        peers["PyTorch"] = _run(lambda t: theirs(t, y), t, True, total=False)
    return peers


def training(sizes: tuple[int, ...], batch: int) -> Peers:
    """Time a step of a ReLU network with a sigmoid at its end, and Adam."""
    rng = np.random.default_rng(1)
    data = rng.normal(size=(batch, sizes[0])).astype("float32")
    target = (rng.random((batch, sizes[-1])) < 0.5).astype("float32")
    peers = {
        "lucid_edu": _step(le, nn, optim, le.Tensor, sizes, data, target),
        "NumPy": Network(sizes, data, target).step,
    }
    if torch:
        peers["PyTorch"] = _step(
            torch, torch.nn, torch.optim, torch.tensor, sizes, data, target
        )
    return peers


def chain(length: int = CHAIN) -> Peers:
    """Time a chain of operations on one number, there and back."""

    def ours() -> None:
        y = le.Tensor(1.0, requires_grad=True)
        for _ in range(length // 2):
            y = y * 0.999 + 0.001
        y.backward()

    peers = {"lucid_edu": ours}
    if torch:

        def theirs() -> None:
            y = torch.tensor(1.0, requires_grad=True)
            for _ in range(length // 2):
                y = y * 0.999 + 0.001
            y.backward()

        peers["PyTorch"] = theirs
    return peers


def _run(
    function: Any, x: Any, backward: bool, total: bool = True
) -> Callable[[], Any]:
    def forward() -> Any:
        return function(x)

    def both() -> None:
        x.grad = None
        y = function(x)
        (y.sum() if total else y).backward()

    return both if backward else forward


def _step(
    core: Any, nn: Any, optim: Any, tensor: Any, sizes: Any, *data: Any
) -> Callable[[], Any]:
    layers: list[Any] = []
    for n, m in pairwise(sizes):
        layers += [nn.Linear(n, m), nn.ReLU()]
    model = nn.Sequential(*layers[:-1], nn.Sigmoid())
    adam = optim.Adam(model.parameters(), lr=1e-3)
    loss_of = nn.BCELoss()
    x, target = map(tensor, data)

    def step() -> None:
        adam.zero_grad()
        loss_of(model(x), target).backward()
        adam.step()

    return step


class _Raw:
    """The same by hand: arrays made before, no tensor, no graph."""

    def __init__(self, x: Any, target: Any = None) -> None:
        self.x, self.target = x, target
        self.y, self.slope = np.empty_like(x), np.empty_like(x)
        self.block = 32_768 if x.dtype == np.float32 else 16_384

    def _blocks(self) -> Any:
        for start in range(0, self.x.size, self.block):
            part = slice(start, start + self.block)
            yield self.x[part], self.y[part], self.slope[part]

    def exponential(self) -> None:
        for x, y, _ in self._blocks():
            np.exp(x, out=y)

    def sigmoid_value(self) -> None:
        for x, y, _ in self._blocks():
            np.negative(x, out=y)
            np.exp(y, out=y)
            np.add(y, 1, out=y)
            np.reciprocal(y, out=y)

    def sigmoid_both(self) -> None:
        for x, y, slope in self._blocks():
            np.negative(x, out=slope)
            np.exp(slope, out=slope)
            np.add(slope, 1, out=y)
            np.reciprocal(y, out=y)
            np.multiply(slope, y, out=slope)
            np.multiply(slope, y, out=slope)
        self.y.sum()

    def hardsigmoid_value(self) -> None:
        for x, y, _ in self._blocks():
            np.multiply(x, 1 / 6, out=y)
            np.add(y, 0.5, out=y)
            np.clip(y, 0, 1, out=y)

    def hardsigmoid_both(self) -> None:
        for x, y, slope in self._blocks():
            np.abs(x, out=slope)
            np.multiply(np.less(slope, 3), self.x.dtype.type(1 / 6), out=slope)
            np.multiply(x, 1 / 6, out=y)
            np.add(y, 0.5, out=y)
            np.clip(y, 0, 1, out=y)
        self.y.sum()

    def bce(self) -> None:
        x, t, loss = self.x, self.target, 0.0
        for start in range(0, x.size, self.block):
            part = slice(start, start + self.block)
            z = np.exp(-np.abs(x[part]))
            y = np.maximum(x[part], 0) - x[part] * t[part] + np.log1p(z)
            loss += float(y.sum())
            up = np.maximum(z, x[part] >= 0) / (1 + z)
            np.subtract(up, t[part], out=self.slope[part])
