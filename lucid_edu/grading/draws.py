"""Ready-made draws for checks: arrays of several shapes and data types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from lucid_edu.grading.exercise import Draw

Sample = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]
"""Draws an array of the given shape."""

SHAPES: tuple[tuple[int, ...], ...] = ((), (0,), (2, 3), (2, 1, 4))


def uniform(low: float, high: float) -> Sample:
    """Return a sample of values spread evenly over [low, high].

    They have three decimals, so that a failing input can be read.
    """
    return lambda rng, shape: rng.uniform(low, high, shape).round(3)


def either(one: Sample, other: Sample) -> Sample:
    """Return a sample that takes each value from one of two."""

    def sample(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        coin = rng.random(shape) < 0.5
        return np.where(coin, one(rng, shape), other(rng, shape))

    return sample


def vectors(
    size: int, dtype: Any = np.float64, times: int = 2, **samples: Sample
) -> Draw:
    """Return a draw of `times` cases with one-dimensional arrays."""

    def draw(rng: np.random.Generator) -> Iterator[dict[str, np.ndarray]]:
        for _ in range(times):
            yield {
                name: sample(rng, (size,)).astype(dtype)
                for name, sample in samples.items()
            }

    return draw


def shapes(**samples: Sample) -> Draw:
    """Return a draw over ranks 0 to 3, empty, float32 and strided arrays."""

    def draw(rng: np.random.Generator) -> Iterator[dict[str, np.ndarray]]:
        for shape in SHAPES:
            for dtype in (np.float64, np.float32):
                yield {
                    name: np.asarray(sample(rng, shape), dtype)
                    for name, sample in samples.items()
                }
        yield {
            name: sample(rng, (3, 8))[:, ::2]
            for name, sample in samples.items()
        }

    return draw
